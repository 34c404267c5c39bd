#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "uvchat/base/ids.h"

// Codes, which are used once, and tokens, with which devices log in: requests (request.h), and what
// they are answered with.

namespace uvchat::store {

enum class CodePurpose : std::uint8_t { verify, reset };

// In the place of an older one of the same purpose.
struct SetCode {
  AccountId account = 0;
  CodePurpose purpose = CodePurpose::verify;
  std::string code_hash;  // SHA-256
  std::int64_t until_us = 0;
};

// The code is used up; of `verify`, the account is verified. `absent`: it is wrong, or too late.
struct UseCode {
  AccountId account = 0;
  CodePurpose purpose = CodePurpose::verify;
  std::string code_hash;
  std::int64_t at_us = 0;
};

// A device may log in with a token from now on. Where the account has `tokens_max` already, that
// which was not used for longest is gone.
struct AddToken {
  AccountId account = 0;
  std::string token_hash;  // SHA-256
  std::string device;      // as its owner calls it
  std::int64_t at_us = 0;
};
inline constexpr std::size_t tokens_max = 20;  // of an account

// Notes the use and answers with the account. `absent`: there is no such token, or it has not been
// used since `unused_since_us`, and is gone.
struct UseToken {
  std::string token_hash;
  std::int64_t at_us = 0;
  std::int64_t unused_since_us = 0;
};

// A device gives its token up. `absent`: the account has no such token.
struct ForgetToken {
  AccountId account = 0;
  std::string token_hash;
};

// Answered with `tokens`, in the order in which they were made.
struct ReadTokens {
  AccountId account = 0;
};

struct RevokeTokens {
  AccountId account = 0;
  std::int64_t number = 0;  // Token::number; 0: all of the account's
};

struct Token {
  std::int64_t number = 0;
  std::string device;
  std::int64_t made_us = 0;
  std::int64_t used_us = 0;

  bool operator==(const Token&) const = default;
};

}  // namespace uvchat::store
