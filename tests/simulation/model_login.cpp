// AUTHENTICATE PLAIN, IDENTIFY, and what a login means: an account has one user, whose sessions
// share their nick and channels.

#include <optional>
#include <utility>

#include "tests/simulation/model.h"
#include "tests/simulation/services.h"
#include "uvchat/base/base64.h"
#include "uvchat/base/limits.h"
#include "uvchat/base/utf8.h"

namespace uvchat::simulation {
namespace {

constexpr std::string_view clear_connection =
    "everybody on the way could read your password: connect with TLS or through a tunnel (ssh -L), "
    "or ask an "
    "operator";

struct Given {
  std::string name, password;
};

// "whom to be NUL name NUL password"
std::optional<Given> read_plain(const std::string& data) {
  const auto text = from_base64(data == "+" ? "" : data);
  if (!text || !utf8_valid(*text)) return std::nullopt;
  std::vector<std::string> words{""};
  for (const char c : *text) c == '\0' ? void(words.emplace_back()) : words.back().push_back(c);
  if (words.size() != 3 || (!words[0].empty() && words[0] != words[1])) return std::nullopt;
  const bool fits = words[1].size() <= limits::nick_bytes_max && !words[2].empty() &&
                    words[2].size() <= limits::password_bytes_max;
  return fits ? std::optional(Given{words[1], words[2]}) : std::nullopt;
}

}  // namespace

void Model::authenticate(Person& p, const irc::Message& message) {
  const std::string word = str(message.param(0));
  if (p.account != nullptr) return numeric("907 :You have logged in already");
  if (word == "*") {
    caller_->login.reset();
    return numeric("906 :SASL authentication aborted");
  }
  caller_->login ? go_on_with_login(word) : begin_login(word);
}

std::string Model::why_not_admitted() const {
  if (me().registered) return {};
  if (house_.password && !caller_->password_right) {
    return "the password of the server comes first (PASS)";
  }
  return ban_of(*caller_) != nullptr ? "you are banned from this server" : "";
}

void Model::begin_login(const std::string& mechanism) {
  caller_->mechanism = upper(mechanism);
  const bool is_external = caller_->mechanism == "EXTERNAL" && !caller_->certificate.empty();
  if (caller_->mechanism != "PLAIN" && !is_external) {
    numeric("908 " + mechanisms_for(*caller_) + " :are available SASL mechanisms");
    return login_fails("there is no such mechanism");
  }
  const std::string why = why_not_admitted();
  if (!why.empty()) return login_fails(why);
  if (!hears_password()) return login_fails(str(clear_connection));
  caller_->login = "";
  reply(said("AUTHENTICATE +"));
}

// A chunk of less than 400 bytes is the last.
void Model::go_on_with_login(const std::string& chunk) {
  std::string& data = *caller_->login;
  if (chunk.size() > 400) {
    caller_->login.reset();
    return numeric("905 :SASL message too long");
  }
  if (data.size() + chunk.size() > 1600) {
    caller_->login.reset();
    return login_fails("the message is too long");
  }
  if (chunk != "+" || data.empty()) data += chunk;
  if (chunk.size() == 400) return;
  const std::string all = *std::exchange(caller_->login, std::nullopt);
  if (const std::string why = why_not_admitted(); !why.empty()) return login_fails(why);
  if (caller_->mechanism == "EXTERNAL") return log_in_by_certificate(all);
  const auto given = read_plain(all);
  if (!given) return login_fails("that is not what PLAIN wants");
  log_in_with(given->name, given->password, false);
}

// With one word it is the password of whoever they are called like.
void Model::identify(const Person& p, const std::vector<std::string>& words) {
  if (words.size() < 2) return service_says("NickServ", {"IDENTIFY [<account>] <password>"});
  if (p.account != nullptr) {
    return service_says("NickServ", {"You are already logged in as " + p.account->name + "."});
  }
  words.size() == 2 ? log_in_with(p.nick, words[1], true) : log_in_with(words[1], words[2], true);
}

void Model::log_in_with(const std::string& name, const std::string& password, bool of_nickserv) {
  if (!hears_password()) return login_fails(str(clear_connection), of_nickserv);
  if (is_shut_out(of_nickserv)) return;
  Question question{Question::Of::credentials, name, password};
  question.of_nickserv = of_nickserv;
  wait_for(std::move(question));
}

bool Model::is_shut_out(bool of_nickserv) {
  if (caller_->address == exempt_address || wrong_passwords_.may(caller_->address, now_.mono_ms)) {
    return false;
  }
  is_fined();
  happened_.add(Happening::address_is_shut_out);
  login_fails("too many wrong passwords from your address, try again later", of_nickserv);
  return true;
}

void Model::login_fails(const std::string& why, bool of_nickserv) {
  if (of_nickserv) return service_says("NickServ", {"Refused: " + why});
  const std::string nick = me().nick.empty() ? "*" : me().nick;
  reply(with_code(said(":srv 904 " + nick + " :SASL authentication failed: " + why), code_of(why)));
}

// Of a name that is none the same is asked.
void Model::asked_to_read(const AskStore& asked, const store::ReadCredentials& request) {
  const Question* question = asked_by(asked.ticket.conn, Question::Of::credentials, asked.ticket);
  const Account* account = question == nullptr ? nullptr : account_named(question->name);
  if (question == nullptr || request.account != (account == nullptr ? 0 : account->id)) {
    breaks("the hub reads the password of another account than somebody has named");
  }
}

void Model::go_on_with_credentials(const Question& question, const store::Answer& answer) {
  if (answer.outcome == store::Outcome::unavailable) {
    happened_.add(Happening::password_cannot_be_read);
    return login_fails(answer.why, question.of_nickserv);
  }
  Question next = question;
  next.of = Question::Of::password;
  next.hash = answer.credentials.password_hash;
  wait_for(std::move(next));
}

void Model::asked_to_check(const CheckPassword& request) {
  if (const Question* oper = asked_by(request.ticket.conn, Question::Of::oper, request.ticket)) {
    return check_oper(*oper, request);
  }
  const Question* login = asked_by(request.ticket.conn, Question::Of::password, request.ticket);
  if (login == nullptr) return;  // they have gone on since
  if (request.hash != login->hash || request.password != login->password) {
    breaks("the hub checks another password than " + login->name + "'s");
  }
}

void Model::password_checked(const PasswordChecked& checked) {
  Session* s = waiting_for(checked.ticket);
  if (s == nullptr) return;
  answered(*s, [&](const Question& question) {
    question.of == Question::Of::oper ? go_on_with_oper(question, checked.verdict)
                                      : go_on_with_login(question, checked.verdict);
  });
}

void Model::go_on_with_login(const Question& question, PasswordVerdict verdict) {
  Account* account = account_named(question.name);
  if (verdict == PasswordVerdict::busy) {
    is_fined();
    return login_fails("the server is too busy to check passwords, try again in a minute",
                       question.of_nickserv);
  }
  if (verdict == PasswordVerdict::mismatch || account == nullptr) {
    happened_.add(Happening::password_is_wrong);
    wrong_passwords_.count(caller_->address, now_.mono_ms);
    is_fined();
    return login_fails("wrong name or password", question.of_nickserv);
  }
  if (account->hash != question.hash) breaks(question.name + " has another password");
  accept_login(*account, question.of_nickserv);
}

void Model::accept_login(Account& account, bool of_nickserv) {
  if (!account.is_verified) {
    happened_.add(Happening::account_is_not_verified);
    return login_fails("the account waits for its e-mail address to be verified", of_nickserv);
  }
  if (must_be_secure(*caller_, account)) {
    happened_.add(Happening::insecure_device_is_refused);
    return login_fails("the account is in a channel for TLS alone (+z): connect with TLS",
                       of_nickserv);
  }
  if (account.is_nobodys) happened_.add(Happening::account_of_nobody_is_used);
  if (account.is_old) happened_.add(Happening::old_account_is_used);
  say_logged_in(account);
  if (of_nickserv) {
    happened_.add(Happening::login_by_nickserv);
    service_says("NickServ", {"You are logged in as " + account.name + "."});
  } else {
    numeric("903 :SASL authentication successful");
  }
  enter_account(account);
}

// --- Who they are from now on

void Model::enter_account(Account& account) {
  if (!me().registered) {
    me().account = &account;
  } else {
    account.user == 0 ? become(account) : move_to(account);
  }
}

void Model::become(Account& account) {
  happened_.add(Happening::guest_becomes_user);
  me().account = &account;
  account.user = me().id;
  tell_acquaintances(me(), event(":" + prefix(me()) + " ACCOUNT " + account.name), "account-notify",
                     nullptr);
  me().modes.insert('r');
  for (const std::string& folded : me().channels) {
    annals_.joins(channels_.at(folded).life, account.id, now_.wall_us);
  }
  watch_nick(me());
}

// The guest is no more; their session is one of the account's user.
void Model::move_to(Account& account) {
  happened_.add(Happening::guest_joins_user);
  Session& s = *caller_;
  const std::string before = prefix(me());
  Person& user = people_.at(account.user);
  for (const std::string& folded : me().channels) {
    tell(s, event(":" + before + " PART " + channels_.at(folded).name + " :Logged in as " +
                  account.name));
  }
  if (s.is_away) user.reason = me().away;
  leave_person(s, "Logged in as " + account.name);
  attach(s, user);
  look_at_absence(user, nullptr);
  tell(s, said(":" + before + " NICK " + user.nick));
  say_whereabouts();
}

void Model::say_whereabouts() {
  const Person& p = me();
  numeric("221 +" + std::string(p.modes.begin(), p.modes.end()));
  if (!p.away.empty()) numeric("306 :You have been marked as being away");
  if (p.channels.empty()) return;
  Whereabouts places;
  for (const std::string& folded : p.channels) places.channels.push_back(channels_.at(folded).id);
  go_on_or_wait(std::move(places));
}

bool Model::page(Person& p, Whereabouts& places) {
  for (;;) {
    if (places.names && !page(p, *places.names)) return false;
    places.names.reset();
    if (places.channels.empty()) return true;
    const Channel* channel = channel_of(places.channels.front());
    places.channels.pop_front();
    if (channel == nullptr || member_of(*channel, p.id) == nullptr) continue;
    reply(joining(p, *channel));
    if (!channel->topic.empty()) show_topic(*channel);
    if (!caller_->caps.contains("no-implicit-names")) places.names = implicit_names(*channel);
  }
}

}  // namespace uvchat::simulation
