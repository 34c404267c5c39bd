#include "net/classroom_framing.h"

#include <algorithm>

#include "net/http_line.h"
#include "uvchat/base/assert.h"
#include "uvchat/base/limits.h"
#include "uvchat/base/utf8.h"
#include "uvchat/cipher/caesar.h"

namespace uvchat::net {

namespace {

constexpr std::size_t message_bytes_max = limits::classroom_message_bytes_max;

// How many bytes at the end of `text` begin a UTF-8 character without completing it.
std::size_t unfinished_tail(std::string_view text) {
  for (std::size_t back = 1; back <= std::min<std::size_t>(3, text.size()); ++back) {
    const auto byte = static_cast<unsigned char>(text[text.size() - back]);
    if ((byte & 0xc0) == 0x80) {
      continue;  // within a character: its first byte stands further in front
    }
    const std::size_t length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return length > back ? back : 0;
  }
  return 0;
}

bool continues_character(char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; }

// Appends `text` in pieces that one receive of the original's clients can take, each with its LF.
void append_pieces(std::string& out, std::string_view text) {
  constexpr std::size_t piece_bytes_max = message_bytes_max - 1;
  while (!text.empty()) {
    std::size_t size = std::min(text.size(), piece_bytes_max);
    while (size < text.size() && continues_character(text[size])) --size;
    UVCHAT_ASSERT(size > 0);  // it is valid UTF-8
    out.append(text.substr(0, size)).push_back('\n');
    text.remove_prefix(size);
  }
}

}  // namespace

Framing::Cut ClassroomFraming::next(std::string_view bytes, Rest rest, Memory&, Scratch& scratch) {
  constexpr std::string_view separators("\r\n\0", 3);
  Cut cut;
  cut.used = std::min(bytes.find_first_not_of(separators), bytes.size());
  bytes.remove_prefix(cut.used);
  const std::string_view window = bytes.substr(0, message_bytes_max);
  std::string_view message = window.substr(0, window.find_first_of(separators));
  if (message.size() == window.size()) {
    // No separator ends it. At the very end of all input an unfinished character is broken, and is
    // mended; anywhere else it belongs to what comes next.
    const bool last = rest == Rest::is_all && window.size() == bytes.size();
    message.remove_suffix(last ? 0 : unfinished_tail(message));
  }
  if (message.empty()) return cut;
  if (begins_http(message)) {  // as it is sent, in clear
    cut.used += bytes.size();
    cut.end = EndReason::broken_framing;
    return cut;
  }
  cut.used += message.size();
  std::string& text = scratch.line;
  text.assign(message);
  cipher::rotate(text, -shift_);
  if (!utf8_valid(text)) text = utf8_mended(text);
  cut.found = true;
  cut.line = text;
  return cut;
}

std::string_view ClassroomFraming::framed(std::string_view lines, std::string& buffer) {
  buffer = classroom_messages(lines);
  cipher::rotate(buffer, shift_);
  return buffer;
}

std::string classroom_messages(std::string_view lines) {
  std::string out;
  out.reserve(lines.size());
  while (!lines.empty()) {
    const std::size_t end = std::min(lines.find('\n'), lines.size());
    append_pieces(out, cipher::classroom_form(lines.substr(0, end)));
    lines.remove_prefix(std::min(end + 1, lines.size()));
  }
  return out;
}

}  // namespace uvchat::net
