#include "net/inbound.h"

#include <algorithm>
#include <utility>

#include "uvchat/base/limits.h"
#include "uvchat/base/utf8.h"
#include "uvchat/cipher/caesar.h"

namespace uvchat::net {

namespace {

constexpr std::size_t line_bytes_max = limits::client_line_bytes_max;
constexpr std::size_t message_bytes_max = limits::classroom_message_bytes_max;

bool is_endless(std::size_t line_bytes) { return line_bytes > limits::input_ring_bytes_max; }

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

Inbound::Cut next_classroom(std::string_view bytes, int shift, Inbound::Rest rest,
                            std::string& scratch) {
  constexpr std::string_view separators("\r\n\0", 3);
  Inbound::Cut cut;
  cut.used = std::min(bytes.find_first_not_of(separators), bytes.size());
  bytes.remove_prefix(cut.used);
  const std::string_view window = bytes.substr(0, message_bytes_max);
  std::string_view message = window.substr(0, window.find_first_of(separators));
  if (message.size() == window.size()) {
    // No separator ends it. At the very end of all input an unfinished character is broken, and is
    // mended; anywhere else it belongs to what comes next.
    const bool last = rest == Inbound::Rest::is_all && window.size() == bytes.size();
    message.remove_suffix(last ? 0 : unfinished_tail(message));
  }
  if (message.empty()) {
    return cut;
  }
  cut.used += message.size();
  scratch.assign(message);
  cipher::rotate(scratch, -shift);
  if (!utf8_valid(scratch)) {
    scratch = utf8_mended(scratch);
  }
  cut.found = true;
  cut.line = scratch;
  return cut;
}

}  // namespace

Inbound::Cut Inbound::next(std::string_view bytes, const Profile& profile, Rest rest,
                           std::string& scratch) {
  return profile.protocol == Protocol::irc ? next_irc(bytes)
                                           : next_classroom(bytes, profile.shift, rest, scratch);
}

Inbound::Cut Inbound::next_irc(std::string_view bytes) {
  Cut cut;
  while (cut.used < bytes.size()) {
    const std::string_view rest = bytes.substr(cut.used);
    // Nothing behind the longest line is looked at, so that the answer cannot depend on how much
    // of it has come already.
    const std::size_t end = rest.substr(0, discarded_ > 0 ? rest.npos : line_bytes_max).find('\n');
    if (end != std::string_view::npos) {
      cut.used += end + 1;
      std::string_view line = rest.substr(0, end);
      if (line.ends_with('\r')) {
        line.remove_suffix(1);
      }
      if (const std::size_t discarded = std::exchange(discarded_, 0); discarded > 0) {
        cut.endless = is_endless(discarded + end) && !is_endless(discarded);
        if (cut.endless) return cut;
        continue;
      }
      if (line.empty()) {
        continue;
      }
      cut.found = true;
      cut.line = line;
      return cut;
    }
    if (discarded_ > 0) {
      cut.used = bytes.size();
      if (!is_endless(discarded_)) {
        discarded_ += static_cast<std::uint32_t>(rest.size());
        cut.endless = is_endless(discarded_);
      }
    } else if (rest.size() >= line_bytes_max) {
      discarded_ = static_cast<std::uint32_t>(line_bytes_max);
      cut.used += line_bytes_max;
      cut.found = true;
      cut.flaw = LineFlaw::too_long;
      cut.line = rest.substr(0, limits::line_bytes_max);
      return cut;
    } else {
      break;
    }
  }
  return cut;
}

}  // namespace uvchat::net
