#include "plain/plain.h"

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <utility>

#include "chat/address.h"
#include "chat/file.h"
#include "chat/replies.h"
#include "chat/server_key.h"
#include "chat/text.h"
#include "chat/texts.h"
#include "client/irc_client.h"
#include "link/closing.h"
#include "uvchat/base/standard_descriptors.h"

namespace uvchat::cli {
namespace {

constexpr std::uint64_t setup_timeout_ms = 30'000;
constexpr std::uint64_t confirm_timeout_ms = 5'000;  // after the latest confirmation
constexpr std::uint64_t quit_timeout_ms = 2'000;

// If more than this is on its way to the server, the input waits.
constexpr std::size_t pending_bytes_max = 65536;

// A target that leaves less of a line for the text is refused.
constexpr std::size_t plain_text_min = 4;

constexpr std::string_view end_token = "uvchat-end-of-input";

bool is_error_numeric(std::string_view command) {
  return command.size() == 3 && (command[0] == '4' || command[0] == '5') &&
         std::isdigit(static_cast<unsigned char>(command[1])) != 0 && command != "422";
}

// What a numeric or a FAIL says, in the user's language; else in the server's words.
std::string words_of_refusal(const irc::Message& message) {
  const ServerLine line(message);
  const auto words = message.command == "FAIL"
                         ? words_of_standard_reply(line)
                         : words_of(line, find_reply(std::stoi(std::string(message.command))));
  return words ? *words : std::string(line.last());
}

// The part of a numeric that says why.
std::string_view last_param(const irc::Message& message) {
  return message.param_count > 0 ? message.param(message.param_count - 1) : std::string_view();
}

}  // namespace

Plain::Plain(uv_loop_t& loop, PlainOptions options)
    : loop_(loop),
      options_(std::move(options)),
      input_(loop, options_.input, *this),
      keyring_(server_key(options_.server)),
      nick_(options_.nick) {
  if (options_.policy_port == 0) options_.policy_port = options_.server.port;
  make_wire();
}

Result<void> Plain::load_keys() {
  if (options_.keys_file.empty()) return {};
  return read_private_file(options_.keys_file).and_then([this](const std::string& file) {
    return keyring_.load(file);
  });
}

int Plain::run() {
  if (const auto loaded = load_keys(); !loaded) {  // the unreadable part may hold a key
    complain(loaded.error().text);
    return exit_usage;
  }
  if (const auto loaded = load_login(); !loaded) {
    complain(loaded.error().text);
    return exit_usage;
  }
  for (const std::string& name : options_.closed) keyring_.of(name).closed = true;
  if (keyring_.guards(options_.room)) {
    complain(fill(Text::plain_has_key, {{"room", options_.room}}));
    return exit_refused;
  }
  for (uv_timer_t* const timer : {&timer_, &answers_}) {
    uv_timer_init(&loop_, timer);
    timer->data = this;
  }
  wait(setup_timeout_ms);
  wire_->connect(options_.server.host, options_.policy_port);
  uv_run(&loop_, UV_RUN_DEFAULT);
  return exit_code_;
}

void Plain::wait(std::uint64_t timeout_ms) {
  uv_timer_start(&timer_, &Plain::on_timer, timeout_ms, 0);
}

void Plain::on_timer(uv_timer_t* timer) {
  auto& self = *static_cast<Plain*>(timer->data);
  if (self.quitting_ && self.wire_->pending_bytes() == 0) {
    self.wire_->close();
  } else if (self.joined_) {
    self.give_up(exit_not_confirmed, text(Text::plain_not_confirmed));
  } else {
    self.give_up(exit_not_connected, text(Text::plain_no_answer));
  }
}

void Plain::send_line(const std::string& line) {
  wire_->send_line(line);
  uv_timer_start(&answers_, &Plain::on_answers, 0, 0);
}

void Plain::on_answers(uv_timer_t* timer) { static_cast<Plain*>(timer->data)->wire_->answer(); }

void Plain::on_wire_registered(std::string_view nick) {
  registered_ = true;
  nick_ = nick;
  if (!options_.account.empty() && !logged_in_) {  // a guest says nothing in the person's name
    refuse_login(text(Text::login_not_confirmed));
    return;
  }
  if (nick != options_.nick) complain(fill(Text::plain_nick_is, {{"nick", nick}}));
  send_line("JOIN " + options_.room);
}

bool Plain::on_wire_nick_refused(const irc::Message& reply) {
  give_up(exit_nick_refused,
          fill(reply.command == "433" ? Text::plain_nick_taken : Text::plain_nick_refused,
               {{"nick", nick_}}));
  return false;
}

bool Plain::is_ours(const irc::Message& message) const {
  return server_.same(client::nick_of(message.source), nick_);
}

// Takes facts about the server, and our nick.
void Plain::learn(const irc::Message& message) {
  if (message.command == "005") {
    server_.on_isupport(message);
  } else if (message.command == "CAP") {
    server_.on_cap(message);
  } else if (is_ours(message)) {
    prefix_bytes_ = prefix_bytes_of(message.source);
    nick_ = message.command == "NICK" ? message.param(0) : nick_;
  }
}

void Plain::print(const irc::Message& message) {
  if (const auto line = shown(message, nick_, server_)) print_line(*line);
}

void Plain::print_line(const std::string& line) {
  if (!write_all(options_.output, line + "\n")) {
    give_up(exit_no_output, fill(Text::plain_no_output, {{"why", std::strerror(errno)}}));
  }
}

bool Plain::is_person() const {
  return options_.takes_commands.value_or(uv_guess_handle(options_.input) == UV_TTY);
}

// True where a person has typed a command: what begins with '/' is not said by mistake, but for a
// second '/'. A program's lines are said, whatever they begin with.
bool Plain::take_command(std::string_view& line) {
  constexpr std::string_view search_word = "/search ";
  if (!line.starts_with('/') || !is_person()) return false;
  if (line.starts_with("//")) {
    line.remove_prefix(1);
    return false;
  }
  if (line.starts_with(search_word)) {
    search(line.substr(search_word.size()));
  } else if (line == "/quit") {
    input_.close();
    on_input_end();
  } else {
    complain(fill(Text::plain_on_terminal, {{"room", options_.room}}));
  }
  return true;
}

void Plain::search(std::string_view wanted) {
  const SearchWords words = search_words(wanted);
  if (!words.has_subject()) {
    return complain(fill(Text::usage, {{"usage", text(Text::usage_of_search)}}));
  }
  const auto asked = playback_.ask_search(server_, options_.room, words);
  if (asked && asked->size() + 2 <= server_.line_bytes()) {
    send_line(*asked);
  } else {
    complain(text(Text::no_history));
  }
}

void Plain::joined() {
  joined_ = true;
  uv_timer_stop(&timer_);
  if (const auto line = playback_.ask_latest(server_, options_.room)) send_line(*line);
  if (uv_guess_handle(options_.input) == UV_TTY) {
    complain(fill(Text::plain_on_terminal, {{"room", options_.room}}));
  }
  input_.start();
}

void Plain::take_greeting(const irc::Message& message) {
  const bool logs_in = exchange_.is_open();
  take_login(message);
  if (logs_in) return;
  if (message.command == "464") {
    give_up(exit_banned,
            fill(options_.password.empty() ? Text::password_needed : Text::password_wrong,
                 {{"server", server_key(options_.server)}}));
  } else if (message.command == "465") {
    give_up(exit_banned, fill(Text::plain_banned, {{"why", last_param(message)}}));
  } else if (is_error_numeric(message.command) && message.command != "421") {
    complain(last_param(message));
  }
}

void Plain::on_wire_line(const irc::Message& message) {
  if (quitting_ && exit_code_ != exit_ok) {  // given up
    return;
  }
  if (is_moving_ || moves(message)) return;
  const bool ours = is_ours(message);
  learn(message);
  if (!registered_) {
    take_greeting(message);
    return;
  }
  const std::int64_t now_ms = std::time(nullptr) * std::int64_t{1000};
  if (const auto taken = playback_.take(message, now_ms); taken.is_past) {
    if (!taken.text.empty()) print_line(taken.text);
    return;
  }
  print(message);
  if (message.command == "JOIN" && ours && !joined_) {
    joined();
  } else if (message.command == "PRIVMSG" && ours) {
    confirmed_one();
  } else if (message.command == "PONG" && message.param(1) == end_token) {
    quit();
  } else if (message.command == "KICK" && server_.same(message.param(1), nick_)) {
    give_up(exit_refused, fill(Text::plain_kicked, {{"room", options_.room}}));
  } else if (is_error_numeric(message.command) || message.command == "FAIL") {
    take_refusal(message);
  }
}

void Plain::take_refusal(const irc::Message& message) {
  const std::string why = words_of_refusal(message);
  if (!joined_) {
    give_up(message.command == "474" ? exit_banned : exit_refused,
            fill(Text::plain_cannot_join, {{"room", options_.room}, {"why", why}}));
    return;
  }
  complain(why);
  if (message.command == "404" || message.command == "417" ||
      (message.command == "FAIL" && message.param(0) == "PRIVMSG")) {
    exit_code_ = exit_refused;
    confirmed_one();
  }
}

void Plain::on_input_line(std::string_view line) {
  if (is_classroom() && line == "FIN") {  // its word for the end
    input_.close();
    on_input_end();
    return;
  }
  if (take_command(line)) return;
  std::string text(line);  // characters that would end the line become spaces
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c == '\r' || c == '\0'; }, ' ');
  const std::size_t room =  // the classroom's wire splits by itself
      is_classroom()
          ? text.size()
          : clear_text_room(server_.line_bytes(), prefix_bytes_, "PRIVMSG", options_.room);
  if (room < plain_text_min) {
    give_up(exit_refused, fill(Text::name_too_long, {{"room", options_.room}}));
    return;
  }
  for (const std::string_view piece : pieces_of(text, room)) {
    send_line("PRIVMSG " + options_.room + " :" + std::string(piece));
    ++sent_;
  }
  if (wire_->pending_bytes() > pending_bytes_max) input_.pause();
}

void Plain::on_wire_drained() {
  if (joined_ && !input_ended_) input_.start();
}

void Plain::on_input_end() {
  input_ended_ = true;
  if (is_classroom() || confirmed_ >= sent_) {
    quit();
    return;
  }
  if (!server_.has("echo-message")) send_line("PING " + std::string(end_token));
  wait(confirm_timeout_ms);
}

void Plain::confirmed_one() {
  ++confirmed_;
  if (!input_ended_ || quitting_) return;
  if (server_.has("echo-message") && confirmed_ >= sent_) {
    quit();
  } else {
    wait(confirm_timeout_ms);
  }
}

void Plain::quit() {
  quitting_ = true;
  send_line("QUIT :end of input");
  wait(wire_->pending_bytes() > 0 ? confirm_timeout_ms : quit_timeout_ms);
}

void Plain::give_up(int code, const std::string& why) {
  complain(why);
  exit_code_ = code;
  quitting_ = true;
  wire_->close();
}

void Plain::complain(std::string_view text) {
  std::fprintf(options_.errors, "uvchat-cli: %s\n", printable(text).c_str());
}

void Plain::on_wire_closed(const client::Closed& closed) {
  if (const auto kept = options_.strict.visited(std::time(nullptr)); !kept) {
    complain(kept.error().text);
  }
  if (std::exchange(is_moving_, false) && !quitting_) {
    server_ = {};
    make_wire();
    wire_->connect(options_.server.host, options_.policy_port);
    return;
  }
  if (!quitting_) {
    complain(why_closed(closed, {options_.server.host, options_.policy_port}));
    exit_code_ = exit_of(closed.cause);
  }
  input_.close();
  for (uv_timer_t* const timer : {&timer_, &answers_}) {
    uv_close(reinterpret_cast<uv_handle_t*>(timer), nullptr);
  }
}

}  // namespace uvchat::cli
