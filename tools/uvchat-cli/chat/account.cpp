#include "chat/account.h"

#include <algorithm>
#include <array>
#include <utility>

#include "chat/address.h"
#include "chat/client_state.h"
#include "chat/entering.h"
#include "chat/password.h"
#include "chat/receive.h"
#include "chat/saving.h"
#include "chat/sending.h"
#include "chat/text.h"

namespace uvchat::cli {
namespace {

using Refusal = AccountLogin::Refusal;

constexpr std::string_view login_token = "uvchat-login";
constexpr std::uint64_t answer_max_ms = 30'000;
constexpr std::size_t refused_max = 3;

const KeptLogin& known_login(const ClientState& chat) {
  static const KeptLogin nothing;
  const auto found = chat.login.kept.find(chat.login.name);
  return found == chat.login.kept.end() ? nothing : found->second;
}

// The user is not logged in. Who is here as a guest already stays so; else the client does not go
// in before the user has said what they want.
void refuse_login(ClientState& chat, Refusal refusal, const std::string& why) {
  AccountLogin& login = chat.login;
  const bool stays = chat.status.link == LinkState::online && login.as_guest;
  const bool asks = refusal == Refusal::password && login.refused_in_a_row < refused_max &&
                    may_open_by_itself(chat);
  refuse_here(chat, fill(Text::login_refused, {{"account", login.name}, {"why", why}}));
  if (!stays) {
    login.refusal = refusal;
    chat.host.hang_up(false);
  }
  if (asks) {
    open_account_question(chat, {.account = login.name});
    if (!stays) tell_here(chat, text(Text::login_esc_guest));
  } else if (!stays) {
    tell_here(chat,
              text(refusal == Refusal::password ? Text::login_by_connect : Text::guest_by_connect));
  }
}

void refuse_password_of_account(ClientState& chat, const std::string& why) {
  ++chat.login.refused_in_a_row;
  chat.login.kept[chat.login.name].password = {};
  refuse_login(chat, Refusal::password, why);
}

// A login afterwards can change our nick and rooms: what it changes is told before the PONG.
void say_message(ClientState& chat) {
  say_secret(chat.login.way, chat.login.name, known_login(chat),
             [&](std::string_view line) { send_line(chat, line); });
  if (chat.status.link == LinkState::online) {
    chat.login.enters = true;
    send_line(chat, "PING :" + std::string(login_token));
  }
}

void take_login(ClientState& chat) {
  AccountLogin& login = chat.login;
  login.refused_in_a_row = 0;
  login.put_off_in_a_row = 0;
  login.is_unproven = false;
  login.let_in_before = login.name;
  login.refusal = Refusal::none;
  login.as_guest = false;
  login.other = {};
  login.wants_token = login.way == LoginWay::password;
  if (chat.status.account.empty()) chat.status.account = login.name;
  ++chat.version;
  if (chat.status.link != LinkState::online) {
    chat.host.end_negotiation();
  } else {
    check_login(chat);
    remember_server(chat);
  }
}

// 904 has many reasons; uvchat's servers tell them in words.
struct Reason {
  std::string_view said;
  Text words;
  bool passes;  // neither the password nor the token is to blame
};

const Reason* find_reason(std::string_view why) {
  static constexpr std::array<Reason, 7> known = {
      {{"wrong name or password", Text::login_wrong, false},
       {"this token is not known any more", Text::login_token_is_over, false},
       {"this certificate does not log in", Text::login_certificate_unknown, false},
       {"too many passwords are being", Text::login_busy, true},
       {"the database does not answer", Text::login_busy, true},
       {"too many wrong passwords from your address", Text::login_throttled, true},
       {"the account has too many sessions", Text::login_too_many, true}}};
  const auto found = std::find_if(known.begin(), known.end(), [&](const Reason& each) {
    return why.find(each.said) != std::string_view::npos;
  });
  return found == known.end() ? nullptr : &*found;
}

// At the next attempt it may be over; but not for ever.
void try_login_later(ClientState& chat, const std::string& why) {
  constexpr std::size_t later_max = 5;
  const bool is_too_often = ++chat.login.put_off_in_a_row > later_max;
  if (is_too_often) return refuse_login(chat, Refusal::password, why);
  refuse_here(chat, fill(Text::login_refused, {{"account", chat.login.name}, {"why", why}}));
  if (chat.status.link != LinkState::online) chat.host.hang_up(true);
}

// A token is forgotten only where it is said to be no good: a database in trouble says many things.
void take_refusal(ClientState& chat, std::string_view said) {
  chat.login.enters = false;
  const bool by_token = chat.login.way == LoginWay::token;
  const Reason* const reason = find_reason(said);
  const std::string why = reason_in_words(said);
  if (reason != nullptr ? reason->passes : by_token) return try_login_later(chat, why);
  if (chat.login.way == LoginWay::certificate) {  // a token or a password may be known, too
    chat.login.kept[chat.login.name].has_certificate = false;
    const bool has_other = login_way(chat.server, known_login(chat)).has_value();
    return has_other ? begin_exchange(chat) : refuse_login(chat, Refusal::password, why);
  }
  if (!by_token) {
    const bool was_right = chat.login.let_in_before == chat.login.name;
    const bool is_wrong = reason != nullptr && reason->words == Text::login_wrong;
    return turn_to_other_password(chat)
               ? begin_exchange(chat)
               : refuse_password_of_account(
                     chat, was_right && is_wrong ? text(Text::login_wrong_now) : why);
  }
  chat.login.let_in_before = chat.login.name;
  keep_token(chat, chat.login.name, {});
  if (!known_login(chat).password.view().empty()) return begin_exchange(chat);
  refuse_login(chat, Refusal::password, why);
}

// REGISTER has made us one of an account, or a login afterwards.
void take_news_of_account(ClientState& chat) {
  if (chat.login.wants_token) check_login(chat);
  remember_server(chat);
}

// The server has made it, and logs the user in to it.
void take_new_account(ClientState& chat, const std::string& account) {
  chat.login.name = account;
  chat.login.as_guest = false;
  if (!known_login(chat).token.view().empty()) keep_token(chat, account, {});  // of another one
  chat.login.wants_token = true;  // as soon as 900 has come
  tell_here(chat, fill(Text::registered, {{"account", account}}));
}

std::string account_in(std::string_view word) {
  return is_word(word) && is_printable(word) ? std::string(word) : std::string();
}

}  // namespace

void keep_token(ClientState& chat, const std::string& account, std::string_view token) {
  chat.login.kept[account].token = cipher::SecretString(token);
  const auto kept = chat.host.change_accounts([&](const std::string& file) {
    return with_token(file, chat.options.server, account, token);
  });
  if (!kept) tell_failure(chat, chat.talks.server_talk(), kept.error().text);
}

void ask_token(ClientState& chat) {
  const bool may_ask = !chat.status.account.empty() && chat.login.is_secure &&
                       chat.server.has("uvchat/resume") && takes_tokens(chat.server);
  if (!may_ask || !known_login(chat).token.view().empty()) return;
  chat.login.token_asked_for = chat.login.name;
  send_line(chat, "RESUME NEW :" + chat.options.device);
}

std::string reason_in_words(std::string_view said) {
  const Reason* const reason = find_reason(said);
  return reason == nullptr ? std::string(said) : text(reason->words);
}

std::optional<std::string> why_no_login(const ClientState& chat) {
  if (!chat.server.has("sasl")) {
    return fill(Text::login_no_accounts, {{"server", chat.status.server}});
  }
  if (!chat.login.is_secure) return words_of_clear_login(chat.status.server);
  if (!takes_logins(chat.server)) {
    return fill(Text::login_no_mechanism, {{"server", chat.status.server}});
  }
  return std::nullopt;
}

void begin_exchange(ClientState& chat) {
  AccountLogin& login = chat.login;
  if (const auto why = why_no_login(chat)) return refuse_login(chat, Refusal::impossible, *why);
  const auto way = login_way(chat.server, known_login(chat));
  if (!way) return refuse_login(chat, Refusal::password, text(Text::login_needs_password));
  login.way = *way;
  login.begun_ms = chat.now.mono_ms;
  send_line(chat, login.exchange.begin(mechanism_of(*way)));
}

bool begin_login(ClientState& chat, std::string_view password) {
  AccountLogin& login = chat.login;
  login.name = chat.options.account;
  if (login.name.empty()) return true;
  if (!password.empty()) login.kept[login.name].password = cipher::SecretString(password);
  if (chat.options.shows_certificate) login.kept[login.name].has_certificate = true;
  const KeptLogin& known = known_login(chat);
  if (known.has_certificate) return true;
  if (!known.token.view().empty() || !known.password.view().empty()) return true;
  open_account_question(chat, {.account = login.name});
  tell_here(chat, text(Text::login_esc_guest));
  return false;
}

bool log_in_first(ClientState& chat, bool is_secure) {
  chat.login.is_secure = is_secure;
  if (chat.login.name.empty() || chat.login.as_guest) return true;
  if (chat.login.exchange.is_open()) return false;
  begin_exchange(chat);
  return false;
}

void check_login(ClientState& chat) {
  AccountLogin& login = chat.login;
  if (!chat.status.account.empty()) {
    if (std::exchange(login.wants_token, false)) ask_token(chat);
  } else if (login.name.empty()) {
    login.as_guest = true;
  } else if (!login.as_guest && !login.exchange.is_open()) {
    const auto why = why_no_login(chat);
    refuse_login(chat, Refusal::impossible, why.value_or(text(Text::login_not_confirmed)));
  }
}

void forget_login(ClientState& chat) {
  AccountLogin& login = chat.login;
  login.exchange.close();
  login.is_secure = false;
  login.enters = false;
  login.wants_token = false;
  login.token_asked_for.clear();
  login.registering.clear();
  login.its_password = {};
  chat.status.account.clear();
  ++chat.version;
}

void tick_login(ClientState& chat) {
  AccountLogin& login = chat.login;
  if (!login.exchange.is_open() || chat.now.mono_ms - login.begun_ms < answer_max_ms) return;
  login.exchange.close();
  try_login_later(chat, text(Text::login_no_answer));
}

void receive_authenticate(ClientState& chat, const ServerLine& line) {
  if (chat.login.exchange.take(line.message) == client::SaslExchange::Step::say_message) {
    say_message(chat);
  }
}

// 900 <nick> <nick!user@host> <account> :<text>; 901 <nick> <nick!user@host> :<text>
bool take_login_reply(ClientState& chat, const ServerLine& line, int number) {
  if (number == 900 || number == 901) {
    chat.status.account = number == 900 ? account_in(line.param(2)) : std::string();
    ++chat.version;
    if (chat.status.link == LinkState::online) take_news_of_account(chat);
    return false;
  }
  switch (chat.login.exchange.take(line.message)) {
    case client::SaslExchange::Step::logged_in:
      take_login(chat);
      return true;
    case client::SaslExchange::Step::refused:
      take_refusal(chat, line.last());
      return true;
    default:
      return false;
  }
}

bool is_answer_of_login(const ClientState& chat, std::string_view token) {
  return chat.login.enters && token == login_token;
}

void login_is_over(ClientState& chat) {
  chat.login.enters = false;
  join_wanted(chat);
}

// REGISTER SUCCESS <account> :<text>; REGISTER VERIFICATION_REQUIRED <account> :<text>
void receive_register(ClientState& chat, const ServerLine& line) {
  AccountLogin& login = chat.login;
  if (login.registering.empty()) return;
  const std::string account = std::exchange(login.registering, {});
  login.kept[account].password = std::move(login.its_password);
  if (line.param(0) == "SUCCESS") return take_new_account(chat, account);
  login.unverified = account;
  tell_here(chat, fill(Text::register_answered, {{"account", account}, {"why", line.last()}}));
  tell_here(chat, text(Text::verify_by));
}

// VERIFY SUCCESS <account> :<text>
void receive_verify(ClientState& chat, const ServerLine& line) {
  const std::string& waiting = chat.login.unverified;
  if (line.param(0) != "SUCCESS" || waiting.empty()) return;
  if (!chat.server.same(line.param(1), waiting)) return;
  take_new_account(chat, std::exchange(chat.login.unverified, {}));
}

// RESUME TOKEN <token>; RESUME FORGOTTEN
void receive_resume(ClientState& chat, const ServerLine& line) {
  if (line.param(0) != "TOKEN") return;
  const std::string account = std::exchange(chat.login.token_asked_for, {});
  if (!account.empty() && client::is_resume_token(line.param(1))) {
    keep_token(chat, account, line.param(1));
  }
}

void take_account_failure(ClientState& chat, std::string_view command) {
  if (command == "REGISTER") {
    chat.login.registering.clear();
    chat.login.its_password = {};
  } else if (command == "RESUME") {
    chat.login.token_asked_for.clear();
  }
}

void log_out(ClientState& chat) {
  AccountLogin& login = chat.login;
  const std::string account = std::exchange(login.name, {});
  const auto known = login.kept.find(account);
  if (account.empty() || known == login.kept.end()) {
    tell_failure(chat, chat.talks.current(), text(Text::logout_of_nothing));
    return;
  }
  const std::string token(known->second.token.view());
  if (!token.empty()) {
    keep_token(chat, account, {});
    const bool may_say = login.is_secure && chat.server.has("uvchat/resume");
    if (may_say && chat.status.link == LinkState::online) send_line(chat, "RESUME FORGET " + token);
  }
  login.kept.erase(account);
  login.other = {};
  login.as_guest = true;
  remember_server(chat);
  tell_here(chat, fill(Text::logged_out, {{"account", account}}));
}

}  // namespace uvchat::cli
