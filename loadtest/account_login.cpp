#include "loadtest/account_login.h"

#include <string_view>

#include "uvchat/base/utf8.h"

namespace uvchat::loadtest {
namespace {

std::string_view last_of(const irc::Message& message) {
  return message.param_count > 0 ? message.param(message.param_count - 1) : std::string_view();
}

}  // namespace

std::string account_name(std::uint32_t client) { return "load-" + std::to_string(client); }

AccountLogin::Step AccountLogin::begin() {
  const bool is_known = accounts_.are_there[client_] || !accounts_.tokens[client_].empty();
  return is_known ? authenticate() : make_account();
}

AccountLogin::Step AccountLogin::make_account() {
  return {.lines = {"REGISTER " + account_name(client_) + " * :" + accounts_.password}};
}

AccountLogin::Step AccountLogin::authenticate() {
  by_token_ = !accounts_.tokens[client_].empty();
  return {
      .lines = {exchange_.begin(by_token_ ? client::mechanism_resume : client::mechanism_plain)}};
}

AccountLogin::Step AccountLogin::logged_in() {
  accounts_.are_there[client_] = true;
  return {.kind = Step::Kind::logged_in};
}

// REGISTER SUCCESS load-1 :text; FAIL REGISTER CODE load-1 :text
AccountLogin::Step AccountLogin::take(const irc::Message& message) {
  if (message.command == "REGISTER" && message.param(0) == "SUCCESS") return logged_in();
  if (message.command == "FAIL" && message.param(0) == "REGISTER") {
    return take_refusal_of_account(message);
  }
  switch (exchange_.take(message)) {
    case client::SaslExchange::Step::say_message: {
      const std::string name = account_name(client_);
      return {.lines = client::authenticate_lines(
                  by_token_ ? client::resume_message(name, accounts_.tokens[client_])
                            : client::plain_message(name, accounts_.password))};
    }
    case client::SaslExchange::Step::logged_in:
      return logged_in();
    case client::SaslExchange::Step::refused:
      return take_refusal_of_login(message);
    case client::SaslExchange::Step::nothing:
      break;
  }
  return {};
}

// An account cannot be made before it is there, nor before the connection is complete; whether it
// is there shows when its password is said.
AccountLogin::Step AccountLogin::take_refusal_of_account(const irc::Message& message) {
  const std::string_view code = message.param(1);
  if (code == "TEMPORARILY_UNAVAILABLE" && ++tries_ < tries_max) return make_account();
  if (code == "ACCOUNT_EXISTS" || code == "COMPLETE_CONNECTION_REQUIRED" || code == "DISALLOWED") {
    return authenticate();
  }
  return {.kind = Step::Kind::failed,
          .why = "the server does not make the account " + account_name(client_) + ": " +
                 printable(last_of(message))};
}

// 904 has many reasons, and tells them in words alone.
AccountLogin::Step AccountLogin::take_refusal_of_login(const irc::Message& message) {
  if (by_token_) {
    accounts_.tokens[client_].clear();
    return authenticate();
  }
  const bool is_wrong = last_of(message).find("wrong") != std::string_view::npos;
  if (!is_wrong && ++tries_ < tries_max) return authenticate();
  return {.kind = Step::Kind::failed,
          .why = "the server does not let in " + account_name(client_) + ": " +
                 printable(last_of(message)) +
                 (is_wrong ? " (the account has another password, or is not there, and the server "
                             "makes none before the connection is complete)"
                           : "")};
}

}  // namespace uvchat::loadtest
