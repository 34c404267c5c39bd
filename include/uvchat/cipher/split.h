#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "uvchat/cipher/line.h"

// How much text a ciphered line holds, and how a longer one is cut (docs/ciphered-lines.md,
// section 6). Thread-safe.

namespace uvchat::cipher {

// What a line has to hold besides its text; all in bytes.
struct LineRoom {
  LineKind kind = LineKind::privmsg;
  std::size_t target_bytes = 0;  // as sent
  std::size_t prefix_bytes = 0;  // of one's own ":nick!user@host " as last seen
  std::size_t line_bytes = 512;  // with CR LF
  std::size_t topic_bytes = 390;
};

// 0 where nothing can be sent to this target.
std::size_t text_bytes_max(const LineRoom& room);

// The pieces of `text`, each to be a line of its own: cut at line breaks (CR LF, LF or CR, which
// go; an empty line stays, as an empty piece), then where it is longer than `text_bytes_max`, after
// a space if there is one in the piece's second half, else between grapheme clusters. REQUIRES:
// text_bytes_max is at least 4, a character's bytes; text is UTF-8.
std::vector<std::string_view> split_text(std::string_view text, std::size_t text_bytes_max);

}  // namespace uvchat::cipher
