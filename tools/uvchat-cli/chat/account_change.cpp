// /passwd: which password counts while the server has not said so.

#include <array>
#include <utility>

#include "chat/account.h"
#include "chat/client_state.h"
#include "chat/entering.h"
#include "chat/receive.h"
#include "chat/sending.h"

namespace uvchat::cli {
namespace {

constexpr std::string_view said_changed = "Your password has been changed.";
constexpr std::string_view said_wrong = "wrong name or password";  // the name is right
constexpr std::string_view said_owned = "This nick belongs to an account. Log in ";
constexpr std::array<std::string_view, 2> said_refused = {"Refused: ",
                                                          "Your password was not changed: "};

bool has_other(const AccountLogin& login) {
  return !login.other.account.empty() && login.other.account == login.name;
}

void exchange_passwords(AccountLogin& login) {
  std::swap(login.kept[login.name].password, login.other.password);
}

// The server has ended the tokens of the account, so this device needs another one.
void take_confirmation(ClientState& chat) {
  AccountLogin& login = chat.login;
  if (has_other(login) && !login.other.is_old) {
    exchange_passwords(login);
    login.other.is_old = true;
    const auto kept = chat.host.change_accounts([&](const std::string& file) {
      return with_password(file, chat.options.server, login.name,
                           login.kept[login.name].password.view());
    });
    if (!kept) tell_failure(chat, chat.talks.server_talk(), kept.error().text);
  }
  keep_token(chat, login.name, {});
  ask_token(chat);
  tell_here(chat, fill(Text::password_changed, {{"account", login.name}}));
}

bool take_refusal_of_change(ClientState& chat, std::string_view said) {
  AccountLogin& login = chat.login;
  if (!has_other(login) || login.other.is_old) return false;
  for (const std::string_view refusal : said_refused) {
    if (!said.starts_with(refusal)) continue;
    login.other = {};
    const std::string_view why = said.substr(refusal.size());
    refuse_here(
        chat,
        fill(Text::password_not_changed,
             {{"account", login.name},
              {"why", why == said_wrong ? text(Text::old_password_wrong) : reason_in_words(why)}}));
    return true;
  }
  return false;
}

}  // namespace

void send_new_password(ClientState& chat, const AccountQuestion& question) {
  std::string line = "PRIVMSG NickServ :PASSWD " + std::string(question.old_password.view()) + " " +
                     std::string(question.new_password.view());
  if (send_line(chat, line)) {
    chat.login.other = {question.account, cipher::SecretString(question.new_password.view())};
  }
  cipher::wipe(line.data(), line.size());
}

bool take_answer_of_nickserv(ClientState& chat, const ServerLine& line) {
  const bool is_answer = line.message.command == "NOTICE" && line.nick() == "NickServ" &&
                         is_own(chat, line.param(0)) && !chat.status.account.empty() &&
                         !chat.login.name.empty();
  if (!is_answer) return false;
  if (line.last() != said_changed) return take_refusal_of_change(chat, line.last());
  take_confirmation(chat);
  return true;
}

void add_to_warning_of_nickserv(ClientState& chat, const ServerLine& line) {
  const bool is_warning = line.message.command == "NOTICE" && line.nick() == "NickServ" &&
                          is_own(chat, line.param(0)) && line.last().starts_with(said_owned);
  if (!is_warning || !chat.status.account.empty()) return;
  tell_here(chat, fill(Text::nick_may_be_account, {{"wanted", chat.status.nick}}));
}

bool turn_to_other_password(ClientState& chat) {
  AccountLogin& login = chat.login;
  if (!has_other(login)) return false;
  exchange_passwords(login);
  login.other = {};
  return true;
}

}  // namespace uvchat::cli
