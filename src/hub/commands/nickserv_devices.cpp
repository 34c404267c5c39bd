// SESSIONS: where somebody is logged in, and which devices may log in without a password.

#include <charconv>
#include <string>
#include <vector>

#include "hub/acts/login.h"
#include "hub/commands/nickserv_words.h"
#include "hub/iso_time.h"
#include "hub/line.h"
#include "uvchat/base/ascii.h"

namespace uvchat::hub {
namespace {

Progress ask_for_tokens(Call& page) {
  const Account* account = page.session.account();
  if (account == nullptr) return Progress::done;
  ask(page, AskStore{{}, store::ReadTokens{account->id}},
      StoreAnswered{{}, store::unavailable("the database does not answer")});
  return Progress::waiting;
}

Progress say_tokens(Call& page) {
  const store::Answer& answer = std::get<StoreAnswered>(*page.answer).answer;
  if (answer.outcome == store::Outcome::unavailable) {
    say_as(page, nickserv_nick, code::temporarily_unavailable,
           "Your devices cannot be read: " + answer.why);
    return Progress::done;
  }
  for (const store::Token& token : answer.tokens) {
    const std::string number = std::to_string(token.number);
    const std::string used = iso_time(token.used_us / 1000);
    say_as(page, nickserv_nick, "DEVICE " + number + " " + used + " " + token.device,
           "Device " + number + ": " + token.device + ", used last " + used);
  }
  if (answer.tokens.empty()) {
    say_as(page, nickserv_nick, code::end, "No device has a token to log in with.");
  }
  return Progress::done;
}

void list(ServiceCall& asked) {
  for_each_session_of(asked.call.user(), [&](const Session& session) {
    const bool is_this = &session == &asked.call.session;
    const std::string from = session.address.text();
    asked.say("SESSION " + from + (is_this ? " this" : ""),
              "Session from " + from + (is_this ? " (this one)" : ""));
  });
  answer_in_pages(asked.call, in_steps({ask_for_tokens, say_tokens}));
}

// `number`: of a device; 0: all of them, and all other sessions end.
void revoke(Call& call, std::int64_t number) {
  const auto change = [number](Call& page) {
    const Account* account = page.session.account();
    if (account == nullptr) return Progress::done;
    const auto settle = [&state = page.state, id = account->id, number, asker = page.session.conn](
                            const store::Answer& answer, Now now) {
      const Account* revoked = state.accounts.find(id);
      const bool may_be_done = answer.outcome == store::Outcome::done || answer.in_doubt;
      if (number != 0 || revoked == nullptr || !may_be_done) return;
      end_sessions_of(state, *revoked, "Ended by the owner of the account", now, asker);
    };
    ask_to_change(page, store::RevokeTokens{account->id, number}, settle);
    return Progress::waiting;
  };
  const auto tell = [number](Call& page) {
    if (!is_stored(page, "Nothing was revoked")) return Progress::done;
    say_as(page, nickserv_nick, code::done,
           number == 0 ? "No device has a token to log in with any more, and your other sessions "
                         "have ended. Certificates stay: CERT LIST tells them."
                       : "This device needs a password from now on.");
    return Progress::done;
  };
  answer_in_pages(call, in_steps({change, tell}));
}

}  // namespace

void sessions(ServiceCall& asked) {
  const std::string_view what = asked.word(0);
  if (what.empty() || same_in_ascii(what, "LIST")) return list(asked);
  const std::string_view which = asked.word(1);
  std::int64_t number = 0;
  const auto read = std::from_chars(which.data(), which.data() + which.size(), number);
  const bool is_number = !which.empty() && read.ec == std::errc() &&
                         read.ptr == which.data() + which.size() && number > 0;
  if (!same_in_ascii(what, "REVOKE") || !(is_number || same_in_ascii(which, "ALL"))) {
    return asked.say(code::invalid_params, "SESSIONS [LIST | REVOKE <device> | REVOKE ALL]");
  }
  revoke(asked.call, is_number ? number : 0);
}

}  // namespace uvchat::hub
