#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "hub/past.h"

namespace uvchat::hub {

enum class RecordKind : std::uint8_t {
  privmsg,
  notice,
  tagmsg,
  join,
  part,
  kick,
  quit,
  nick,
  topic,
  mode,
  rename,
  invite,
  away,
  chghost,
  setname,
  account,
  kill,
  wallops,
  redact,
};

// A line of a message that has several (IRCv3 draft/multiline).
struct TextLine {
  std::string_view text;
  bool concat = false;  // goes on where the line before ended
};

// What happened, as a value: it is made once, and line.h renders it for each variant of those who
// are told. What the views show needs to live only as long as the call they are given to.
struct Record {
  RecordKind kind = RecordKind::privmsg;
  std::string_view source;       // "nick!user@host" of whom it comes from, or a server's name
  std::string_view target = {};  // a channel or a nick; of NICK the new one; empty: it has none
  std::string_view words = {};   // parameters between target and text: KICK's nick, MODE's changes
  std::optional<std::string_view> text = std::nullopt;  // the last parameter
  // A message of several lines, which stand in place of `text`; empty: it is not one.
  std::span<const TextLine> lines = {};
  std::string_view msgid = {};        // empty: it has none
  std::string_view client_tags = {};  // "+typing=active;+reply=x", escaped as they came
  std::string_view account = {};      // that the source is logged in to; empty: none
  store::AccountId account_id = 0;    // of it
  std::string_view realname = {};     // of the source, in JOIN
  std::string_view relayed_by = {};   // who spoke through RELAYMSG, escaped; empty: nobody did
  std::int64_t time_us = 0;           // wall
  Place place = {};                   // in history; room 0: it is not kept
  bool bot = false;                   // by a user who says that they are a program (mode B)
  bool can_wait = false;  // somebody joins or leaves: what others say may be written before it
};

}  // namespace uvchat::hub
