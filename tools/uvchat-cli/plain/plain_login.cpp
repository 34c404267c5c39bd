// Its connection: with TLS where the server wants it; and how it logs in.

#include <ctime>
#include <utility>

#include "chat/address.h"
#include "chat/file.h"
#include "chat/replies.h"
#include "chat/server_key.h"
#include "chat/texts.h"
#include "plain/plain.h"

namespace uvchat::cli {

void Plain::make_wire() {
  const WireParts parts{loop_, read_buffer_, *this, options_.tls};
  wire_ = is_classroom() ? classroom_wire(parts, nick_)
                         : irc_wire(parts, nick_, options_.password,
                                    {"echo-message", "sasl", "batch", "message-tags", "server-time",
                                     "draft/multiline", "draft/chathistory", "soju.im/search"});
}

// The server wants TLS: then the connection ends, and there is another one.
bool Plain::moves(const irc::Message& message) {
  const auto port =
      options_.strict.take(message, seen_of(*wire_, options_.policy_port), std::time(nullptr));
  if (!port) complain(port.error().text);
  if (port.value_or(0) == 0) return false;
  auto tls = options_.strict.secures(*port);
  if (!tls) {
    give_up(exit_usage, tls.error().text);
    return true;
  }
  options_.tls = *std::move(tls);
  options_.policy_port = *port;
  is_moving_ = true;
  wire_->close();
  return true;
}

Result<void> Plain::load_login() {
  if (options_.account.empty()) return {};
  if (!options_.accounts_file.empty()) {
    auto file = read_secret_file(options_.accounts_file);
    if (!file) return tl::unexpected(file.error());
    auto logins = read_logins(*file, server_key(options_.server));
    cipher::wipe(file->data(), file->size());
    if (!logins) return tl::unexpected(logins.error());
    login_ = std::move((*logins)[options_.account]);
  }
  if (!options_.account_password.empty()) {
    login_ = {{}, cipher::SecretString(options_.account_password)};
  }
  login_.has_certificate = options_.shows_certificate;
  return {};
}

bool Plain::on_wire_negotiated() {
  if (options_.account.empty()) return true;
  begin_login();
  return false;
}

void Plain::begin_login() {
  const std::string server = server_key(options_.server);
  const auto way = login_way(server_, login_);
  if (!server_.has("sasl")) {
    refuse_login(fill(Text::login_no_accounts, {{"server", server}}));
  } else if (!wire_->is_secure()) {
    refuse_login(words_of_clear_login(server));
  } else if (!way) {
    refuse_login(text(Text::plain_needs_password));
  } else {
    login_way_ = *way;
    send_line(exchange_.begin(mechanism_of(*way)));
  }
}

void Plain::take_login(const irc::Message& message) {
  switch (exchange_.take(message)) {
    case client::SaslExchange::Step::say_message:
      say_secret(login_way_, options_.account, login_,
                 [this](std::string_view line) { wire_->send_line(line); });
      break;
    case client::SaslExchange::Step::logged_in:
      logged_in_ = true;
      wire_->end_negotiation();
      break;
    case client::SaslExchange::Step::refused:
      if (login_way_ == LoginWay::token) {
        login_.token = {};
        return begin_login();
      }
      login_.has_certificate = login_.has_certificate && login_way_ != LoginWay::certificate;
      if (login_way_ == LoginWay::certificate && login_way(server_, login_)) return begin_login();
      refuse_login(std::string(ServerLine(message).last()));
      break;
    case client::SaslExchange::Step::nothing:
      break;
  }
}

void Plain::refuse_login(const std::string& why) {
  give_up(exit_banned, fill(Text::login_refused, {{"account", options_.account}, {"why", why}}));
}

}  // namespace uvchat::cli
