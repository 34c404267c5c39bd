// Lines of any bytes, read by somebody with a key: only what was sealed opens, however little a
// line differs from one that was. The first byte chooses: the line as it is; a sealed line with
// bits changed; or a line of the right form with bytes of the input in it.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "cipher/line_key.h"
#include "cipher/sealed_line.h"
#include "uvchat/base/assert.h"
#include "uvchat/base/base64.h"
#include "uvchat/cipher/conversation.h"

namespace {

using namespace uvchat::cipher;

RootKey fixed_root() {
  const std::array<std::uint8_t, RootKey::bytes_count> bytes{1, 2, 3};
  return RootKey(bytes);
}

const std::string& sealed_line() {
  static const std::string line = [] {
    Gcm gcm;
    LineKeys keys(fixed_root());
    const LineKey& key = *keys.of(LineKind::privmsg, "#room", "ana");
    return seal_with_nonce(gcm, keys.root().id(), key.key, Nonce{7}, {1, "hola"}, 0);
  }();
  return line;
}

std::string line_from(std::string_view input) {
  const char way = input.empty() ? '\0' : input.front();
  input.remove_prefix(std::min<std::size_t>(1, input.size()));
  if (way == 'x') {
    std::string line = sealed_line();
    for (std::size_t i = 0; i < std::min(line.size(), input.size()); ++i) {
      line[i] = static_cast<char>(line[i] ^ input[i]);
    }
    return line;
  }
  if (way == 'b') {
    const KeyId id = fixed_root().id();
    std::string bytes(id.begin(), id.end());
    bytes += input;
    return "+aes1 " + uvchat::to_base64url(
                          {reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
  }
  return std::string(input);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string line = line_from({reinterpret_cast<const char*>(data), size});
  Conversation reader;
  reader.add_key(fixed_root());
  const Opened opened = reader.open(LineKind::privmsg, "#room", "ana", line);
  const bool is_sealed = line == sealed_line();
  UVCHAT_ASSERT((opened.line_class == LineClass::ok) == is_sealed);
  UVCHAT_ASSERT(opened.text == (is_sealed ? "hola" : ""));
  UVCHAT_ASSERT(opened.key_id.has_value() == (opened.line_class == LineClass::other_key));
  UVCHAT_ASSERT(opened.line_class != LineClass::clear || !line.starts_with("+aes1 "));
  // The names are other people's, too.
  const Opened misread = reader.open(LineKind::notice, line, line, sealed_line());
  UVCHAT_ASSERT(misread.line_class == LineClass::damaged && misread.forged_or_damaged);
  const Opened again = reader.open(LineKind::privmsg, "@#ROOM", "Ana", line);
  UVCHAT_ASSERT(again.line_class == (is_sealed ? LineClass::replayed : opened.line_class));
  return 0;
}
