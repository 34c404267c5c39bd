#include "tls/openssl_error.h"

#include <openssl/err.h>

namespace uvchat::tls {

// The first is the cause; the others say what it led to.
std::string take_openssl_error() {
  const unsigned long code = ERR_get_error();
  ERR_clear_error();
  if (code == 0) return "an unknown error";
  const char* reason = ERR_reason_error_string(code);
  return reason != nullptr ? reason : "error " + std::to_string(code);
}

}  // namespace uvchat::tls
