#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "uvchat/irc/capabilities.h"

// One line as the hub says it, and the variants in which it reaches people. A line is serialised
// once per variant, however many hear it.

namespace uvchat::hub {

// Which tags and batches a session gets; or that it is a classroom session and gets clear
// "nick: text".
using Variant = std::uint8_t;
inline constexpr Variant variant_server_time = 1;
inline constexpr Variant variant_message_tags = 2;
inline constexpr Variant variant_multiline = 4;
inline constexpr Variant variant_relaymsg = 8;
inline constexpr Variant variant_classroom = 16;

Variant variant_of(irc::CapabilitySet caps);

enum class MessageKind : std::uint8_t { privmsg, notice, tagmsg };

// A line of a message that has several (IRCv3 draft/multiline).
struct TextLine {
  std::string_view text;
  bool concat = false;  // goes on where the line before ended
};

struct Line {
  std::string_view body = {};         // ":ana!~a@host PRIVMSG #lobby :hola", without its end
  std::string_view msgid = {};        // empty: it has none
  std::string_view client_tags = {};  // "+typing=active;+reply=x", escaped as they came
  std::int64_t time_ms = 0;
  std::string_view classroom = {};  // "ana: hola\n"; empty: the classroom is not told
  bool tags_only = false;           // TAGMSG: nothing to see for who cannot read tags
  bool bot = false;                 // by a user who says that he is a program (IRCv3 bot-mode)
  bool can_wait = false;            // who comes or goes: what others say may be written first
  // Who spoke through RELAYMSG, escaped; empty: nobody did.
  std::string_view relayed_by = {};
  // Several lines that are one message: the opening of its batch is `body`, and each line comes
  // behind `head`, ":ana!~a@host PRIVMSG #lobby :". None: `body` is all.
  std::string_view head = {};
  std::span<const TextLine> lines = {};
};

// Appends `line` with its end, cut to limits::line_bytes_max but for its tags, as sessions of
// `variant` get it; nothing where they are not told. `extra_tags` (label, batch) come first, of
// several lines on the first. Those that do not read batches of lines get them one by one, but for
// blank ones.
void append_line(std::string& out, Variant variant, const Line& line,
                 std::string_view extra_tags = {});

// The reference of the batch that holds the lines of a message: it is the only one of its kind that
// is open towards a client.
inline constexpr std::string_view lines_reference = "lines";

// "2026-11-22T14:03:11.123Z" (IRCv3 server-time).
void append_iso_time(std::string& out, std::int64_t wall_ms);
std::string iso_time(std::int64_t wall_ms);

}  // namespace uvchat::hub
