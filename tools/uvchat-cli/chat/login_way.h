#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "chat/accounts_file.h"

namespace uvchat::cli {

class ServerFacts;

enum class LoginWay : std::uint8_t { token, certificate, password };

// Whether the server takes any of them.
bool takes_logins(const ServerFacts& server);
bool takes_tokens(const ServerFacts& server);
// The best of those that the server takes and for which something is known.
std::optional<LoginWay> login_way(const ServerFacts& server, const KeptLogin& known);
std::string_view mechanism_of(LoginWay way);
// Gives the lines that log in, which may hold a secret, to `send`, and wipes them.
void say_secret(LoginWay way, std::string_view account, const KeptLogin& known,
                const std::function<void(std::string_view line)>& send);

}  // namespace uvchat::cli
