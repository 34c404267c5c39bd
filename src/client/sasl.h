#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "uvchat/irc/message.h"

// How a session logs in to an account (IRCv3 sasl-3.2): AUTHENTICATE, and the numerics that answer.

namespace uvchat::client {

inline constexpr std::string_view mechanism_plain = "PLAIN";
// A token instead of a password, for programs that connect again by themselves.
inline constexpr std::string_view mechanism_resume = "UVCHAT-RESUME";

// The certificate that the connection has shown, and no secret.
inline constexpr std::string_view mechanism_external = "EXTERNAL";

// What is said by each mechanism; by EXTERNAL the account's name. None of the parts has a NUL in
// it.
std::string plain_message(std::string_view account, std::string_view password);
std::string resume_message(std::string_view account, std::string_view token);

// "AUTHENTICATE ..." as often as `message` needs it. The caller wipes them.
std::vector<std::string> authenticate_lines(std::string_view message);

// 43 letters, digits, '-' and '_': it may stand in a line and in a file as it is.
bool is_resume_token(std::string_view text);

// One login after the other, as far as the server's answers go. What comes unasked, or in another
// order, is nothing.
class SaslExchange {
 public:
  enum class Step : std::uint8_t {
    nothing,      // the line is not for the exchange, or changes nothing
    say_message,  // the server waits for the message of the mechanism
    logged_in,
    refused,
  };

  // "AUTHENTICATE <mechanism>": the line that begins a login. REQUIRES: !is_open().
  std::string begin(std::string_view mechanism);
  // Takes a line of the server.
  Step take(const irc::Message& message);
  bool is_open() const { return state_ != State::closed; }
  // The connection has ended, or the owner waits no longer.
  void close() { state_ = State::closed; }

 private:
  enum class State : std::uint8_t { closed, begun, said };

  State state_ = State::closed;
};

}  // namespace uvchat::client
