#include <algorithm>
#include <string>
#include <string_view>

#include "chat/client_state.h"
#include "chat/commands.h"
#include "chat/editing.h"
#include "chat/emoji_names.h"
#include "chat/reactions.h"
#include "chat/sending.h"
#include "chat/text.h"

// What is done with one line of a room: it is answered, replaced, or taken back.

namespace uvchat::cli {
namespace {

constexpr std::uint64_t redacts_once_ms = 60'000;

bool is_said(const Entry& entry) {
  return entry.kind == EntryKind::said || entry.kind == EntryKind::acted ||
         entry.kind == EntryKind::noticed;
}

// "/redact" means the newest line, and never an older one because that one cannot be taken back, or
// is taken back already: the user is told.
bool may_redact_newest(ClientState& chat, Talk& talk) {
  const auto& entries = talk.room.entries;
  const auto newest = std::find_if(entries.rbegin(), entries.rend(), [](const Entry& entry) {
    return is_said(entry) && entry.own && !entry.refused;
  });
  if (newest == entries.rend()) return true;
  if (newest->pending) {
    tell_failure(chat, talk, text(Text::redact_not_confirmed));
    return false;
  }
  const bool is_done = talk.redacted == newest->msgid && !newest->msgid.empty() &&
                       chat.now.mono_ms - talk.redacted_ms < redacts_once_ms;
  if (is_done) tell_failure(chat, talk, text(Text::redacted_already));
  return !is_done;
}

bool sees_found(const ClientState& chat, const Talk& talk) {
  return chat.stands_at_found && chat.found_in == talk.fold;
}

// The line that the user sees found, or else the newest one of somebody else; null: there is none.
const Entry* answered_line(const ClientState& chat, const Talk& talk) {
  const bool is_found = sees_found(chat, talk);
  const auto& entries = talk.room.entries;
  const auto line = std::find_if(entries.rbegin(), entries.rend(), [&](const Entry& entry) {
    const bool is_meant = is_found ? entry.number == chat.found : !entry.own;
    return is_said(entry) && is_meant && !entry.msgid.empty() && !entry.is_taken_back;
  });
  return line == entries.rend() ? nullptr : &*line;
}

// Null, and the user is told, where none can be answered.
const Entry* line_to_answer(ClientState& chat, std::string_view answer, std::string_view command) {
  Talk& talk = chat.talks.current();
  const Entry* const line = answered_line(chat, talk);
  if (answer.empty()) {
    tell_usage(chat, command);
  } else if (talk.room.kind == Room::Kind::server) {
    tell_failure(chat, talk, text(Text::where_to_talk));
  } else if (!is_online(chat)) {
    return nullptr;
  } else if (!chat.server.has("message-tags")) {
    tell_failure(chat, talk, text(Text::no_answers));
  } else if (line == nullptr) {
    tell_failure(chat, talk, text(Text::nothing_to_answer));
  } else {
    return line;
  }
  return nullptr;
}

}  // namespace

// "/redact", "/redact bob spam", "/redact found"
void command_redact(ClientState& chat, std::string_view arguments) {
  Talk& talk = chat.talks.current();
  const std::string_view whose = take_word(arguments);
  const auto& entries = talk.room.entries;
  const auto wanted = std::find_if(entries.rbegin(), entries.rend(), [&](const Entry& entry) {
    const bool is_meant = whose.empty()      ? entry.own
                          : whose == "found" ? entry.number == chat.found
                                             : chat.server.same(entry.nick, whose);
    return is_said(entry) && is_meant && !entry.msgid.empty() && !entry.is_taken_back;
  });
  if (!is_online(chat)) return;
  if (!chat.server.has("draft/message-redaction")) {
    tell_failure(chat, talk, text(Text::no_redaction));
  } else if (whose.empty() && !may_redact_newest(chat, talk)) {
    return;
  } else if (wanted == entries.rend()) {
    tell_failure(chat, talk, text(Text::nothing_to_redact));
  } else if (may_give_reason(chat, talk.room.name, arguments)) {
    talk.redacted = wanted->msgid;
    talk.redacted_ms = chat.now.mono_ms;
    send_line(chat, "REDACT " + talk.room.name + " " + wanted->msgid + as_last_param(arguments));
  }
}

void command_reply(ClientState& chat, std::string_view arguments) {
  const Entry* const line = line_to_answer(chat, arguments, "reply");
  if (line == nullptr) return;
  const std::string msgid = line->msgid;  // what is said may push the line out
  talk_in(chat, chat.talks.current(), arguments, msgid);
}

// The same sign once more takes it away.
void command_react(ClientState& chat, std::string_view arguments) {
  const Entry* const line = line_to_answer(chat, arguments, "react");
  if (line == nullptr) return;
  Talk& talk = chat.talks.current();
  const std::string sign = with_emoji(arguments);
  const bool is_given = !has_own_reaction(chat, talk.room, line->msgid, sign);
  if (sign.size() > reaction_bytes_max) {
    tell_failure(chat, talk, text(Text::reaction_too_long));
  } else if (talk.room.kind == Room::Kind::channel && !talk.room.joined) {
    tell_failure(chat, talk, fill(Text::not_in_room, {{"room", talk.room.name}}));
  } else if (send_line(chat, "@+draft/persist;+reply=" + tag_value(line->msgid) +
                                 (is_given ? ";+draft/react=" : ";+draft/unreact=") +
                                 tag_value(sign) + " TAGMSG " + talk.room.name)) {
    const bool is_echoed = chat.server.has("echo-message");
    if (!is_echoed) add_own_reaction(chat, talk.room, line->msgid, sign, is_given);
    if (sees_found(chat, talk)) ++chat.findings;  // shown again: the reaction stands behind it
  }
}

// "/edit TEXT": instead of the user's newest line, or of the one that they see found. What
// announces a file is no text of theirs.
void command_edit(ClientState& chat, std::string_view arguments) {
  Talk& talk = chat.talks.current();
  const bool is_found = sees_found(chat, talk);
  const auto& entries = talk.room.entries;
  const auto wanted = std::find_if(entries.rbegin(), entries.rend(), [&](const Entry& entry) {
    const bool is_meant =
        entry.own && entry.announced.empty() && (!is_found || entry.number == chat.found);
    return is_said(entry) && is_meant && !entry.msgid.empty() && !entry.is_taken_back;
  });
  if (arguments.empty()) {
    tell_usage(chat, "edit");
  } else if (talk.room.kind == Room::Kind::server) {
    tell_failure(chat, talk, text(Text::where_to_talk));
  } else if (!is_online(chat)) {
    return;
  } else if (!chat.server.has("draft/message-redaction")) {
    tell_failure(chat, talk, text(Text::no_redaction));
  } else if (!is_found && !may_redact_newest(chat, talk)) {
    return;
  } else if (wanted == entries.rend()) {
    tell_failure(chat, talk, text(Text::nothing_to_edit));
  } else {
    edit_line(chat, talk, *wanted, arguments);
  }
}

}  // namespace uvchat::cli
