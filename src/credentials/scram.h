#pragma once

#include <string>
#include <string_view>

#include "uvchat/base/scram.h"
#include "uvchat/hub/request.h"

namespace uvchat::credentials {

// Draws a new salt. It takes tens of milliseconds: neither a loop nor the hub may call it.
ScramVerifier make_scram_verifier(std::string_view password);
// With this salt (base64).
ScramVerifier scram_verifier(std::string_view password, std::string_view salt,
                             std::uint32_t iterations);

// A few hashes: for any thread.
ScramChecked check_scram(const CheckScram& check);

}  // namespace uvchat::credentials
