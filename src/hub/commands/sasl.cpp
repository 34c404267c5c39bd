// AUTHENTICATE: how a session logs in to an account (IRCv3 sasl-3.2, RFC 4616).

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "hub/commands/answers.h"
#include "hub/commands/handlers.h"
#include "hub/commands/login.h"
#include "uvchat/base/ascii.h"
#include "uvchat/base/base64.h"
#include "uvchat/base/limits.h"
#include "uvchat/base/utf8.h"

namespace uvchat::hub {
namespace {

using irc::Numeric;

constexpr std::size_t chunk_bytes = 400;
constexpr std::size_t chunks_max = 4;
constexpr std::string_view mechanisms = "PLAIN";

struct NameAndPassword {
  std::string name;
  std::string password;
};

// "whom to be NUL name NUL password": one is only who one logs in as.
std::optional<NameAndPassword> read_plain(const std::string& data) {
  const auto text = from_base64(data == "+" ? std::string_view() : std::string_view(data));
  if (!text || !utf8_valid(*text)) return std::nullopt;
  const std::size_t first = text->find('\0');
  const std::size_t second = first == text->npos ? first : text->find('\0', first + 1);
  if (second == text->npos || text->find('\0', second + 1) != text->npos) return std::nullopt;
  const std::string as = text->substr(0, first);
  NameAndPassword read{text->substr(first + 1, second - first - 1), text->substr(second + 1)};
  if (!as.empty() && as != read.name) return std::nullopt;
  const bool fits = read.name.size() <= limits::nick_bytes_max && !read.password.empty() &&
                    read.password.size() <= limits::password_bytes_max;
  return fits ? std::optional(std::move(read)) : std::nullopt;
}

void fail(Call& call, std::string_view why) {
  call.reply.numeric(Numeric::err_saslfail, {}, "SASL authentication failed: " + std::string(why));
}

// What is known of an account's password is not told: not whether there is the account, either.
void refuse(Call& page, const std::string& name) {
  const AttemptLimit& limit = page.state.settings.accounts.wrong_passwords;
  page.state.wrong_passwords.count(page.session.address, limit, page.now.mono_ms);
  page.state.outbox.penalty(page.session.conn, password_penalty_ms);
  page.state.log.write(LogLevel::warning, "login refused",
                       {{"account", name}, {"address", page.session.address.text()}});
  fail(page, "wrong name or password");
}

void take_verdict(Call& page, const std::string& name, PasswordVerdict verdict) {
  Account* account = page.state.accounts.find(name);
  if (verdict == PasswordVerdict::busy) {
    page.state.outbox.penalty(page.session.conn, password_penalty_ms);
    fail(page, "too many passwords are being checked, try again");
  } else if (verdict == PasswordVerdict::mismatch || account == nullptr) {
    refuse(page, name);
  } else if (!has_room_for_session(*account)) {
    fail(page, "the account has too many sessions");
  } else {
    tell_logged_in(page, *account);
    page.reply.numeric(Numeric::rpl_saslsuccess, {}, "SASL authentication successful");
    enter_account(page, *account);
  }
}

// Of a name that is no account's the same is asked, so that it takes as long.
Progress ask_for_credentials(Call& page, const std::string& name) {
  const Account* account = page.state.accounts.find(name);
  ask(page, AskStore{{}, store::ReadCredentials{account == nullptr ? 0 : account->id}},
      StoreAnswered{{}, store::unavailable("the database does not answer")});
  return Progress::waiting;
}

Progress ask_for_check(Call& page, const std::string& password, const store::Answer& answer) {
  if (answer.outcome == store::Outcome::unavailable) {
    fail(page, answer.why);
    return Progress::done;
  }
  ask(page,
      CheckPassword{{}, page.session.address.source(), answer.credentials.password_hash, password},
      PasswordChecked{{}, PasswordVerdict::busy});
  return Progress::waiting;
}

void log_in_with(Call& call, NameAndPassword given) {
  const AttemptLimit& limit = call.state.settings.accounts.wrong_passwords;
  if (!call.state.wrong_passwords.may(call.session.address, limit, call.now.mono_ms)) {
    call.state.outbox.penalty(call.session.conn, password_penalty_ms);
    return fail(call, "too many wrong passwords from your address, try again later");
  }
  answer_in_pages(call, [given = std::move(given)](Call& page) {
    if (page.answer == nullptr) return ask_for_credentials(page, given.name);
    if (const auto* read = std::get_if<StoreAnswered>(page.answer)) {
      return ask_for_check(page, given.password, read->answer);
    }
    take_verdict(page, given.name, std::get<PasswordChecked>(*page.answer).verdict);
    return Progress::done;
  });
}

void begin(Call& call, std::string_view mechanism) {
  std::string wanted(mechanism);
  for (char& c : wanted) c = to_upper(c);
  if (wanted != mechanisms) {
    call.reply.numeric(Numeric::rpl_saslmechs, {mechanisms}, "are available SASL mechanisms");
    return fail(call, "there is no such mechanism");
  }
  if (!may_send_password(call)) {
    return fail(call,
                "everybody on the way could read your password, use an enciphered connection");
  }
  call.session.login = std::make_unique<Login>();
  call.reply.line({.body = "AUTHENTICATE +", .time_ms = call.now.wall_ms()});
}

// A chunk that is not full is the last one.
void go_on(Call& call, std::string_view chunk) {
  std::string& data = call.session.login->data;
  if (chunk.size() > chunk_bytes || data.size() + chunk.size() > chunk_bytes * chunks_max) {
    call.session.login.reset();
    return call.reply.numeric(Numeric::err_sasltoolong, {}, "SASL message too long");
  }
  const bool is_last = chunk.size() < chunk_bytes;
  if (chunk != "+" || data.empty()) data += chunk;
  if (!is_last) return;
  auto given = read_plain(data);
  call.session.login.reset();
  if (!given) return fail(call, "that is not what PLAIN wants");
  log_in_with(call, std::move(*given));
}

}  // namespace

void handle_authenticate(Call& call) {
  const std::string_view word = call.param(0);
  if (call.session.account() != nullptr) {
    call.reply.numeric(Numeric::err_saslalready, {}, "You have logged in already");
  } else if (word == "*") {
    call.session.login.reset();
    call.reply.numeric(Numeric::err_saslaborted, {}, "SASL authentication aborted");
  } else if (call.session.login == nullptr) {
    begin(call, word);
  } else {
    go_on(call, word);
  }
}

}  // namespace uvchat::hub
