#include "net/irc_framing.h"

#include <utility>

#include "net/http_line.h"
#include "uvchat/base/limits.h"

namespace uvchat::net {

namespace {

constexpr std::size_t line_bytes_max = limits::client_line_bytes_max;

bool is_endless(std::size_t line_bytes) { return line_bytes > limits::input_buffer_bytes_max; }

}  // namespace

Framing::Cut IrcFraming::next(std::string_view bytes, Rest, Memory& memory, Scratch&) {
  Cut cut;
  while (cut.used < bytes.size()) {
    const std::string_view rest = bytes.substr(cut.used);
    // Nothing behind the longest line is looked at, so that the answer cannot depend on how much
    // of it has come already.
    const std::size_t end = rest.substr(0, memory > 0 ? rest.npos : line_bytes_max).find('\n');
    if (end != std::string_view::npos) {
      cut.used += end + 1;
      std::string_view line = rest.substr(0, end);
      if (line.ends_with('\r')) line.remove_suffix(1);
      if (const std::size_t discarded = std::exchange(memory, 0); discarded > 0) {
        if (is_endless(discarded + end) && !is_endless(discarded)) {
          cut.end = EndReason::endless_line;
          return cut;
        }
        continue;
      }
      if (line.empty()) continue;
      if (begins_http(line)) {
        cut.used = bytes.size();
        cut.end = EndReason::broken_framing;
        return cut;
      }
      cut.found = true;
      cut.line = line;
      return cut;
    }
    if (memory > 0) {
      cut.used = bytes.size();
      if (!is_endless(memory)) {
        memory += static_cast<std::uint32_t>(rest.size());
        if (is_endless(memory)) cut.end = EndReason::endless_line;
      }
    } else if (rest.size() >= line_bytes_max) {
      memory = static_cast<std::uint32_t>(line_bytes_max);
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
