#include "credentials/token.h"

#include <sodium.h>

#include <array>
#include <cstdint>

#include "uvchat/base/assert.h"
#include "uvchat/base/base64.h"

namespace uvchat::credentials {

std::string draw_token() {
  UVCHAT_ASSERT(sodium_init() >= 0);
  std::array<std::uint8_t, 32> bytes;
  randombytes_buf(bytes.data(), bytes.size());
  return to_base64url(bytes);
}

}  // namespace uvchat::credentials
