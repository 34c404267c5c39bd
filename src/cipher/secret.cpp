#include "uvchat/cipher/secret.h"

#include <sodium.h>

namespace uvchat::cipher {

void wipe(void* bytes, std::size_t size) { sodium_memzero(bytes, size); }

}  // namespace uvchat::cipher
