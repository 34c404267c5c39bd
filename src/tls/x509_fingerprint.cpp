#include "tls/x509_fingerprint.h"

#include <openssl/evp.h>

#include "uvchat/base/assert.h"

namespace uvchat::tls {

std::optional<Fingerprint> fingerprint_of(const X509* certificate) {
  Fingerprint fingerprint{};
  unsigned size = 0;
  if (certificate == nullptr ||
      X509_digest(certificate, EVP_sha256(), fingerprint.data(), &size) != 1) {
    return std::nullopt;
  }
  UVCHAT_ASSERT(size == fingerprint.size());
  return fingerprint;
}

}  // namespace uvchat::tls
