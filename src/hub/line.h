#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "hub/record.h"
#include "uvchat/irc/capabilities.h"

// Lines as they are on the wire, in the variants in which sessions get them. However many hear a
// line, it is serialised once for each variant.

namespace uvchat::hub {

// Which tags and batches a session gets, and whether it can fetch again what it does not get; or
// that it is a classroom session and gets clear "nick: text".
using Variant = std::uint8_t;
inline constexpr Variant variant_fetches = 1;  // it can ask for what was said (CHATHISTORY)
inline constexpr Variant variant_server_time = 2;
inline constexpr Variant variant_message_tags = 4;
inline constexpr Variant variant_multiline = 8;
inline constexpr Variant variant_relaymsg = 16;
inline constexpr Variant variant_classroom = 32;
inline constexpr Variant variant_account_tag = 64;
inline constexpr Variant variant_extended_join = 128;

// The same lines look the same in variants with the same look.
inline Variant look_of(Variant variant) {
  return static_cast<Variant>(variant & ~unsigned{variant_fetches});
}

Variant variant_of(irc::CapabilitySet caps);

// "PRIVMSG"
std::string_view command_of(RecordKind kind);

// A line of the server's own: an answer or a notice. The classroom is not told.
struct Line {
  std::string_view body = {};  // ":srv 001 ana :Welcome", without its end
  std::int64_t time_ms = 0;    // wall
  // What it means, for programs: a word of answer_codes.h, and what belongs to it. Who gets
  // message tags gets it as "uvchat/code".
  std::string_view code = {};
};

// These append a line with its end, as sessions of `variant` get it, cut to limits::line_bytes_max
// but for its tags; nothing where they are not told. `extra_tags` (label, batch) come first, of
// several lines on the first.
void append_line(std::string& out, Variant variant, const Line& line,
                 std::string_view extra_tags = {});
// Sessions that read batches get a message of several lines as a batch; the others get its lines
// one by one, without the blank ones. The classroom hears messages, and that somebody leaves.
void append_line(std::string& out, Variant variant, const Record& record,
                 std::string_view extra_tags = {});

}  // namespace uvchat::hub
