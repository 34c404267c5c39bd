#pragma once

#include <openssl/x509.h>

#include <optional>

#include "uvchat/tls/fingerprint.h"

namespace uvchat::tls {

// Nothing where there is no certificate.
std::optional<Fingerprint> fingerprint_of(const X509* certificate);

}  // namespace uvchat::tls
