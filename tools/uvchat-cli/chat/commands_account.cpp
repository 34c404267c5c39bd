#include <utility>

#include "chat/account.h"
#include "chat/address.h"
#include "chat/client_state.h"
#include "chat/commands.h"
#include "chat/text.h"

namespace uvchat::cli {
namespace {

bool has_accounts(ClientState& chat) {
  if (chat.options.classroom) {
    tell_failure(chat, chat.talks.current(), text(Text::classroom_knows_not));
  }
  return !chat.options.classroom;
}

bool is_name(std::string_view word) { return is_word(word) && is_printable(word); }

// The account that a command names, else that of the user. Nothing, and the user is told, if it can
// be none, or if more follows, which might be a password.
std::optional<std::string> account_of(ClientState& chat, std::string_view word,
                                      std::string_view rest) {
  if (!rest.empty()) {
    tell_failure(chat, chat.talks.current(), text(Text::account_password_not_typed));
    return std::nullopt;
  }
  if (word.empty()) return chat.login.name.empty() ? chat.wanted_nick : chat.login.name;
  if (!is_name(word)) {
    tell_failure(chat, chat.talks.current(), text(Text::not_words));
    return std::nullopt;
  }
  return std::string(word);
}

}  // namespace

void command_login(ClientState& chat, std::string_view arguments) {
  if (!has_accounts(chat)) return;
  const std::string_view word = take_word(arguments);
  if (const auto account = account_of(chat, word, arguments)) ask_login(chat, *account);
}

void command_register(ClientState& chat, std::string_view arguments) {
  if (!has_accounts(chat)) return;
  const std::string_view word = take_word(arguments);
  const std::string_view email = take_word(arguments);
  if (!email.empty() && (!is_name(email) || email.find('@') == std::string_view::npos)) {
    tell_failure(chat, chat.talks.current(), text(Text::account_password_not_typed));
  } else if (const auto account =
                 account_of(chat, word.empty() ? chat.status.nick : word, arguments)) {
    ask_registration(chat, *account, std::string(email));
  }
}

// With one word, it is the code.
void command_verify(ClientState& chat, std::string_view arguments) {
  if (!has_accounts(chat)) return;
  std::string_view account = take_word(arguments);
  std::string_view code = take_word(arguments);
  if (code.empty()) std::swap(account, code);
  const bool are_words = (account.empty() || is_name(account)) && (code.empty() || is_name(code));
  if (!are_words || !arguments.empty()) {
    tell_failure(chat, chat.talks.current(), text(Text::not_words));
  } else {
    verify_account(chat, std::string(account), std::string(code));
  }
}

void command_passwd(ClientState& chat, std::string_view arguments) {
  if (!has_accounts(chat)) return;
  if (arguments.empty()) {
    ask_new_password(chat);
  } else {
    tell_failure(chat, chat.talks.current(), text(Text::account_password_not_typed));
  }
}

void command_logout(ClientState& chat, std::string_view) { log_out(chat); }

}  // namespace uvchat::cli
