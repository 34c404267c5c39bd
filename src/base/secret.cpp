#include "uvchat/base/secret.h"

#include <cstddef>
#include <cstring>

namespace uvchat {

bool same_secret(std::string_view given, std::string_view secret) {
  // Volatile, so that no compiler leaves the loop at the first difference.
  volatile unsigned char different = given.size() == secret.size() ? 0 : 1;
  for (std::size_t i = 0; i < given.size(); ++i) {
    const char other = i < secret.size() ? secret[i] : '\0';
    different = static_cast<unsigned char>(different | (given[i] ^ other));
  }
  return different == 0;
}

void wipe(std::string& secret) {
  explicit_bzero(secret.data(), secret.size());
  secret.clear();
}

}  // namespace uvchat
