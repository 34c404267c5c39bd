#include "hub/spam_filters.h"

#include <re2/re2.h>

#include <algorithm>
#include <utility>

#include "uvchat/base/ascii.h"
#include "uvchat/base/limits.h"

namespace uvchat::hub {
namespace {

// RE2 takes each byte through all steps of a pattern's program at worst, and mostly through an
// automaton, in which a byte is one step. Which of the two it does cannot be seen from outside. The
// price lies between them: a client waits for many times what its units stand for (hub/call.h), and
// so for longer than the worst takes.
constexpr std::uint64_t steps_a_unit = 64;

RE2::Options options() {
  RE2::Options options;
  options.set_max_mem(limits::filter_memory_bytes_max);
  options.set_log_errors(false);
  options.set_never_capture(true);
  return options;
}

bool matches(Work& work, const RE2& pattern, std::string_view text) {
  const auto steps = static_cast<std::uint64_t>(pattern.ProgramSize());
  work.add(1 + text.size() * steps / steps_a_unit);
  return pattern.Match(re2::StringPiece(text.data(), text.size()), 0, text.size(), RE2::UNANCHORED,
                       nullptr, 0);
}

// The length of what begins the text and is not seen; 0: it is seen. "\x03" and "\x04" take a
// colour with them: "4,12" or "ff0000,00ff00".
std::size_t unseen_bytes(std::string_view text) {
  for (const std::string_view unseen : {"\xE2\x80\x8B", "\xE2\x80\x8C", "\xE2\x80\x8D",
                                        "\xE2\x81\xA0", "\xEF\xBB\xBF", "\xC2\xAD"}) {
    if (text.starts_with(unseen)) return unseen.size();
  }
  const char code = text.front();
  const bool is_colour = code == '\x03' || code == '\x04';
  if (!is_colour) return std::string_view("\x02\x0f\x11\x16\x1d\x1e\x1f").find(code) != text.npos;
  const std::size_t digits_max = code == '\x03' ? 2 : 6;
  const auto fits = [code](char c) {
    return is_digit(c) || (code == '\x04' && to_lower(c) >= 'a' && to_lower(c) <= 'f');
  };
  const auto digits_at = [&](std::size_t at) {
    std::size_t count = 0;
    while (count < digits_max && at + count < text.size() && fits(text[at + count])) ++count;
    return count;
  };
  const std::size_t first = digits_at(1);
  if (first == 0) return 1;
  const bool has_second = 1 + first < text.size() && text[1 + first] == ',';
  const std::size_t second = has_second ? digits_at(2 + first) : 0;
  return 1 + first + (second > 0 ? 1 + second : 0);
}

// What a filter is held against: each line, all of them together, and each of these as it is read.
std::vector<std::string> texts_of(std::span<const TextLine> lines) {
  std::vector<std::string> texts;
  std::string whole;
  for (const TextLine& line : lines) {
    texts.emplace_back(line.text);
    if (!whole.empty() && !line.concat) whole += '\n';
    whole += line.text;
  }
  if (lines.size() > 1) texts.push_back(std::move(whole));
  for (std::size_t i = 0, count = texts.size(); i < count; ++i) {
    std::string plain = without_formatting(texts[i]);
    if (plain != texts[i]) texts.push_back(std::move(plain));
  }
  return texts;
}

}  // namespace

struct SpamFilters::Filter {
  explicit Filter(SpamFilterSettings given)
      : settings(std::move(given)), pattern(settings.pattern, options()) {}

  bool is_for(SpamTarget target, bool is_logged_in) const {
    const auto& targets = settings.targets;
    return !(is_logged_in && settings.exempts_accounts) &&
           std::find(targets.begin(), targets.end(), target) != targets.end();
  }

  const SpamFilterSettings settings;
  const RE2 pattern;
};

std::string SpamFilters::why_not(const std::string& pattern) {
  if (pattern.empty()) return "an empty pattern matches everything";
  if (pattern.size() > limits::filter_bytes_max) {
    return "a pattern has at most " + std::to_string(limits::filter_bytes_max) + " bytes";
  }
  const RE2 made(pattern, options());
  if (!made.ok()) return "not a pattern of RE2: " + made.error();
  if (made.ProgramSize() > limits::filter_steps_max) {
    return "the pattern would cost too much: it has " + std::to_string(made.ProgramSize()) +
           " steps, and may have " + std::to_string(limits::filter_steps_max);
  }
  if (made.Match("", 0, 0, RE2::UNANCHORED, nullptr, 0)) return "the pattern matches everything";
  return {};
}

SpamFilters::SpamFilters(std::vector<SpamFilterSettings> settings) {
  for (SpamFilterSettings& each : settings) {
    filters_.push_back(std::make_unique<Filter>(std::move(each)));
  }
}

SpamFilters::~SpamFilters() = default;

bool SpamFilters::look(Work& work, SpamTarget target, bool is_logged_in,
                       std::span<const TextLine> lines, const Found& is_last) const {
  const std::uint64_t before = work.done();
  std::vector<std::string> texts;
  for (std::size_t number = 0; number < filters_.size(); ++number) {
    const Filter& filter = *filters_[number];
    if (!filter.is_for(target, is_logged_in)) continue;
    if (texts.empty()) texts = texts_of(lines);
    for (const std::string& text : texts) {
      if (work.done() - before > limits::filter_work_max) return false;
      if (!matches(work, filter.pattern, text)) continue;
      if (is_last(number, filter.settings)) return true;
      break;
    }
  }
  return true;
}

std::string without_formatting(std::string_view text) {
  constexpr std::string_view action = "\001ACTION ";
  if (text.starts_with(action)) {
    text.remove_prefix(action.size());
    if (text.ends_with('\001')) text.remove_suffix(1);
  }
  std::string plain;
  while (!text.empty()) {
    const std::size_t unseen = unseen_bytes(text);
    if (unseen == 0) plain += text.front();
    text.remove_prefix(std::max<std::size_t>(unseen, 1));
  }
  return plain;
}

}  // namespace uvchat::hub
