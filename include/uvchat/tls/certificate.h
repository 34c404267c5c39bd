#pragma once

#include <string>
#include <vector>

#include "uvchat/base/result.h"
#include "uvchat/tls/fingerprint.h"

namespace uvchat::tls {

// A certificate and its private key, as PEM.
struct MadeCertificate {
  std::string certificate;
  std::string key;
  Fingerprint fingerprint{};
};

// Makes a certificate for trying things out: it is signed by its own key (ECDSA, P-256), so no
// client trusts it unless it is told to. `names`: host names and numeric addresses, at least one;
// it is valid from now on, for `days`. The error names a name that is neither.
Result<MadeCertificate> make_certificate(const std::vector<std::string>& names, int days);

}  // namespace uvchat::tls
