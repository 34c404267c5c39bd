#pragma once

#include <string>
#include <string_view>

#include "hub/commands/login.h"

// Certificates of clients: TLS has shown that a connection has the key of one, so the account that
// its fingerprint belongs to can be logged in to without a password. The store has the
// fingerprints; an account's owner says which (NickServ's CERT). They stay when its password
// changes, as keys do.

namespace uvchat::hub {

inline constexpr std::string_view external_mechanism = "EXTERNAL";

// As the store has it. REQUIRES: its client has shown a certificate.
std::string fingerprint_of(const Session& session);

// As log_in_with() does with a password. `name`: of the account; empty: whichever the certificate
// is for.
void log_in_with_certificate(Call& call, std::string name, const LoginWords& words);

}  // namespace uvchat::hub
