#include "client/irc_client.h"

#include <algorithm>
#include <utility>

namespace uvchat::client {
namespace {

constexpr std::string_view no_line_holds("\r\n\0", 3);

bool contains(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

template <typename Visit>
void for_each_word(std::string_view text, Visit visit) {
  while (!text.empty()) {
    const std::size_t length = std::min(text.find(' '), text.size());
    if (length > 0) visit(text.substr(0, length));
    text.remove_prefix(std::min(length + 1, text.size()));
  }
}

}  // namespace

std::string_view nick_of(std::string_view source) { return source.substr(0, source.find('!')); }

IrcClient::IrcClient(uv_loop_t& loop, std::span<char> read_buffer, Listener& listener,
                     Identity identity, std::vector<std::string> capabilities)
    : connection_(loop, read_buffer, *this),
      listener_(listener),
      identity_(std::move(identity)),
      wanted_(std::move(capabilities)) {}

void IrcClient::on_connected() {
  listener_.on_connected(*this);
  std::string hello;
  if (!wanted_.empty()) {
    negotiating_ = true;
    hello = "CAP LS 302\r\n";
  }
  if (!identity_.password.empty()) hello += "PASS :" + identity_.password + "\r\n";
  hello += "NICK " + identity_.nick + "\r\nUSER " + identity_.user +
           " 0 * :" + identity_.real_name + "\r\n";
  connection_.send(hello);
}

void IrcClient::on_bytes(std::string_view bytes) {
  if (!partial_.empty() && !raw_) {
    const std::size_t end = bytes.find('\n');
    partial_ += bytes.substr(0, end);
    if (end != std::string_view::npos) {
      bytes.remove_prefix(end + 1);
      take_line(std::exchange(partial_, {}));
    } else {
      bytes = {};
    }
  }
  const std::string_view rest = raw_ ? bytes : take_lines(bytes);
  if (raw_ && connected()) {
    if (!partial_.empty()) listener_.on_raw_bytes(*this, std::exchange(partial_, {}));
    if (!rest.empty()) listener_.on_raw_bytes(*this, rest);
  } else if (connected()) {
    partial_ += rest;
    if (partial_.size() > line_bytes_max) {
      connection_.close({CloseCause::lost, "the server sent a line without an end"});
    }
  }
}

std::string_view IrcClient::take_lines(std::string_view bytes) {
  while (connected() && !raw_) {
    const std::size_t end = bytes.find('\n');
    if (end == std::string_view::npos) break;
    const std::string_view line = bytes.substr(0, end);
    bytes.remove_prefix(end + 1);
    take_line(line);
  }
  return bytes;
}

void IrcClient::take_line(std::string_view line) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  if (line.find_first_of(no_line_holds) != std::string_view::npos) return;
  if (const auto message = irc::parse(line)) {
    act_on(*message);
    if (connected()) listener_.on_line(*this, *message);
    const bool is_answered = answered_ && negotiating_ && connected();
    if (is_answered && !std::exchange(told_, true) && listener_.on_negotiated(*this)) {
      end_negotiation();
    }
  }
}

void IrcClient::act_on(const irc::Message& message) {
  const std::string_view command = message.command;
  if (command == "PING") {
    connection_.send("PONG :" + std::string(message.param(0)) + "\r\n");
  } else if (command == "001" && !registered_) {
    registered_ = true;
    negotiating_ = false;
    if (!message.param(0).empty()) {
      identity_.nick = message.param(0);  // a server may have shortened it
    }
    listener_.on_registered(*this);
  } else if (command == "005") {
    on_isupport(message);
  } else if (command == "CAP") {
    on_cap(message);
  } else if (command == "432" || command == "433" || command == "436" || command == "437") {
    if (!registered_) listener_.on_nick_refused(*this, message);
  } else if (command == "NICK" && registered_ && nick_of(message.source) == identity_.nick) {
    identity_.nick = message.param(0);
  } else if (command == "ERROR") {
    last_words_ = message.param(0);
  }
}

// 005 <nick> <tokens...> :<text>
void IrcClient::on_isupport(const irc::Message& message) {
  const auto begin = message.params.begin();
  const auto end = begin + static_cast<std::ptrdiff_t>(message.param_count);
  if (std::find(begin, end, "UTF8MAPPING=rfc8265") != end) {
    names_ = irc::Names(irc::Casemapping::precis);
  }
}

// CAP <nick> <subcommand> [*] :<names>
void IrcClient::on_cap(const irc::Message& message) {
  const std::string_view subcommand = message.param(1);
  const std::string_view names =
      message.param_count > 2 ? message.param(message.param_count - 1) : std::string_view();
  if (subcommand == "LS") {
    for_each_word(names, [this](std::string_view word) {
      const std::string_view name = word.substr(0, word.find('='));
      if (contains(wanted_, name) && !contains(offered_, name)) offered_.emplace_back(name);
    });
    if (message.param(2) != "*" || message.param_count < 4) {  // no further line of the list
      request_capabilities();
    }
  } else if (subcommand == "ACK") {
    for_each_word(names, [this](std::string_view name) {
      if (contains(wanted_, name) && !contains(active_, name)) active_.emplace_back(name);
    });
    answered_ = true;
  } else if (subcommand == "NAK") {
    answered_ = true;
  } else if (subcommand == "DEL") {
    for_each_word(names, [this](std::string_view name) { std::erase(active_, name); });
  }
}

void IrcClient::request_capabilities() {
  if (offered_.empty()) {
    answered_ = true;
    return;
  }
  std::string request = "CAP REQ :";
  for (const std::string& name : std::exchange(offered_, {})) request += name + " ";
  request.pop_back();
  send_line(request);
}

void IrcClient::end_negotiation() {
  if (negotiating_) {
    negotiating_ = false;
    send_line("CAP END");
  }
}

void IrcClient::on_closed(const Closed& closed) {
  if (closed.cause == CloseCause::lost && !last_words_.empty()) {
    listener_.on_closed(
        *this, {CloseCause::lost, "the server closed the connection: " + last_words_, closed.status,
                last_words_});
  } else {
    listener_.on_closed(*this, closed);
  }
}

bool IrcClient::send_line(std::string_view line) {
  if (line.find_first_of(no_line_holds) != std::string_view::npos) return false;
  std::string bytes;
  bytes.reserve(line.size() + 2);
  bytes += line;
  bytes += "\r\n";
  connection_.send(bytes);
  return true;
}

void IrcClient::request_nick(std::string nick) {
  identity_.nick = std::move(nick);
  send_line("NICK " + identity_.nick);
}

void IrcClient::close(std::string why) { connection_.close({CloseCause::asked, std::move(why)}); }

bool IrcClient::has_capability(std::string_view name) const { return contains(active_, name); }

}  // namespace uvchat::client
