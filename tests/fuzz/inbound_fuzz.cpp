// However the network tears a byte stream apart, the same IRC lines come out of it, and what is
// kept of an unfinished one is bounded.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "net/irc_framing.h"
#include "uvchat/base/assert.h"
#include "uvchat/base/limits.h"

using namespace uvchat;
using namespace uvchat::net;

namespace {

std::vector<std::string> lines_of(std::string_view input, std::size_t piece) {
  std::vector<std::string> lines;
  IrcFraming framing;
  Framing::Memory memory = 0;
  std::string kept;
  Framing::Scratch scratch;
  while (!input.empty()) {
    kept += input.substr(0, piece);
    input.remove_prefix(std::min(piece, input.size()));
    for (bool found = true; found;) {
      const Framing::Cut cut = framing.next(kept, Framing::Rest::may_come, memory, scratch);
      UVCHAT_ASSERT(cut.used <= kept.size() && (cut.used > 0 || !cut.found));
      found = cut.found || cut.end;
      if (cut.end) {
        lines.emplace_back("(endless)");
      } else if (found) {
        UVCHAT_ASSERT(!cut.line.empty() && cut.line.size() < limits::client_line_bytes_max);
        UVCHAT_ASSERT(cut.line.find('\n') == std::string_view::npos);
        UVCHAT_ASSERT(cut.flaw == LineFlaw::none || cut.line.size() <= limits::line_bytes_max);
        lines.emplace_back(cut.line);
      }
      kept.erase(0, cut.used);
    }
    UVCHAT_ASSERT(kept.size() < limits::client_line_bytes_max);
  }
  return lines;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  // One byte of the input stands for many, so that the fuzzer finds lines that are too long.
  std::string text;
  for (std::size_t i = 2; i < size; ++i) {
    text.append(data[i] == '~' ? 512 : 1, static_cast<char>(data[i]));
  }
  const std::size_t piece = 1 + data[0] + data[1] * std::size_t{64};
  UVCHAT_ASSERT(lines_of(text, piece) == lines_of(text, text.size() + 1));
  return 0;
}
