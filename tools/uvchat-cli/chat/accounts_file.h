#pragma once

#include <map>
#include <string>
#include <string_view>

#include "uvchat/base/result.h"
#include "uvchat/cipher/secret.h"

// The file of what one logs in with:
// { "HOST:PORT": { "ana": { "token": "43 letters", "password": "..." } } }
// The client writes tokens; a password stands there if the user has written it. Where one server
// has several spellings, what stands under the client's own counts.

namespace uvchat::cli {

// Each may be empty: not known.
struct KeptLogin {
  cipher::SecretString token;  // stands for the password at this server, on this device
  cipher::SecretString password;
  // Not of the file: the connection shows one for this account, and it has not been refused.
  bool has_certificate = false;
};

// Those of one server, by account.
using KeptLogins = std::map<std::string, KeptLogin, std::less<>>;
Result<KeptLogins> read_logins(std::string_view file, const std::string& server);

// `file` with this token of the account, or without one if it is empty. All else stays. An error if
// the file holds a mistake, which would be lost.
Result<std::string> with_token(std::string_view file, const std::string& server,
                               const std::string& account, std::string_view token);
// `file` with this password of the account where it has one. The same holds of mistakes.
Result<std::string> with_password(std::string_view file, const std::string& server,
                                  const std::string& account, std::string_view password);

}  // namespace uvchat::cli
