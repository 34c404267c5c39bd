#include <utility>

#include "chat/account.h"
#include "chat/address.h"
#include "chat/client_state.h"
#include "chat/password.h"
#include "chat/sending.h"
#include "uvchat/base/utf8.h"

namespace uvchat::cli {
namespace {

using Step = AccountQuestion::Step;

std::string prompt_of(const ClientState& chat, const AccountQuestion& question) {
  switch (question.step) {
    case Step::login:
      return fill(Text::account_prompt,
                  {{"account", question.account}, {"server", chat.status.server}});
    case Step::invitation:
      return fill(Text::account_prompt_invitation, {{"server", chat.status.server}});
    case Step::old_password:
      return fill(Text::account_prompt_old, {{"account", question.account}});
    case Step::new_password:
      return fill(Text::account_prompt_new, {{"account", question.account}});
    case Step::new_again:
      return text(Text::account_prompt_again);
  }
  return {};
}

// False, and the user is told, where it cannot be done now.
bool may_send_password(ClientState& chat) {
  Talk& here = chat.talks.current();
  if (chat.status.link != LinkState::online) {
    tell_failure(chat, here, text(Text::not_connected));
  } else if (!chat.login.is_secure) {
    tell_failure(chat, here, words_of_clear_login(chat.status.server));
  } else {
    return true;
  }
  return false;
}

bool needs_invitation(const ClientState& chat) {
  const std::string words(chat.server.capability_value("draft/account-registration"));
  return ("," + words + ",").find(",uvchat/invitation-required,") != std::string::npos;
}

// The user says that they go in without the account.
void become_guest(ClientState& chat) {
  chat.login.as_guest = true;
  chat.login.is_unproven = false;
  chat.login.refusal = AccountLogin::Refusal::none;
}

void log_in_with(ClientState& chat, const AccountQuestion& question, std::string_view typed) {
  AccountLogin& login = chat.login;
  login.name = question.account;
  login.kept[login.name].password = cipher::SecretString(typed);
  login.let_in_before.clear();
  login.refusal = AccountLogin::Refusal::none;
  if (chat.status.link != LinkState::online) {
    login.as_guest = false;
    login.is_unproven = true;
    chat.host.connect_again();
  } else if (!login.exchange.is_open()) {
    begin_exchange(chat);
  }
}

void register_with(ClientState& chat, const AccountQuestion& question) {
  if (!may_send_password(chat)) return;
  const bool is_own_nick = chat.server.same(question.account, chat.status.nick);
  const std::string_view invitation = question.invitation.view();
  std::string line = "REGISTER " + (is_own_nick ? "*" : question.account) + " " +
                     (question.email.empty() ? "*" : question.email) +
                     (invitation.empty() ? " :" : " ") + std::string(question.new_password.view());
  if (!invitation.empty()) line.append(" ").append(invitation);
  if (send_line(chat, line)) {
    chat.login.registering = question.account;
    chat.login.its_password = cipher::SecretString(question.new_password.view());
  }
  cipher::wipe(line.data(), line.size());
}

void take_new_again(ClientState& chat, const AccountQuestion& question, std::string_view typed) {
  if (typed != question.new_password.view()) {
    tell_failure(chat, chat.talks.current(), text(Text::passwords_differ));
  } else if (question.registers) {
    register_with(chat, question);
  } else if (may_send_password(chat)) {
    send_new_password(chat, question);
  }
}

// NickServ takes words, and so does REGISTER before an invitation.
bool is_good(const AccountQuestion& question, std::string_view typed) {
  return is_password(typed) && utf8_valid(typed) &&
         (question.step == Step::login ||
          (typed.find(' ') == std::string_view::npos &&
           (question.step == Step::old_password || !typed.starts_with(':'))));
}

}  // namespace

void open_account_question(ClientState& chat, AccountQuestion question) {
  chat.prompt = prompt_of(chat, question);
  chat.password_for = PasswordFor::account;
  chat.account_question = std::move(question);
  ++chat.version;
}

void take_account_password(ClientState& chat, std::string_view typed) {
  if (typed.empty()) return cancel_account_password(chat);
  AccountQuestion question = std::move(chat.account_question);
  cancel_password(chat);
  if (!is_good(question, typed)) {
    refuse_here(
        chat, text(question.step == Step::login ? Text::password_no_line : Text::password_no_word));
    open_account_question(chat, std::move(question));
    return;
  }
  switch (question.step) {
    case Step::login:
      return log_in_with(chat, question, typed);
    case Step::invitation:
      question.invitation = cipher::SecretString(typed);
      question.step = Step::new_password;
      return open_account_question(chat, std::move(question));
    case Step::old_password:
      question.old_password = cipher::SecretString(typed);
      question.step = Step::new_password;
      return open_account_question(chat, std::move(question));
    case Step::new_password:
      question.new_password = cipher::SecretString(typed);
      question.step = Step::new_again;
      return open_account_question(chat, std::move(question));
    case Step::new_again:
      return take_new_again(chat, question, typed);
  }
}

// Without a connection, the question stood before it: the user goes in as a guest.
void cancel_account_password(ClientState& chat) {
  const bool is_login = chat.account_question.step == Step::login;
  cancel_password(chat);
  chat.account_question = {};
  if (!is_login || chat.status.link == LinkState::online) return;
  become_guest(chat);
  tell_here(chat, text(Text::goes_in_as_guest));
  chat.host.connect_again();
}

void connect_after_refusal(ClientState& chat) {
  if (chat.login.refusal == AccountLogin::Refusal::password) {
    open_account_question(chat, {.account = chat.login.name});
    tell_here(chat, text(Text::login_esc_guest));
    return;
  }
  become_guest(chat);
  chat.host.connect_again();
}

void ask_login(ClientState& chat, const std::string& account) {
  Talk& here = chat.talks.current();
  const bool is_online = chat.status.link == LinkState::online;
  if (!chat.status.account.empty()) {
    tell_failure(chat, here, fill(Text::login_already, {{"account", chat.status.account}}));
    return;
  }
  if (is_online && chat.login.exchange.is_open()) {
    tell_failure(chat, here, text(Text::login_under_way));
    return;
  }
  if (const auto why = is_online ? why_no_login(chat) : std::nullopt) {
    tell_failure(chat, here, *why);
    return;
  }
  const auto known = chat.login.kept.find(account);
  if (is_online && known != chat.login.kept.end() && !known->second.token.view().empty()) {
    chat.login.name = account;
    begin_exchange(chat);
  } else {
    open_account_question(chat, {.account = account});
  }
}

void ask_registration(ClientState& chat, const std::string& account, const std::string& email) {
  Talk& here = chat.talks.current();
  if (!chat.status.account.empty()) {
    tell_failure(chat, here, fill(Text::login_already, {{"account", chat.status.account}}));
  } else if (!may_send_password(chat)) {
    return;
  } else if (!chat.server.has("draft/account-registration")) {
    tell_failure(chat, here, fill(Text::register_not_here, {{"server", chat.status.server}}));
  } else {
    open_account_question(chat,
                          {.step = needs_invitation(chat) ? Step::invitation : Step::new_password,
                           .account = account,
                           .email = email,
                           .registers = true});
  }
}

void verify_account(ClientState& chat, std::string account, const std::string& code) {
  const AccountLogin& login = chat.login;
  if (account.empty()) account = login.unverified.empty() ? login.name : login.unverified;
  if (account.empty()) account = chat.wanted_nick;
  if (!may_send_password(chat)) return;
  if (code.empty()) {
    send_line(chat, "PRIVMSG NickServ :VERIFY " + account);
  } else if (send_line(chat, "VERIFY " + account + " " + code)) {
    chat.login.unverified = account;
  }
}

void ask_new_password(ClientState& chat) {
  if (chat.status.account.empty()) {
    tell_failure(chat, chat.talks.current(), text(Text::login_first));
  } else if (may_send_password(chat)) {
    open_account_question(chat, {.step = Step::old_password, .account = chat.login.name});
  }
}

}  // namespace uvchat::cli
