// The rows of the admin API.

#include "server/admin_tokens.h"
#include "server/config_rows.h"

namespace uvchat::server {
namespace {

constexpr std::size_t tokens_max = 64;

Object<AdminToken> token_keys() {
  using T = AdminToken;
  return Object<T>({
      key("name", &T::name,
          Text{"1 to 32 letters, digits, dots, hyphens and underlines, but not \"local\"",
               is_token_name},
          "whose the token is: the log of what operators have done has it. No two are the same")
          .required(),
      key("sha256", &T::sha256,
          Text{"64 small digits of base 16, as uvchat-server make-token prints them",
               is_token_digest},
          "the SHA-256 of the token. Programs send the token itself, as `Authorization: Bearer "
          "TOKEN`, to a listener with `\"admin\": true`")
          .required(),
  });
}

}  // namespace

std::vector<Row> admin_rows() {
  return {row("admin.tokens", value_at(&Config::admin_tokens),
              ListOf<Object<AdminToken>>{token_keys(), tokens_max}, live, "")};
}

}  // namespace uvchat::server
