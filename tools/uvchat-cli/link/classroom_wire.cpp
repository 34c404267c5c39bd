#include <algorithm>
#include <deque>
#include <utility>

#include "chat/text.h"
#include "chat/texts.h"
#include "link/wire.h"
#include "uvchat/base/limits.h"
#include "uvchat/base/utf8.h"
#include "uvchat/cipher/caesar.h"
#include "uvchat/irc/names.h"

namespace uvchat::cli {
namespace {

constexpr int shift = 10;
constexpr std::size_t unframed_bytes_max = 65'536;

// The classroom's server relays each message to all others, as "name: text", without line ends and
// without other commands. uvchat's own listener for it ends messages with LF; once one has come,
// this wire expects LF.
class ClassroomWire final : public Wire, private client::Connection::Listener {
 public:
  ClassroomWire(const WireParts& parts, const std::string& nick)
      : listener_(parts.listener),
        connection_(parts.loop, parts.read_buffer, *this),
        nick_(utf8_cut(nick, limits::nick_bytes_max)) {
    connection_.use_tls(parts.tls);
  }

  void connect(const std::string& host, std::uint16_t port) override {
    connection_.connect(host, port);
  }
  void send_line(std::string_view line) override;
  void answer() override;
  bool is_secure() const override {
    return connection_.is_secure() || connection_.stays_on_this_machine();
  }
  bool is_local() const override { return connection_.stays_on_this_machine(); }
  std::string tls_version() const override { return connection_.tls_version(); }
  std::optional<tls::Fingerprint> pinned_certificate() const override {
    return connection_.pinned_certificate();
  }
  void set_reading(bool reads) override { connection_.set_reading(reads); }
  std::size_t pending_bytes() const override { return connection_.pending_bytes(); }
  void close() override { connection_.close({client::CloseCause::asked, text(Text::closed_here)}); }

 private:
  void on_connected() override { listener_.on_wire_registered(nick_); }
  void on_bytes(std::string_view bytes) override;
  void on_drained() override { listener_.on_wire_drained(); }
  void on_closed(const client::Closed& closed) override { listener_.on_wire_closed(closed); }

  void say(std::string_view text);
  void take(std::string message);
  void hear(const std::string& line);
  void refuse(std::string_view numeric, std::string_view what,
              Text why = Text::classroom_knows_not);
  std::string source() const { return ":" + nick_ + "!classroom@classroom "; }

  Wire::Listener& listener_;
  client::Connection connection_;
  std::string nick_;
  std::string room_;
  std::deque<std::string> answers_;
  std::string partial_;
  bool framed_ = false;
  bool introduced_ = false;  // a message has carried our name
};

void ClassroomWire::send_line(std::string_view line) {
  const auto message = irc::parse(line);
  if (!message) return;
  const std::string_view command = message->command;
  if (command == "PRIVMSG" || command == "NOTICE") {
    if (message->param(0) == room_) {
      say(message->param(1));
    } else {  // all would receive it
      refuse("404", message->param(0));
    }
  } else if (command == "JOIN" && (room_.empty() || room_ == message->param(0))) {
    room_ = message->param(0);
    answers_.push_back(source() + "JOIN " + room_);
  } else if (command == "NICK" && introduced_) {  // the others keep the first one
    refuse("447", message->param(0), Text::classroom_keeps_names);
  } else if (command == "NICK") {
    const std::string nick(utf8_cut(message->param(0), limits::nick_bytes_max));
    answers_.push_back(source() + "NICK " + nick);
    nick_ = nick;
  } else if (command == "PING") {
    answers_.push_back(":classroom PONG classroom :" + std::string(message->param(0)));
  } else if (command == "QUIT") {
    connection_.end_sending();  // earlier messages are still on their way
  } else {
    refuse(command == "JOIN" ? "403" : "421", command == "JOIN" ? message->param(0) : command);
  }
}

void ClassroomWire::refuse(std::string_view numeric, std::string_view what, Text why) {
  answers_.push_back(":classroom " + std::string(numeric) + " " + nick_ + " " + std::string(what) +
                     " :" + text(why));
}

void ClassroomWire::answer() {
  for (const std::string& line : std::exchange(answers_, {})) hear(line);
}

void ClassroomWire::hear(const std::string& line) {
  if (const auto message = irc::parse(line)) listener_.on_wire_line(*message);
}

// Receivers take at most 1,024 bytes at once, and disconnect at a character that is cut. Actions
// stand between stars, as uvchat-server sends them to a classroom.
void ClassroomWire::say(std::string_view said) {
  introduced_ = true;
  std::string body(said);
  if (said.starts_with("\1ACTION ")) {
    body = "*" + std::string(said.substr(8, said.find('\1', 1) - 8)) + "*";
  }
  const std::string name = cipher::classroom_form(nick_) + ": ";
  const std::string form = cipher::classroom_form(body);
  for (const std::string_view piece :
       pieces_of(form, limits::classroom_message_bytes_max - name.size() - 1)) {
    std::string message = name + std::string(piece);
    cipher::rotate(message, shift);
    connection_.send(message + "\n");
  }
}

void ClassroomWire::on_bytes(std::string_view bytes) {
  partial_ += bytes;
  framed_ = framed_ || bytes.find('\n') != std::string_view::npos;
  for (std::size_t end = partial_.find('\n'); end != std::string::npos; end = partial_.find('\n')) {
    take(partial_.substr(0, end));
    partial_.erase(0, end + 1);
  }
  const bool whole = !framed_ && !utf8_ends_short(partial_);
  if (whole || partial_.size() > unframed_bytes_max) take(std::exchange(partial_, {}));
}

// "ana: hola", or a sentence of the server: "127.0.0.1 se ha desconectado".
void ClassroomWire::take(std::string message) {
  std::erase_if(message, [](char c) { return c == '\r' || c == '\0'; });
  if (message.empty()) return;
  message = utf8_mended(message);
  cipher::rotate(message, -shift);
  const std::string target = room_.empty() ? "*" : room_;
  const std::size_t colon = message.find(": ");
  if (colon == std::string::npos || colon == 0) {
    hear(":classroom NOTICE " + target + " :" + message);
    return;
  }
  const std::string name = irc::Names(irc::Casemapping::precis).nick_from(message.substr(0, colon));
  hear(":" + name + "!classroom@classroom PRIVMSG " + target + " :" + message.substr(colon + 2));
}

}  // namespace

std::unique_ptr<Wire> classroom_wire(const WireParts& parts, const std::string& nick) {
  return std::make_unique<ClassroomWire>(parts, nick);
}

}  // namespace uvchat::cli
