#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "uvchat/base/result.h"

namespace uvchat::tls {

using Fingerprint = std::array<std::uint8_t, 32>;  // SHA-256 of a certificate's DER form

// As people write and compare it: "AB:CD:..." as openssl prints it.
std::string fingerprint_text(const Fingerprint& fingerprint);
// Hexadecimal digits in either case, with colons between the bytes or without any.
std::optional<Fingerprint> parse_fingerprint(std::string_view text);

// A certificate and its private key, as PEM.
struct MadeCertificate {
  std::string certificate;
  std::string key;
};

// Makes a certificate for trying things out: it is signed by its own key (ECDSA, P-256), so no
// client trusts it unless it is told to. `names`: host names and numeric addresses, at least one;
// it is valid from now on, for `days`. The error names a name that is neither.
Result<MadeCertificate> make_certificate(const std::vector<std::string>& names, int days);

}  // namespace uvchat::tls
