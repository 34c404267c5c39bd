#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace uvchat::tls {

using Fingerprint = std::array<std::uint8_t, 32>;  // SHA-256 of a certificate's DER form

// As people write and compare it: "AB:CD:..." as openssl prints it.
std::string fingerprint_text(const Fingerprint& fingerprint);
// Hexadecimal digits in either case, with colons between the bytes or without any.
std::optional<Fingerprint> parse_fingerprint(std::string_view text);

}  // namespace uvchat::tls
