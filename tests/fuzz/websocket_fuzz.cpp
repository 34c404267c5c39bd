// However the network tears a WebSocket's bytes apart, the same lines, answers and end come out of
// it, and what is kept of an unfinished message is bounded.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "net/websocket_framing.h"
#include "uvchat/base/assert.h"
#include "uvchat/base/limits.h"

using namespace uvchat;
using namespace uvchat::net;

namespace {

struct Heard {
  std::vector<std::string> lines;
  std::string answers;
  std::string farewell;  // of a connection that has ended

  bool operator==(const Heard&) const = default;
};

Heard heard_of(std::string_view input, std::size_t piece) {
  Heard heard;
  WebSocketFraming framing(http::Subprotocol::text);
  Framing::Memory memory = 0;
  Framing::Scratch scratch;
  std::string kept;
  while (!input.empty() && heard.farewell.empty()) {
    kept += input.substr(0, piece);
    input.remove_prefix(std::min(piece, input.size()));
    for (bool more = true; more;) {
      const Framing::Cut cut = framing.next(kept, Framing::Rest::may_come, memory, scratch);
      UVCHAT_ASSERT(cut.used <= kept.size() && (cut.used > 0 || !cut.found));
      if (cut.found) {
        UVCHAT_ASSERT(!cut.line.empty() && cut.line.size() < limits::client_line_bytes_max);
        UVCHAT_ASSERT(cut.line.find('\n') == std::string_view::npos);
        heard.lines.emplace_back(cut.line);
      }
      UVCHAT_ASSERT(cut.answered == !scratch.answer.empty());
      heard.answers += std::exchange(scratch.answer, {});
      if (cut.end) framing.say_farewell(memory, heard.farewell);
      more = (cut.found || cut.answered) && !cut.end;
      kept.erase(0, cut.used);
    }
    UVCHAT_ASSERT(kept.size() < limits::unfinished_bytes_max);
  }
  return heard;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  // One byte of the input stands for many, so that the fuzzer finds messages that are too long.
  std::string bytes;
  for (std::size_t i = 2; i < size; ++i) {
    bytes.append(data[i] == '~' ? 512 : 1, static_cast<char>(data[i]));
  }
  const std::size_t piece = 1 + data[0] + data[1] * std::size_t{64};
  const Heard whole = heard_of(bytes, bytes.size() + 1);
  UVCHAT_ASSERT(heard_of(bytes, piece) == whole);
  std::string framed;
  WebSocketFraming(http::Subprotocol::text).framed(bytes, framed);
  return 0;
}
