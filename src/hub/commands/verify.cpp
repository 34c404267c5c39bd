// VERIFY: somebody has the code that was sent to the address of a new account (IRCv3
// draft/account-registration).

#include "hub/commands/verify.h"

#include <string>

#include "hub/acts/mail_code.h"
#include "hub/codes.h"
#include "hub/commands/answers.h"
#include "hub/commands/handlers.h"
#include "hub/commands/login.h"
#include "hub/commands/nicks.h"
#include "hub/commands/nickserv_words.h"
#include "hub/commands/registration.h"

namespace uvchat::hub {
namespace {

// How the answer is told: by VERIFY, or by NickServ. `code`: as FAIL VERIFY has it.
struct VerifyWords {
  void (*refused)(Call&, std::string_view code, std::string_view name, std::string_view why);
  void (*verified)(Call&, const Account&);
};

struct Given {
  std::string name;
  std::string code;
  store::AccountId account = 0;
};

Progress use_code(Call& page, const Given& given) {
  ChatState& state = page.state;
  const store::UseCode use{given.account, store::CodePurpose::verify, hash_of_code(given.code),
                           page.now.wall_us};
  ask_to_change(page, use, [&state, id = given.account](const store::Answer& answer, Now) {
    Account* account = state.accounts.find(id);
    if (account != nullptr && answer.outcome == store::Outcome::done) account->is_verified = true;
  });
  return Progress::waiting;
}

// Whoever has the code is the account's owner: they are logged in, unless they are to another one.
void tell_verified(Call& page, Account& account, const VerifyWords& words) {
  words.verified(page, account);
  enter_own_account(page, account);
  watch_holder(page.state, account.name, page.session.user, page.now);
}

Progress tell_outcome(Call& page, const Given& given, const VerifyWords& words) {
  const store::Answer& answer = std::get<StoreAnswered>(*page.answer).answer;
  Account* account = page.state.accounts.find(given.account);
  if (answer.outcome == store::Outcome::unavailable) {
    words.refused(page, "TEMPORARILY_UNAVAILABLE", given.name, answer.why);
  } else if (answer.outcome != store::Outcome::done || account == nullptr) {
    count_wrong(page, given.name, "wrong code");
    words.refused(page, "INVALID_CODE", given.name, "that is not the code, or it is too old");
  } else {
    tell_verified(page, *account, words);
  }
  return Progress::done;
}

void verify_with(Call& call, Given given, const VerifyWords& words) {
  if (const auto why = why_not_admitted(call)) {
    return words.refused(call, "DISALLOWED", given.name, why->why);
  }
  const Account* account = call.state.accounts.find(given.name);
  if (account == nullptr || account->is_verified) {
    return words.refused(call, "INVALID_CODE", given.name, "no account waits for this code");
  }
  if (const auto why = why_no_check(call)) {
    return words.refused(call, why->code, given.name, why->why);
  }
  given.account = account->id;
  const auto use = [given](Call& page) { return use_code(page, given); };
  const auto tell = [given, words](Call& page) { return tell_outcome(page, given, words); };
  answer_in_pages(call, in_steps({use, tell}));
}

constexpr VerifyWords service_words{
    .refused =
        [](Call& call, std::string_view code, std::string_view, std::string_view why) {
          refuse_as_nickserv(call, {code, std::string(why)});
        },
    .verified =
        [](Call& call, const Account& account) {
          say_as(call, nickserv_nick, code::done,
                 "The account " + account.name + " has been verified.");
        },
};

}  // namespace

void handle_verify(Call& call) {
  constexpr VerifyWords words{
      .refused =
          [](Call& c, std::string_view code, std::string_view name, std::string_view why) {
            c.reply.fail("VERIFY", {code, name}, capitalised(why));
          },
      .verified =
          [](Call& c, const Account& account) {
            c.reply.from_server({"VERIFY", "SUCCESS", account.name},
                                "Your account has been verified");
          },
  };
  verify_with(call, {std::string(call.param(0)), std::string(call.param(1))}, words);
}

void verify(ServiceCall& asked) {
  if (asked.words.size() > 1) {
    return verify_with(asked.call, {asked.words[0], asked.words[1]}, service_words);
  }
  ask_for_code(
      asked, store::CodePurpose::verify,
      "If this account waits to be verified, another code is on its way to its address; one "
      "that was sent a short while ago still holds.");
}

void ask_for_code(ServiceCall& asked, store::CodePurpose purpose, std::string_view words) {
  ChatState& state = asked.call.state;
  const Address source = asked.call.session.address.source();
  if (!state.settings.accounts.sends_mail) {
    return asked.say(code::disallowed, "This server sends no e-mail: ask an operator for a code.");
  }
  if (!state.is_exempt(asked.call.session) &&
      !state.mails.may_ask(source, state.settings, asked.call.now.mono_ms)) {
    return asked.say(code::temporarily_unavailable,
                     "You have asked for several codes lately, try again later.");
  }
  state.mails.count_asked(source, state.settings, asked.call.now.mono_ms);
  const Account* account = state.accounts.find(asked.words[0]);
  const bool wants_it =
      account != nullptr && (purpose == store::CodePurpose::reset || !account->is_verified);
  const auto draw = [](Call& page) {
    ask(page, DrawToken{}, TokenDrawn{});
    return Progress::waiting;
  };
  const auto say = [id = wants_it ? account->id : 0, purpose, source,
                    said = std::string(words)](Call& page) {
    const std::string& token = std::get<TokenDrawn>(*page.answer).token;
    if (!token.empty()) mail_code(page.state, {id, purpose, token, source});
    if (token.empty()) {
      say_as(page, nickserv_nick, code::temporarily_unavailable,
             "No code could be made, try again.");
    } else {
      say_as(page, nickserv_nick, code::code_sent, said);
    }
    return Progress::done;
  };
  answer_in_pages(asked.call, in_steps({draw, say}));
}

}  // namespace uvchat::hub
