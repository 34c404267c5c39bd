#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/config.h"

// Tokens of the admin API: 32 random bytes, of which the configuration has the SHA-256.

namespace uvchat::server {

// "sha256" of a token's row: 64 small digits of base 16.
std::string token_digest(std::string_view token);
// Whose token it is. Each is compared in a time that tells nothing.
std::optional<std::string> name_of_token(const std::vector<AdminToken>& tokens,
                                         std::string_view token);

// `uvchat-server make-token`: a new token, and its row of the configuration.
struct MadeToken {
  std::string token;
  std::string row;
};
MadeToken make_token(const std::string& name);

bool is_token_name(std::string_view text);
bool is_token_digest(std::string_view text);

}  // namespace uvchat::server
