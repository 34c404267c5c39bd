#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "net/framing.h"

namespace uvchat::net {

// A framing that is neither IRC's nor the classroom's, to test what one may do. A frame is a kind,
// the length of what it holds in two bytes, and that:
//
//   L  a line
//   P  asks for an answer, which is p with the same bytes
//   C  the end, answered with c
class ToyFraming final : public Framing {
 public:
  static constexpr std::size_t head_bytes = 3;
  static constexpr std::size_t frame_bytes_max = 1'000;
  static constexpr std::size_t shown_bytes = 10;  // of a line that is longer

  static std::string frame(char kind, std::string_view content) {
    const auto byte = [](std::size_t value) { return static_cast<char>(value & 0xFF); };
    return std::string{kind, byte(content.size() >> 8), byte(content.size())}.append(content);
  }

  // `memory`: bytes of a frame that is too long, still to be discarded.
  Cut next(std::string_view bytes, Rest, Memory& memory, Scratch& scratch) override {
    Cut cut;
    cut.used = std::min<std::size_t>(memory, bytes.size());
    memory -= static_cast<Memory>(cut.used);
    bytes.remove_prefix(cut.used);
    if (bytes.size() < head_bytes) return cut;
    const auto number = [&](std::size_t at) { return static_cast<unsigned char>(bytes[at]); };
    const std::size_t size = number(1) * std::size_t{256} + number(2);
    const std::size_t needed = size > frame_bytes_max ? shown_bytes : size;
    if (bytes.size() < head_bytes + needed) return cut;
    const std::string_view content = bytes.substr(head_bytes, needed);
    cut.used += head_bytes + needed;
    memory = static_cast<Memory>(size - needed);
    take(bytes.front(), content, cut, scratch);
    if (size > needed) cut.flaw = LineFlaw::too_long;
    return cut;
  }

  std::string_view framed(std::string_view lines, std::string& buffer) override {
    buffer.clear();
    while (!lines.empty()) {
      const std::size_t end = std::min(lines.find('\n'), lines.size());
      std::string_view line = lines.substr(0, end);
      if (line.ends_with('\r')) line.remove_suffix(1);
      buffer += frame('L', line);
      lines.remove_prefix(std::min(end + 1, lines.size()));
    }
    return buffer;
  }

 private:
  static void take(char kind, std::string_view content, Cut& cut, Scratch& scratch) {
    if (kind == 'L' && !content.empty()) {
      cut.found = true;
      cut.line = content;
    } else if (kind == 'P') {
      cut.answered = true;
      scratch.answer += frame('p', content);
    } else {
      cut.answered = true;
      cut.end = EndReason::eof;
      scratch.answer += frame('c', {});
    }
  }
};

}  // namespace uvchat::net
