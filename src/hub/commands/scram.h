#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "hub/commands/login.h"

// SASL SCRAM-SHA-256 (RFC 5802, RFC 7677): the client shows that it knows the password without
// sending it, and the server that it has known it.

namespace uvchat::hub {

inline constexpr std::string_view scram_mechanism = "SCRAM-SHA-256";

// What the client's next message is read with.
struct ScramExchange {
  AccountThen account;     // that there is none is told as late as a wrong password
  std::string header;      // of the client's first message
  std::string nonce;       // the client's, and ours behind it
  std::string messages;    // what both have said
  bool is_proven = false;  // the client's second message was right
};

// What the client has sent, decoded. It is answered with the next message, or fails.
void go_on_with_scram(Call& call, const Login& login, std::string_view text,
                      const LoginWords& words);

}  // namespace uvchat::hub
