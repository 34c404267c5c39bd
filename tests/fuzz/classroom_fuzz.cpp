// Any bytes, torn apart anywhere, become valid text of bounded length; nothing is kept but an
// unfinished character, and what goes back out fits the classroom's clients.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "net/classroom_framing.h"
#include "uvchat/base/assert.h"
#include "uvchat/base/limits.h"
#include "uvchat/base/utf8.h"

using namespace uvchat;
using namespace uvchat::net;

namespace {

void check_message(std::string_view line) {
  UVCHAT_ASSERT(!line.empty() && line.size() <= 3 * limits::classroom_message_bytes_max);
  UVCHAT_ASSERT(utf8_valid(line));
  UVCHAT_ASSERT(line.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos);
  const std::string messages = classroom_messages(line);
  UVCHAT_ASSERT(utf8_valid(messages) && messages.ends_with('\n'));
  for (std::size_t at = 0; at < messages.size();) {
    const std::size_t end = messages.find('\n', at) + 1;
    UVCHAT_ASSERT(end - at <= limits::classroom_message_bytes_max);
    at = end;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  ClassroomFraming framing(data[0] % 26);
  const std::size_t piece = 1 + data[1] * std::size_t{8};  // bytes of a receive
  std::string_view input(reinterpret_cast<const char*>(data) + 2, size - 2);
  Framing::Memory memory = 0;
  std::string kept;
  Framing::Scratch scratch;
  while (!input.empty()) {
    kept += input.substr(0, piece);
    input.remove_prefix(std::min(piece, input.size()));
    const Framing::Rest rest = input.empty() ? Framing::Rest::is_all : Framing::Rest::may_come;
    for (bool found = true; found;) {
      const Framing::Cut cut = framing.next(kept, rest, memory, scratch);
      UVCHAT_ASSERT(cut.used <= kept.size() && (cut.used > 0 || !cut.found));
      found = cut.found;
      if (found) check_message(cut.line);
      kept.erase(0, cut.used);
    }
    UVCHAT_ASSERT(kept.size() <= 3);
  }
  UVCHAT_ASSERT(kept.empty());
  return 0;
}
