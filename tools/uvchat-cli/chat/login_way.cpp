#include "chat/login_way.h"

#include <algorithm>

#include "chat/server_facts.h"
#include "client/sasl.h"

namespace uvchat::cli {
namespace {

bool is_in_list(std::string_view list, std::string_view word) {
  while (!list.empty()) {
    const std::string_view item = list.substr(0, list.find(','));
    if (item == word) return true;
    list.remove_prefix(std::min(item.size() + 1, list.size()));
  }
  return false;
}

// A server that lists no mechanisms is asked for the one that all know.
bool takes(const ServerFacts& server, LoginWay way) {
  const std::string_view list = server.capability_value("sasl");
  return list.empty() ? way == LoginWay::password : is_in_list(list, mechanism_of(way));
}

}  // namespace

bool takes_tokens(const ServerFacts& server) { return takes(server, LoginWay::token); }

bool takes_logins(const ServerFacts& server) {
  return takes_tokens(server) || takes(server, LoginWay::password) ||
         takes(server, LoginWay::certificate);
}

std::optional<LoginWay> login_way(const ServerFacts& server, const KeptLogin& known) {
  if (known.has_certificate && takes(server, LoginWay::certificate)) return LoginWay::certificate;
  if (!known.token.view().empty() && takes(server, LoginWay::token)) return LoginWay::token;
  if (!known.password.view().empty() && takes(server, LoginWay::password)) {
    return LoginWay::password;
  }
  return std::nullopt;
}

std::string_view mechanism_of(LoginWay way) {
  switch (way) {
    case LoginWay::token:
      return client::mechanism_resume;
    case LoginWay::certificate:
      return client::mechanism_external;
    case LoginWay::password:
      break;
  }
  return client::mechanism_plain;
}

void say_secret(LoginWay way, std::string_view account, const KeptLogin& known,
                const std::function<void(std::string_view line)>& send) {
  std::string message = way == LoginWay::token ? client::resume_message(account, known.token.view())
                        : way == LoginWay::certificate
                            ? std::string(account)
                            : client::plain_message(account, known.password.view());
  for (std::string& line : client::authenticate_lines(message)) {
    send(line);
    cipher::wipe(line.data(), line.size());
  }
  cipher::wipe(message.data(), message.size());
}

}  // namespace uvchat::cli
