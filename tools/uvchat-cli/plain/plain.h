#pragma once

#include <uv.h>

#include <array>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "chat/keyring.h"
#include "chat/login_way.h"
#include "chat/server_facts.h"
#include "chat/settings.h"
#include "client/sasl.h"
#include "client/target.h"
#include "link/wire.h"
#include "plain/exit.h"
#include "plain/input.h"
#include "plain/playback.h"

namespace uvchat::cli {

struct PlainOptions {
  client::Target server;
  std::string nick;
  std::string room;
  Protocol protocol = Protocol::irc;
  std::string password = {};  // the server's; empty: none
  std::string account = {};   // to log in to; empty: none
  std::string account_password = {};
  std::string accounts_file = {};  // of the full client; empty: none
  client::TlsSettings tls = {};    // without a context: in clear
  bool shows_certificate = false;  // with TLS: one of its own, which may log in to `account`
  std::uint16_t policy_port = 0;   // where `server` is found; 0: at its own port
  StrictTls strict = {};
  uv_file input = 0;
  uv_file output = 1;
  std::FILE* errors = stderr;
  std::string keys_file = {};               // of the full client; empty: none
  std::optional<bool> takes_commands = {};  // "/search TEXT" is no text; nothing: on a terminal
  std::vector<std::string> closed =
      {};  // conversations that are ciphered, though their key is not kept
};

// A conversation by lines: input lines go to the room, received lines go to the output. At the end
// of the input it waits until the server has the last line, and quits. It cannot cipher, so it does
// not connect for a room that has a key. The classroom's protocol confirms nothing: there it waits
// until everything has been sent.
class Plain final : private Wire::Listener, private Input::Listener {
 public:
  // `loop` has nothing else to do: run() runs it until everything is closed.
  Plain(uv_loop_t& loop, PlainOptions options);

  // The exit code.
  int run();

 private:
  void on_wire_registered(std::string_view nick) override;
  bool on_wire_negotiated() override;
  bool on_wire_nick_refused(const irc::Message& reply) override;
  void on_wire_line(const irc::Message& message) override;
  void on_wire_drained() override;
  void on_wire_closed(const client::Closed& closed) override;
  void on_input_line(std::string_view line) override;
  void on_input_end() override;
  static void on_timer(uv_timer_t* timer);
  static void on_answers(uv_timer_t* timer);

  void make_wire();
  bool moves(const irc::Message& message);
  Result<void> load_keys();
  Result<void> load_login();
  void begin_login();
  void take_login(const irc::Message& message);
  void refuse_login(const std::string& why);
  bool is_classroom() const { return options_.protocol == Protocol::classroom; }
  bool is_ours(const irc::Message& message) const;
  void send_line(const std::string& line);
  void learn(const irc::Message& message);
  void print(const irc::Message& message);
  void print_line(const std::string& line);
  bool take_command(std::string_view& line);
  void search(std::string_view wanted);
  bool is_person() const;
  void joined();
  void take_greeting(const irc::Message& message);
  void take_refusal(const irc::Message& message);
  void confirmed_one();
  void wait(std::uint64_t timeout_ms);
  void quit();
  void give_up(int code, const std::string& why);
  void complain(std::string_view text);

  uv_loop_t& loop_;
  PlainOptions options_;
  std::array<char, 65536> read_buffer_;
  std::unique_ptr<Wire> wire_;
  bool is_moving_ = false;  // from a connection in clear to one with TLS
  Input input_;
  uv_timer_t timer_{};
  uv_timer_t answers_{};  // of 0 ms: the wire's own answers come from the loop
  Keyring keyring_;
  Playback playback_;
  ServerFacts server_;
  KeptLogin login_;  // of the account
  LoginWay login_way_ = LoginWay::password;
  client::SaslExchange exchange_;
  bool logged_in_ = false;
  std::string nick_;
  std::size_t prefix_bytes_ = 0;
  std::uint64_t sent_ = 0;       // lines
  std::uint64_t confirmed_ = 0;  // of these, the echoed and the refused ones
  bool registered_ = false;
  bool joined_ = false;
  bool input_ended_ = false;
  bool quitting_ = false;
  int exit_code_ = exit_ok;
};

}  // namespace uvchat::cli
