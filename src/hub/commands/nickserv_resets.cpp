// SARESET and RESETPASS: a new password for somebody who has forgotten theirs.

#include <memory>
#include <string>

#include "hub/acts/audit.h"
#include "hub/acts/mail_code.h"
#include "hub/codes.h"
#include "hub/commands/nickserv_words.h"
#include "hub/commands/verify.h"

namespace uvchat::hub {
namespace {

Progress keep_code(Call& page, store::AccountId id, const std::string& name, std::string& code) {
  const std::string& token = std::get<TokenDrawn>(*page.answer).token;
  if (token.empty()) {
    refuse_without_code(page);
    return Progress::done;
  }
  code = code_of_token(token);
  const AskedDeed deed =
      asked_deed(page.actor(), "SARESET", name,
                 std::string(page.user().nick()) + " resets the password of " + name);
  ask_to_change(page,
                store::SetCode{id, store::CodePurpose::reset, hash_of_code(code),
                               page.now.wall_us + code_us_max},
                settle_reset_code(page.state, id, deed));
  return Progress::waiting;
}

// Nobody learns whether there is the account: a wrong code and a wrong name are the same.
Progress use_code(Call& page, store::AccountId id, const std::string& code) {
  ask_to_change(page,
                store::UseCode{id, store::CodePurpose::reset, hash_of_code(code), page.now.wall_us},
                [&state = page.state, id](const store::Answer& answer, Now) {
                  if (answer.outcome != store::Outcome::done) return;
                  hold_code(state, id, store::CodePurpose::reset, 0);
                });
  return Progress::waiting;
}

Progress set_new_password(Call& page, store::AccountId id, const std::string& name,
                          const std::string& hash) {
  const store::Answer& used = std::get<StoreAnswered>(*page.answer).answer;
  if (used.in_doubt) {
    refuse_as_nickserv(page, {code::in_doubt,
                              "the code may be used up, but no password was changed: ask for "
                              "another code"});
  } else if (used.outcome == store::Outcome::unavailable) {
    refuse_as_nickserv(page, unavailable(used.why));
  } else if (used.outcome != store::Outcome::done) {
    count_wrong(page, name, "wrong code");
    refuse_as_nickserv(page, {code::invalid_code, "wrong name or code"});
  } else {
    return ask_to_set_password(page, id, hash);
  }
  return Progress::done;
}

}  // namespace

void make_reset_code(ServiceCall& asked) {
  const Account* account = asked.call.state.accounts.find(asked.words[0]);
  if (account == nullptr) return asked.say(code::no_such_account, "There is no such account.");
  const auto code = std::make_shared<std::string>();  // once it is drawn
  const auto draw = [](Call& page) {
    ask(page, DrawToken{}, TokenDrawn{});
    return Progress::waiting;
  };
  const auto keep = [id = account->id, name = account->name, code](Call& page) {
    return keep_code(page, id, name, *code);
  };
  const auto tell = [name = account->name, code](Call& page) {
    if (is_stored(page, "There is no code")) {
      say_as(page, nickserv_nick, "RESET_CODE " + name + " " + *code,
             "Within a day: RESETPASS " + name + " " + *code + " <new password>");
    }
    return Progress::done;
  };
  answer_in_pages(asked.call, in_steps({draw, keep, tell}));
}

// The password is hashed first: a code is used up only for one that can be set.
void reset_password(ServiceCall& asked) {
  if (asked.words.size() == 1) {
    return ask_for_code(
        asked, store::CodePurpose::reset,
        "If this account has an e-mail address, a code is on its way to it; one that was "
        "sent a short while ago still holds.");
  }
  if (asked.words.size() == 2) {
    return asked.say(code::invalid_params, "RESETPASS <account> <code> <new password>");
  }
  if (const auto why = why_no_check(asked.call)) return refuse_as_nickserv(asked.call, *why);
  if (const auto fault = fault_of_password(asked.call.state, asked.words[0], asked.words[2])) {
    return refuse_as_nickserv(asked.call, *fault);
  }
  const Account* named = asked.call.state.accounts.find(asked.words[0]);
  const store::AccountId id = named == nullptr ? 0 : named->id;
  const auto hash = std::make_shared<std::string>();  // of the new password
  const auto make = [password = asked.words[2]](Call& page) {
    return ask_for_hash(page, password);
  };
  const auto use = [id, code = asked.words[1], hash](Call& page) {
    *hash = std::get<PasswordHashed>(*page.answer).hash;
    if (!hash->empty()) return use_code(page, id, code);
    refuse_as_nickserv(page, unavailable(passwords_busy));
    return Progress::done;
  };
  const auto set = [id, name = asked.words[0], hash](Call& page) {
    return set_new_password(page, id, name, *hash);
  };
  const auto tell = [](Call& page) {
    if (is_stored(page, "The password was not changed, ask for another code")) {
      say_as(page, nickserv_nick, code::done, "The password has been changed: log in with it.");
    }
    return Progress::done;
  };
  answer_in_pages(asked.call, in_steps({make, use, set, tell}));
}

}  // namespace uvchat::hub
