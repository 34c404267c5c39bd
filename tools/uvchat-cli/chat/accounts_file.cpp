#include "chat/accounts_file.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "chat/kept_file.h"
#include "chat/password.h"
#include "chat/server_key.h"
#include "chat/texts.h"
#include "client/sasl.h"

namespace uvchat::cli {
namespace {

using Json = nlohmann::json;

tl::unexpected<Error> broken(const std::string& why) {
  return fail(fill(Text::accounts_file_broken, {{"why", why}}));
}

tl::unexpected<Error> wrong_part(const std::string& part) {
  return broken(fill(Text::kept_part_wrong, {{"part", part}}));
}

Result<Json> parse(std::string_view file) {
  auto root = parse_kept_file(file);
  if (!root) return broken(root.error().text);
  if (!root->is_object()) return wrong_part("{}");
  merge_spellings(*root, Clash::is_decided);
  return root;
}

void wipe(Json& node) {
  if (node.is_structured()) {
    for (Json& child : node) wipe(child);
  } else if (auto* const text = node.get_ptr<Json::string_t*>()) {
    cipher::wipe(text->data(), text->size());
  }
}

Result<KeptLogin> read_login(const Json& node, const std::string& account) {
  KeptLogin login;
  if (!node.is_object()) return wrong_part(account);
  for (const auto& [key, value] : node.items()) {
    const auto* const text = value.get_ptr<const Json::string_t*>();
    if (text == nullptr || !is_password(*text)) return wrong_part(account + "." + key);
    if (key == "token" && client::is_resume_token(*text)) {
      login.token = cipher::SecretString(*text);
    } else if (key == "password") {
      login.password = cipher::SecretString(*text);
    } else {
      return wrong_part(account + "." + key);
    }
  }
  return login;
}

Result<KeptLogins> read_server(const Json& root, const std::string& server) {
  KeptLogins logins;
  const auto there = root.find(server);
  if (there == root.end()) return logins;
  if (!there->is_object()) return wrong_part(server);
  for (const auto& [account, node] : there->items()) {
    auto login = read_login(node, account);
    if (!login) return tl::unexpected(login.error());
    logins[account] = std::move(*login);
  }
  return logins;
}

// An account or a server without anything left is left out.
void set_token(Json& root, const std::string& server, const std::string& account,
               std::string_view token) {
  Json& accounts = root[server];
  Json& login = accounts[account];
  if (token.empty()) {
    if (login.is_object()) login.erase("token");
  } else {
    login["token"] = std::string(token);
  }
  if (login.empty()) accounts.erase(account);
  if (accounts.empty()) root.erase(server);
}

// `file` after `change`, which gets its JSON.
template <typename F>
Result<std::string> changed(std::string_view file, const std::string& server, F&& change) {
  auto root = parse(file);
  if (!root) return tl::unexpected(root.error());
  if (const auto readable = read_server(*root, server); !readable) {
    return tl::unexpected(readable.error());
  }
  change(*root);
  std::string text = root->dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
  wipe(*root);
  return text;
}

}  // namespace

Result<KeptLogins> read_logins(std::string_view file, const std::string& server) {
  auto root = parse(file);
  if (!root) return tl::unexpected(root.error());
  auto logins = read_server(*root, server);
  wipe(*root);
  return logins;
}

Result<std::string> with_token(std::string_view file, const std::string& server,
                               const std::string& account, std::string_view token) {
  return changed(file, server, [&](Json& root) { set_token(root, server, account, token); });
}

Result<std::string> with_password(std::string_view file, const std::string& server,
                                  const std::string& account, std::string_view password) {
  return changed(file, server, [&](Json& root) {
    const Json::json_pointer place = Json::json_pointer() / server / account / "password";
    if (root.contains(place)) root[place] = std::string(password);
  });
}

}  // namespace uvchat::cli
