#include "hub/line.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "uvchat/base/limits.h"
#include "uvchat/base/utf8.h"

namespace uvchat::hub {
namespace {

// Days since 1970-01-01 to a civil date, proleptic Gregorian (Howard Hinnant, "chrono-Compatible
// Low-Level Date Algorithms", civil_from_days): gmtime_r takes the C library's locks.
struct CivilDate {
  long long year, month, day;
};

CivilDate civil_from_days(long long days) {
  days += 719468;
  const long long era = (days >= 0 ? days : days - 146096) / 146097;
  const long long day_of_era = days - era * 146097;
  const long long year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const long long day_of_year =
      day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const long long shifted_month = (5 * day_of_year + 2) / 153;
  const long long day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
  const long long month = shifted_month < 10 ? shifted_month + 3 : shifted_month - 9;
  return {year_of_era + era * 400 + (month <= 2 ? 1 : 0), month, day};
}

// A number of at least so many digits.
void append_digits(std::string& out, long long number, std::size_t least) {
  std::array<char, 20> text{};
  const char* end = std::to_chars(text.data(), text.data() + text.size(), number).ptr;
  const auto size = static_cast<std::size_t>(end - text.data());
  out.append(least - std::min(least, size), '0').append(text.data(), size);
}

// Adds tags one after the other: '@' before the first, ';' between, ' ' at the end.
class TagWriter {
 public:
  explicit TagWriter(std::string& out) : out_(out) {}
  void add(std::string_view key_and_equals, std::string_view value) {
    out_.push_back(any_ ? ';' : '@');
    any_ = true;
    out_.append(key_and_equals).append(value);
  }
  void end() {
    if (any_) out_.push_back(' ');
  }

 private:
  std::string& out_;
  bool any_ = false;
};

void append_tags(std::string& out, Variant variant, const Line& line, std::string_view extra_tags) {
  TagWriter tags(out);
  if (!extra_tags.empty()) tags.add({}, extra_tags);
  if ((variant & variant_server_time) != 0) {
    tags.add("time=", {});
    append_iso_time(out, line.time_ms);
  }
  if ((variant & variant_relaymsg) != 0 && !line.relayed_by.empty()) {
    tags.add("draft/relaymsg=", line.relayed_by);
  }
  if ((variant & variant_message_tags) != 0) {
    if (!line.msgid.empty()) tags.add("msgid=", line.msgid);
    if (line.bot) tags.add("bot", {});
    if (!line.client_tags.empty()) tags.add({}, line.client_tags);
  }
  tags.end();
}

// Of the two together is kept what a line has room for.
void append_cut(std::string& out, std::string_view head, std::string_view text) {
  const std::size_t begin = out.size();
  out.append(head).append(text);
  out.resize(begin +
             utf8_cut(std::string_view(out).substr(begin), limits::line_bytes_max - 2).size());
  out.append("\r\n");
}

void append_batch(std::string& out, Variant variant, const Line& line,
                  std::string_view extra_tags) {
  append_tags(out, variant, line, extra_tags);
  append_cut(out, line.body, {});
  for (const TextLine& of_batch : line.lines) {
    TagWriter tags(out);
    tags.add("batch=", lines_reference);
    if (of_batch.concat) tags.add("draft/multiline-concat", {});
    tags.end();
    append_cut(out, line.head, of_batch.text);
  }
  out.append("BATCH -").append(lines_reference).append("\r\n");
}

// The message's id is for its first line alone.
void append_one_by_one(std::string& out, Variant variant, Line line, std::string_view extra_tags) {
  for (const TextLine& single : line.lines) {
    if (single.text.empty()) continue;
    append_tags(out, variant, line, std::exchange(extra_tags, {}));
    append_cut(out, line.head, single.text);
    line.msgid = {};
  }
}

}  // namespace

Variant variant_of(irc::CapabilitySet caps) {
  Variant variant = 0;
  if (caps.has(irc::Capability::server_time)) variant |= variant_server_time;
  if (caps.has(irc::Capability::message_tags)) variant |= variant_message_tags;
  if (caps.has(irc::Capability::batch) && caps.has(irc::Capability::multiline)) {
    variant |= variant_multiline;
  }
  if (caps.has(irc::Capability::relaymsg)) variant |= variant_relaymsg;
  return variant;
}

void append_line(std::string& out, Variant variant, const Line& line, std::string_view extra_tags) {
  if (variant == variant_classroom) {
    out.append(line.classroom);
    return;
  }
  if (line.tags_only && (variant & variant_message_tags) == 0) return;
  if (line.lines.empty()) {
    append_tags(out, variant, line, extra_tags);
    append_cut(out, line.body, {});
  } else if ((variant & variant_multiline) != 0) {
    append_batch(out, variant, line, extra_tags);
  } else {
    append_one_by_one(out, variant, line, extra_tags);
  }
}

void append_iso_time(std::string& out, std::int64_t wall_ms) {
  constexpr std::int64_t day_ms = 86'400'000;
  const std::int64_t days = (wall_ms >= 0 ? wall_ms : wall_ms - day_ms + 1) / day_ms;
  const std::int64_t ms = wall_ms - days * day_ms;
  const CivilDate date = civil_from_days(days);
  append_digits(out, date.year, 4);
  append_digits(out.append(1, '-'), date.month, 2);
  append_digits(out.append(1, '-'), date.day, 2);
  append_digits(out.append(1, 'T'), ms / 3'600'000, 2);
  append_digits(out.append(1, ':'), ms / 60'000 % 60, 2);
  append_digits(out.append(1, ':'), ms / 1000 % 60, 2);
  append_digits(out.append(1, '.'), ms % 1000, 3);
  out.push_back('Z');
}

std::string iso_time(std::int64_t wall_ms) {
  std::string text;
  append_iso_time(text, wall_ms);
  return text;
}

}  // namespace uvchat::hub
