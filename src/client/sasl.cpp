#include "client/sasl.h"

#include <algorithm>

#include "uvchat/base/ascii.h"
#include "uvchat/base/assert.h"
#include "uvchat/base/base64.h"

namespace uvchat::client {
namespace {

constexpr std::size_t chunk_bytes = 400;
constexpr std::size_t token_letters = 43;  // 32 bytes

// The login is over, and there is none: locked, failed, too long, aborted, had before.
bool is_refusal(std::string_view command) {
  return command == "902" || command == "904" || command == "905" || command == "906" ||
         command == "907";
}

}  // namespace

std::string plain_message(std::string_view account, std::string_view password) {
  std::string message(1, '\0');
  message += account;
  message += '\0';
  message += password;
  return message;
}

std::string resume_message(std::string_view account, std::string_view token) {
  std::string message(account);
  message += '\0';
  message += token;
  return message;
}

std::vector<std::string> authenticate_lines(std::string_view message) {
  const std::string text = to_base64(message);
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size(); at += chunk_bytes) {
    lines.push_back("AUTHENTICATE " + text.substr(at, chunk_bytes));
  }
  // A chunk that is not full is the last one.
  if (text.size() % chunk_bytes == 0) lines.emplace_back("AUTHENTICATE +");
  return lines;
}

bool is_resume_token(std::string_view text) {
  return text.size() == token_letters && std::all_of(text.begin(), text.end(), [](char c) {
           return is_letter(c) || is_digit(c) || c == '-' || c == '_';
         });
}

std::string SaslExchange::begin(std::string_view mechanism) {
  UVCHAT_ASSERT(!is_open());
  state_ = State::begun;
  return "AUTHENTICATE " + std::string(mechanism);
}

SaslExchange::Step SaslExchange::take(const irc::Message& message) {
  if (state_ == State::begun && message.command == "AUTHENTICATE" && message.param(0) == "+") {
    state_ = State::said;
    return Step::say_message;
  }
  if (state_ == State::said && message.command == "903") {
    state_ = State::closed;
    return Step::logged_in;
  }
  if (is_open() && is_refusal(message.command)) {
    state_ = State::closed;
    return Step::refused;
  }
  return Step::nothing;
}

}  // namespace uvchat::client
