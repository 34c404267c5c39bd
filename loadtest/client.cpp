#include "loadtest/client.h"

#include <unistd.h>

#include <cctype>
#include <span>
#include <utility>

#include "loadtest/broker_client.h"
#include "loadtest/stream_client.h"
#include "uvchat/base/utf8.h"
#include "uvchat/cipher/caesar.h"
#include "uvchat/irc/message.h"

namespace uvchat::loadtest {
namespace {

// Two characters that the last run has probably not had.
std::string suffix_of_this_run() {
  constexpr std::string_view digits = "abcdefghijklmnopqrstuvwxyz0123456789";
  const auto pid = static_cast<std::size_t>(getppid() + getpid());
  return {digits[pid / digits.size() % digits.size()], digits[pid % digits.size()]};
}

class IrcClient final : public Client, private client::IrcClient::Listener {
 public:
  IrcClient(const ClientContext& context, const Scenario& scenario, std::uint32_t number, Seat seat,
            std::string name)
      : Client(context.owner, number, seat, std::move(name)),
        session_(context.loop, context.read_buffer, *this, {this->name(), "load", "uvchat loadgen"},
                 capabilities(context.accounts, number)),
        cipher_(context.cipher),
        accounts_(context.accounts),
        idle_(scenario.idle) {
    equip(session_, scenario);
    if (number < accounts_.count) login_.emplace(accounts_, number);
  }

  void connect(const std::string& host, std::uint16_t port) override {
    session_.connect(host, port);
  }
  void connect(const sockaddr_storage& address, const sockaddr_storage* source) override {
    session_.connect(address, source);
  }
  Result<sockaddr_storage> peer() const override { return session_.peer(); }
  void join() override { session_.send_line("JOIN " + room_name()); }
  void rejoin() override {
    joined_ = false;
    session_.send_bytes("PART " + room_name() + "\r\nJOIN " + room_name() + "\r\n");
  }
  void quit() override { session_.send_line("QUIT"); }
  void set_reading(bool reads) override { session_.set_reading(reads); }
  void send(std::string_view bytes) override { session_.send_bytes(bytes); }
  bool ask() override {
    asked_ = true;
    session_.send_bytes("PING :loadgen\r\n");
    return true;
  }
  void close(std::string why) override { session_.close(std::move(why)); }

  void append_line(std::string& out, const Marker& marker, std::uint32_t payload_bytes,
                   const Client* partner) const override {
    const std::string target = partner == nullptr ? room_name() : partner->name();
    out += "PRIVMSG " + target + " :";
    const std::size_t from = out.size();
    append_payload(out, marker, payload_bytes);
    cipher_.seal(out, from, seat().room, target, session_.nick());
    out += "\r\n";
  }

 private:
  static std::vector<std::string> capabilities(const Accounts& accounts, std::uint32_t number) {
    if (number >= accounts.count) return {};
    return {"sasl", "draft/account-registration", "uvchat/resume"};
  }

  std::string room_name() const { return "#load" + std::to_string(seat().room); }

  void on_connected(client::IrcClient&) override { owner().on_connected(*this); }
  bool on_negotiated(client::IrcClient& session) override {
    if (session.has_capability("sasl")) {
      take(login_->begin());
    } else {
      session.close("the server has no accounts");
    }
    return false;
  }
  void on_registered(client::IrcClient& session) override {
    const bool gets_token = login_ && accounts_.resume && accounts_.tokens[number()].empty() &&
                            session.has_capability("uvchat/resume");
    login_.reset();
    if (gets_token) {
      session.send_line("RESUME NEW :loadgen");
    } else {
      go_in();
    }
  }
  void go_in() {
    if (!idle_) session_.take_raw_bytes();
    owner().on_registered(*this);
  }
  void take(const AccountLogin::Step& step) {
    for (const std::string& line : step.lines) session_.send_line(line);
    if (step.kind == AccountLogin::Step::Kind::logged_in) {
      session_.end_negotiation();
    } else if (step.kind == AccountLogin::Step::Kind::failed) {
      session_.close(step.why);
    }
  }
  // RESUME TOKEN <token>; FAIL RESUME <code> :<text>
  void take_token(const irc::Message& message) {
    if (message.command == "RESUME" && message.param(0) == "TOKEN" &&
        client::is_resume_token(message.param(1))) {
      accounts_.tokens[number()] = message.param(1);
      go_in();
    } else if (message.command == "FAIL" && message.param(0) == "RESUME") {
      session_.close("the server gives no token: " +
                     printable(message.param(message.param_count - 1)));
    }
  }
  // A run that has just ended may have its connections still at the server, and their nicks.
  void on_nick_refused(client::IrcClient& session, const irc::Message& reply) override {
    if (reply.command == "433" && !renamed_) {
      renamed_ = true;
      rename(name() + suffix_of_this_run());
      session.request_nick(name());
      return;
    }
    session.close("the server refused the nick " + printable(session.nick()) + " (" +
                  std::string(reply.command) + ")");
  }
  void on_line(client::IrcClient&, const irc::Message& message) override {
    if (login_) return take(login_->take(message));
    if (message.command == "004") owner().on_server_version(*this, message.param(2));
    take_token(message);
  }
  void on_raw_bytes(client::IrcClient&, std::string_view bytes) override {
    owner().on_bytes(*this, bytes);
  }
  void on_closed(client::IrcClient&, const client::Closed& closed) override {
    owner().on_closed(*this, last_words_.empty() || closed.cause != client::CloseCause::lost
                                 ? closed
                                 : client::Closed{closed.cause, last_words_});
  }

  std::optional<Marker> open_line(std::string_view line) override {
    return cipher_.open(seat().room, line);
  }

  // What is not a line of this run is a numeric after JOIN, somebody else's JOIN or QUIT (a great
  // many of those), PING, or ERROR.
  void take_other_line(std::string_view line) override {
    if (line.starts_with("PING ")) {
      session_.send_bytes("PONG " + std::string(line.substr(5)) + "\r\n");
    } else if (line.starts_with("ERROR ")) {
      last_words_ = "the server closed the connection: " + std::string(line.substr(6));
    } else if (asked_ && line.find(" PONG ") != std::string_view::npos) {
      asked_ = false;
      owner().on_answer(*this);
    } else if (!joined_) {
      take_join_reply(line);
    }
  }

  void take_join_reply(std::string_view line) {
    const std::size_t space = line.find(' ');
    if (space == std::string_view::npos || space + 4 > line.size() ||
        std::isdigit(static_cast<unsigned char>(line[space + 1])) == 0) {
      return;
    }
    const std::string_view numeric = line.substr(space + 1, 3);
    if (numeric == "004") {
      if (const auto message = irc::parse(line)) {
        owner().on_server_version(*this, message->param(2));
      }
    } else if (numeric == "005") {
      take_isupport(line);
    } else if (numeric == "366") {
      joined_ = true;
      owner().on_joined(*this);
    } else if (numeric != "422" && (numeric.front() == '4' || numeric.front() == '5')) {
      close("the server refused to join " + room_name() + ": " + std::string(line));
    }
  }

  void take_isupport(std::string_view line) {
    const std::size_t name = line.find("FILEHOST=");
    if (name == std::string_view::npos) return;
    const std::string_view url = line.substr(name + std::string_view("FILEHOST=").size());
    owner().on_file_host(*this, url.substr(0, url.find(' ')));
  }

  client::IrcClient session_;
  LineCipher& cipher_;
  Accounts& accounts_;
  std::optional<AccountLogin> login_;  // until it is registered
  std::string last_words_;
  bool idle_;
  bool joined_ = false;
  bool asked_ = false;
  bool renamed_ = false;
};

// The classroom protocol: no registration, no rooms, and one send is one message.
class ClassroomClient final : public StreamClient {
 public:
  using StreamClient::StreamClient;

  void join() override { owner().on_joined(*this); }
  void rejoin() override { join(); }
  void quit() override { close("it quits"); }

  void append_line(std::string& out, const Marker& marker, std::uint32_t payload_bytes,
                   const Client*) const override {
    const std::size_t from = out.size();
    out += name() + ": ";
    append_payload(out, marker, payload_bytes);
    cipher::rotate(std::span(out).subspan(from), shift);
  }

 private:
  static constexpr int shift = 10;

  void begin() override { owner().on_registered(*this); }
  void take_other_line(std::string_view) override {}  // who came and who went
};

}  // namespace

void Client::append_payload(std::string& out, const Marker& marker, std::uint32_t payload_bytes) {
  out.append(payload_bytes - marker_bytes, 'x');
  const std::size_t at = out.size();
  out.resize(at + marker_bytes);
  write_marker(marker, out.data() + at);
}

void equip(client::IrcClient& session, const Scenario& scenario) {
  session.use_tls(scenario.tls);
  if (scenario.protocol != Protocol::websocket) return;
  const bool is_v6 = scenario.host.find(':') != std::string::npos;
  session.use_websocket((is_v6 ? "[" + scenario.host + "]" : scenario.host) + ":" +
                        std::to_string(scenario.port));
}

std::unique_ptr<Client> make_client(const ClientContext& context, const Scenario& scenario,
                                    std::uint32_t number, Seat seat, std::string name) {
  switch (scenario.protocol) {
    case Protocol::irc:
    case Protocol::websocket:
      return std::make_unique<IrcClient>(context, scenario, number, seat, std::move(name));
    case Protocol::classroom:
      return std::make_unique<ClassroomClient>(context, number, seat, std::move(name));
    case Protocol::redis:
      return make_redis_client(context, number, seat, std::move(name));
    case Protocol::nats:
      break;
  }
  return make_nats_client(context, number, seat, std::move(name));
}

}  // namespace uvchat::loadtest
