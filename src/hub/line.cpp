#include "hub/line.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include "hub/iso_time.h"
#include "uvchat/base/ascii.h"
#include "uvchat/base/limits.h"
#include "uvchat/base/utf8.h"
#include "uvchat/irc/message.h"

namespace uvchat::hub {
namespace {

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

// The batch that holds the lines of a message is the only one of its kind that is open towards a
// client.
constexpr std::string_view lines_reference = "lines";

// By RecordKind.
constexpr auto command_names = std::to_array<std::string_view>(
    {"PRIVMSG", "NOTICE", "TAGMSG", "JOIN", "PART", "KICK", "QUIT", "NICK", "TOPIC", "MODE",
     "RENAME", "INVITE", "AWAY", "CHGHOST", "SETNAME", "ACCOUNT", "KILL", "WALLOPS", "REDACT"});
static_assert(command_names.size() == static_cast<std::size_t>(RecordKind::redact) + 1);

void add_time(TagWriter& tags, std::string& out, Variant variant, std::int64_t time_ms) {
  if ((variant & variant_server_time) == 0) return;
  tags.add("time=", {});
  append_iso_time(out, time_ms);
}

void append_tags(std::string& out, Variant variant, const Record& record, std::string_view msgid,
                 std::string_view extra_tags) {
  TagWriter tags(out);
  if (!extra_tags.empty()) tags.add({}, extra_tags);
  add_time(tags, out, variant, record.time_us / 1000);
  if ((variant & variant_account_tag) != 0 && !record.account.empty()) {
    tags.add("account=", record.account);
  }
  if ((variant & variant_relaymsg) != 0 && !record.relayed_by.empty()) {
    tags.add("draft/relaymsg=", record.relayed_by);
  }
  if ((variant & variant_message_tags) != 0) {
    if (!msgid.empty()) tags.add("msgid=", msgid);
    if (record.bot) tags.add("bot", {});
    if (!record.client_tags.empty()) tags.add({}, record.client_tags);
  }
  tags.end();
}

// Ends the line that begins at `begin`: what it has no room for is cut off.
void end_line(std::string& out, std::size_t begin) {
  const std::string_view line = std::string_view(out).substr(begin);
  out.resize(begin + utf8_cut(line, limits::line_bytes_max - 2).size());
  out.append("\r\n");
}

// ":source COMMAND target words"
void append_head(std::string& out, const Record& record) {
  out.append(":").append(record.source).append(" ");
  out.append(command_of(record.kind));
  if (!record.target.empty()) out.append(" ").append(record.target);
  if (!record.words.empty()) out.append(" ").append(record.words);
}

void append_text_line(std::string& out, const Record& record, std::string_view text) {
  const std::size_t begin = out.size();
  append_head(out, record);
  out.append(" :").append(text);
  end_line(out, begin);
}

void append_batch(std::string& out, Variant variant, const Record& record,
                  std::string_view extra_tags) {
  append_tags(out, variant, record, record.msgid, extra_tags);
  const std::size_t begin = out.size();
  out.append(":").append(record.source).append(" BATCH +").append(lines_reference);
  out.append(" draft/multiline ").append(record.target);
  end_line(out, begin);
  for (const TextLine& of_batch : record.lines) {
    TagWriter tags(out);
    tags.add("batch=", lines_reference);
    if (of_batch.concat) tags.add("draft/multiline-concat", {});
    tags.end();
    append_text_line(out, record, of_batch.text);
  }
  out.append("BATCH -").append(lines_reference).append("\r\n");
}

// ":source JOIN #channel account :Real Name" (IRCv3 extended-join).
void append_extended_join(std::string& out, const Record& record) {
  const std::size_t begin = out.size();
  append_head(out, record);
  out.append(" ").append(record.account.empty() ? "*" : record.account);
  out.append(" :").append(record.realname);
  end_line(out, begin);
}

// The message's id is for its first line alone.
void append_one_by_one(std::string& out, Variant variant, const Record& record,
                       std::string_view extra_tags) {
  std::string_view msgid = record.msgid;
  for (const TextLine& single : record.lines) {
    if (single.text.empty()) continue;
    append_tags(out, variant, record, std::exchange(msgid, {}), std::exchange(extra_tags, {}));
    append_text_line(out, record, single.text);
  }
}

// --- The classroom's form

// "ana: hello" or "ana: *waves*", without controls; nothing for a CTCP other than ACTION.
void append_classroom_text(std::string& out, std::string_view nick, std::string_view text) {
  constexpr std::string_view action = "\001ACTION ";
  const bool is_action = text.starts_with(action);
  if (text.empty() || (text.starts_with('\001') && !is_action)) return;
  if (is_action) {
    text.remove_prefix(action.size());
    text = text.substr(0, text.find('\001'));
  }
  out.append(nick).append(is_action ? ": *" : ": ");
  std::copy_if(text.begin(), text.end(), std::back_inserter(out),
               [](char c) { return !is_control(c); });
  out.append(is_action ? "*\n" : "\n");
}

void append_for_classroom(std::string& out, const Record& record) {
  const std::string_view nick = record.source.substr(0, record.source.find('!'));
  switch (record.kind) {
    case RecordKind::privmsg:
    case RecordKind::notice:
      if (record.text) append_classroom_text(out, nick, *record.text);
      for (const TextLine& line : record.lines) append_classroom_text(out, nick, line.text);
      return;
    case RecordKind::part:
    case RecordKind::quit:
    case RecordKind::kick:
      out.append(record.kind == RecordKind::kick ? record.words : nick);
      out.append(" se ha desconectado\n");
      return;
    default:
      return;
  }
}

}  // namespace

Variant variant_of(irc::CapabilitySet caps) {
  Variant variant = 0;
  if (caps.has(irc::Capability::chathistory) && caps.has(irc::Capability::batch)) {
    variant |= variant_fetches;
  }
  if (caps.has(irc::Capability::server_time)) variant |= variant_server_time;
  if (caps.has(irc::Capability::message_tags)) variant |= variant_message_tags;
  if (caps.has(irc::Capability::batch) && caps.has(irc::Capability::multiline)) {
    variant |= variant_multiline;
  }
  if (caps.has(irc::Capability::relaymsg)) variant |= variant_relaymsg;
  if (caps.has(irc::Capability::account_tag)) variant |= variant_account_tag;
  if (caps.has(irc::Capability::extended_join)) variant |= variant_extended_join;
  return variant;
}

std::string_view command_of(RecordKind kind) {
  return command_names[static_cast<std::size_t>(kind)];
}

void append_line(std::string& out, Variant variant, const Line& line, std::string_view extra_tags) {
  if (variant == variant_classroom) return;
  TagWriter tags(out);
  if (!extra_tags.empty()) tags.add({}, extra_tags);
  add_time(tags, out, variant, line.time_ms);
  if ((variant & variant_message_tags) != 0 && !line.code.empty()) {
    tags.add("uvchat/code=", irc::escape_tag(line.code));
  }
  tags.end();
  const std::size_t begin = out.size();
  out.append(line.body);
  end_line(out, begin);
}

void append_line(std::string& out, Variant variant, const Record& record,
                 std::string_view extra_tags) {
  if (variant == variant_classroom) return append_for_classroom(out, record);
  // A session that cannot read tags would see nothing in it.
  if (record.kind == RecordKind::tagmsg && (variant & variant_message_tags) == 0) return;
  if (!record.lines.empty()) {
    const bool in_batch = (variant & variant_multiline) != 0;
    return in_batch ? append_batch(out, variant, record, extra_tags)
                    : append_one_by_one(out, variant, record, extra_tags);
  }
  append_tags(out, variant, record, record.msgid, extra_tags);
  if (record.kind == RecordKind::join && (variant & variant_extended_join) != 0) {
    return append_extended_join(out, record);
  }
  if (record.text) return append_text_line(out, record, *record.text);
  const std::size_t begin = out.size();
  append_head(out, record);
  end_line(out, begin);
}

}  // namespace uvchat::hub
