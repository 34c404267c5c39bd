#pragma once

#include <string>

#include "hub/commands/login.h"

// Resume tokens: secrets that a device logs in with, without a password and what it costs to check
// one. The store has their hashes alone. A token ends after 30 unused days, with its account's
// password, suspension or end, and when its owner revokes it.

namespace uvchat::hub {

inline constexpr std::string_view resume_mechanism = "UVCHAT-RESUME";

struct NameAndToken {
  std::string name;
  std::string token;
};
// As log_in_with() does with a password.
void log_in_with_token(Call& call, const NameAndToken& given, const LoginWords& words);

}  // namespace uvchat::hub
