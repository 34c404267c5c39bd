#include "plain.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include "closing.h"
#include "file.h"
#include "server_key.h"
#include "text.h"
#include "texts.h"

namespace uvchat::cli {
namespace {

constexpr std::uint64_t setup_timeout_ms = 30'000;
constexpr std::uint64_t confirm_timeout_ms = 5'000;  // after the latest confirmation
constexpr std::uint64_t quit_timeout_ms = 2'000;

// More than this on its way to the server, and the input waits.
constexpr std::size_t pending_bytes_max = 65536;

constexpr std::string_view end_token = "uvchat-end-of-input";

bool is_error_numeric(std::string_view command) {
  return command.size() == 3 && (command[0] == '4' || command[0] == '5') &&
         std::isdigit(static_cast<unsigned char>(command[1])) != 0 && command != "422";
}

// Where numerics and FAIL say why.
std::string_view last_param(const irc::Message& message) {
  return message.param_count > 0 ? message.param(message.param_count - 1) : std::string_view();
}

}  // namespace

Plain::Plain(uv_loop_t& loop, PlainOptions options)
    : loop_(loop),
      options_(std::move(options)),
      session_(loop, read_buffer_, *this, {options_.nick, "uvchat", options_.nick},
               {"echo-message"}),
      input_(loop, options_.input, *this),
      keyring_(server_key(options_.server)) {}

Result<void> Plain::load_keys() {
  if (options_.keys_file.empty()) {
    return {};
  }
  return read_private_file(options_.keys_file).and_then([this](const std::string& file) {
    return keyring_.load(file);
  });
}

int Plain::run() {
  if (const auto loaded = load_keys(); !loaded) {  // a key may be among what cannot be read
    complain(loaded.error().text);
    return exit_usage;
  }
  for (const std::string& name : options_.closed) {
    keyring_.of(name).closed = true;
  }
  if (keyring_.guards(options_.room)) {
    complain(fill(Text::plain_has_key, {{"room", options_.room}}));
    return exit_refused;
  }
  uv_timer_init(&loop_, &timer_);
  timer_.data = this;
  wait(setup_timeout_ms);
  session_.connect(options_.server.host, options_.server.port);
  uv_run(&loop_, UV_RUN_DEFAULT);
  return exit_code_;
}

void Plain::wait(std::uint64_t timeout_ms) {
  uv_timer_start(&timer_, &Plain::on_timer, timeout_ms, 0);
}

void Plain::on_timer(uv_timer_t* timer) {
  auto& self = *static_cast<Plain*>(timer->data);
  if (self.quitting_) {
    self.session_.close();
  } else if (self.joined_) {
    self.give_up(exit_not_confirmed, text(Text::plain_not_confirmed));
  } else {
    self.give_up(exit_not_connected, text(Text::plain_no_answer));
  }
}

void Plain::on_registered(client::Session& session) { session.send_line("JOIN " + options_.room); }

void Plain::on_nick_refused(client::Session& session, const irc::Message& reply) {
  give_up(exit_nick_refused,
          fill(reply.command == "433" ? Text::plain_nick_taken : Text::plain_nick_refused,
               {{"nick", session.nick()}}));
}

bool Plain::is_ours(const irc::Message& message) const {
  return session_.names().same(client::nick_of(message.source), session_.nick());
}

void Plain::on_line(client::Session& session, const irc::Message& message) {
  if (!session.registered()) {
    if (message.command == "465") {
      give_up(exit_banned, fill(Text::plain_banned, {{"why", last_param(message)}}));
    } else if (is_error_numeric(message.command) && message.command != "421") {
      complain(last_param(message));
    }
    return;
  }
  if (const auto text = shown(message, session.nick(), session.names())) {
    std::fprintf(options_.output, "%s\n", text->c_str());
    std::fflush(options_.output);
  }
  if (message.command == "JOIN" && is_ours(message) && !joined_) {
    joined_ = true;
    uv_timer_stop(&timer_);
    input_.start();
  } else if (message.command == "PRIVMSG" && is_ours(message)) {
    confirmed_one();
  } else if (message.command == "PONG" && message.param(1) == end_token) {
    quit();
  } else if (message.command == "KICK" && session.names().same(message.param(1), session.nick())) {
    give_up(exit_refused, fill(Text::plain_kicked, {{"room", options_.room}}));
  } else if (is_error_numeric(message.command) || message.command == "FAIL") {
    take_refusal(message);
  }
}

void Plain::take_refusal(const irc::Message& message) {
  const std::string why(last_param(message));
  if (!joined_) {
    give_up(message.command == "474" ? exit_banned : exit_refused,
            fill(Text::plain_cannot_join, {{"room", options_.room}, {"why", why}}));
    return;
  }
  complain(why);
  if (message.command == "404" || (message.command == "FAIL" && message.param(0) == "PRIVMSG")) {
    exit_code_ = exit_refused;
    confirmed_one();
  }
}

void Plain::on_input_line(std::string_view line) {
  std::string text(line);  // what would end the line on the wire becomes a space
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c == '\r' || c == '\0'; }, ' ');
  for (const std::string_view piece : pieces_of(text, text_bytes_max)) {
    session_.send_line("PRIVMSG " + options_.room + " :" + std::string(piece));
    ++sent_;
  }
  if (session_.pending_bytes() > pending_bytes_max) {
    input_.pause();
  }
}

void Plain::on_drained(client::Session&) {
  if (joined_ && !input_ended_) {
    input_.start();
  }
}

void Plain::on_input_end() {
  input_ended_ = true;
  if (confirmed_ >= sent_) {
    quit();
    return;
  }
  if (!session_.has_capability("echo-message")) {
    session_.send_line("PING " + std::string(end_token));
  }
  wait(confirm_timeout_ms);
}

void Plain::confirmed_one() {
  ++confirmed_;
  if (!input_ended_ || quitting_) {
    return;
  }
  if (session_.has_capability("echo-message") && confirmed_ >= sent_) {
    quit();
  } else {
    wait(confirm_timeout_ms);
  }
}

void Plain::quit() {
  quitting_ = true;
  session_.send_line("QUIT :end of input");
  wait(quit_timeout_ms);
}

void Plain::give_up(int code, const std::string& why) {
  complain(why);
  exit_code_ = code;
  quitting_ = true;
  session_.close(why);
}

void Plain::complain(std::string_view text) {
  std::fprintf(options_.errors, "uvchat-cli: %s\n", printable(text).c_str());
}

void Plain::on_closed(client::Session&, const client::Closed& closed) {
  if (!quitting_) {
    complain(why_closed(closed, options_.server));
    exit_code_ = closed.cause == client::CloseCause::host_not_found  ? exit_host_not_found
                 : closed.cause == client::CloseCause::not_connected ? exit_not_connected
                                                                     : exit_connection_lost;
  }
  input_.close();
  uv_close(reinterpret_cast<uv_handle_t*>(&timer_), nullptr);
}

}  // namespace uvchat::cli
