#include "server/admin_tokens.h"

#include <algorithm>

#include "credentials/token.h"
#include "uvchat/base/ascii.h"
#include "uvchat/base/base64.h"
#include "uvchat/base/hex.h"
#include "uvchat/base/secret.h"
#include "uvchat/base/sha256.h"

namespace uvchat::server {

std::string token_digest(std::string_view token) {
  return hex_text(from_base64url(sha256_text(token)).value());
}

std::optional<std::string> name_of_token(const std::vector<AdminToken>& tokens,
                                         std::string_view token) {
  const std::string digest = token_digest(token);
  std::optional<std::string> name;
  for (const AdminToken& known : tokens) {
    if (same_secret(digest, known.sha256)) name = known.name;
  }
  return name;
}

MadeToken make_token(const std::string& name) {
  MadeToken made{credentials::draw_token(), {}};
  made.row = R"({ "name": ")" + name + R"(", "sha256": ")" + token_digest(made.token) + "\" }";
  return made;
}

bool is_token_name(std::string_view text) {
  return !text.empty() && text.size() <= 32 && text != "local" &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return is_letter(c) || is_digit(c) || c == '-' || c == '_' || c == '.';
         });
}

bool is_token_digest(std::string_view text) {
  return text.size() == 64 && std::all_of(text.begin(), text.end(), [](char c) {
           return is_digit(c) || (c >= 'a' && c <= 'f');
         });
}

}  // namespace uvchat::server
