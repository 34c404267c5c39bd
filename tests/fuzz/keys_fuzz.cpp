// A terminal that sends anything, cut anywhere and at any time: what was typed is text, what was
// begun ends, and what is kept is bounded. The first byte of each piece says how long it is and how
// long nothing came before it.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "screen/key_decoder.h"
#include "uvchat/base/assert.h"
#include "uvchat/base/utf8.h"

using namespace uvchat;
using namespace uvchat::cli;

namespace {

std::size_t read_keys(KeyDecoder& decoder, std::uint64_t now_ms) {
  std::size_t bytes = 0;
  while (const auto press = decoder.next(now_ms)) {
    UVCHAT_ASSERT(press->key == Key::paste || press->text.empty() || utf8_valid(press->text));
    UVCHAT_ASSERT(press->text.size() <= std::max<std::size_t>(KeyDecoder::paste_bytes_max, 3 * 64));
    UVCHAT_ASSERT(press->key != Key::text || !press->text.empty());
    bytes += press->text.size() + press->left_out;
  }
  // What is due has been taken.
  UVCHAT_ASSERT(!decoder.due_ms() || *decoder.due_ms() > now_ms);
  return bytes;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::uint64_t waits_ms[] = {0, 20, 60, 5'000};
  KeyDecoder decoder;
  std::uint64_t now_ms = 1;
  std::string_view input(reinterpret_cast<const char*>(data), size);
  while (!input.empty()) {
    const auto head = static_cast<std::uint8_t>(input.front());
    input.remove_prefix(1);
    now_ms += waits_ms[head >> 6U];
    read_keys(decoder, now_ms);
    const std::string_view piece = input.substr(0, head & 63U);
    input.remove_prefix(piece.size());
    decoder.take(piece, now_ms);
    read_keys(decoder, now_ms);
  }
  // However it was left, the next line can be typed.
  now_ms += 10'000;
  read_keys(decoder, now_ms);
  UVCHAT_ASSERT(!decoder.pasting() && !decoder.due_ms());
  decoder.take("x", now_ms);
  UVCHAT_ASSERT(decoder.next(now_ms).has_value());
  return 0;
}
