// REGISTER: how an account is made (IRCv3 draft/account-registration).

#include "hub/commands/register.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "hub/account_pace.h"
#include "hub/acts/audit.h"
#include "hub/acts/mail_code.h"
#include "hub/codes.h"
#include "hub/commands/answers.h"
#include "hub/commands/handlers.h"
#include "hub/commands/login.h"
#include "hub/commands/nicks.h"
#include "hub/commands/registration.h"
#include "hub/declared_rooms.h"
#include "hub/owned_name.h"
#include "uvchat/base/email.h"
#include "uvchat/base/limits.h"

namespace uvchat::hub {
namespace {

// A wish, and who is told what becomes of it.
struct Asked {
  Call& call;
  const Wish& wish;
  const RegisterWords& words;

  std::string_view name() const { return wish.name.empty() ? "*" : std::string_view(wish.name); }
  void refuse(std::string_view code, std::string_view why) const {
    words.refused(call, code, name(), why);
  }
};

bool needs_invitation(const Asked& asked) {
  return asked.call.state.settings.accounts.who_registers == WhoRegisters::invited &&
         !asked.wish.for_another;
}

// The wish is what can be granted to this session, as far as is known now.
bool may_register(const Asked& asked) {
  const AccountSettings& settings = asked.call.state.settings.accounts;
  const Session& session = asked.call.session;
  if (!may_send_password(asked.call)) {
    asked.refuse("CLEAR_CONNECTION", clear_connection);
    return false;
  }
  if (asked.wish.for_another) return true;
  if (settings.who_registers == WhoRegisters::nobody) {
    asked.refuse("DISALLOWED", "accounts are not made here");
  } else if (!session.is_registered() && !settings.before_connect) {
    asked.refuse("COMPLETE_CONNECTION_REQUIRED", "complete the connection first");
  } else if (const auto why = why_not_admitted(asked.call)) {
    asked.refuse("DISALLOWED", why->why);
  } else if (session.account() != nullptr) {
    asked.refuse("ALREADY_AUTHENTICATED", "you are logged in as " + session.account()->name);
  } else {
    return true;
  }
  return false;
}

// Where one is needed there is one, and not too many were wrong lately.
bool may_use_invitation(const Asked& asked) {
  if (!needs_invitation(asked)) return true;
  if (asked.wish.invitation.empty()) {
    asked.refuse("INVITATION_REQUIRED",
                 "an invitation is needed: " + std::string(asked.words.with_invitation));
  } else if (const auto why = why_no_check(asked.call)) {
    asked.refuse(why->code, why->why);
  } else {
    return true;
  }
  return false;
}

// An account has the nick of the one who makes it, or one that nobody has.
bool name_is_usable(const Asked& asked) {
  const Call& call = asked.call;
  const std::string& name = asked.wish.name;
  const User* self = call.session.is_registered() ? &call.user() : nullptr;
  if (!call.state.names.valid_nick(name)) {
    asked.refuse("BAD_ACCOUNT_NAME", "that is no name for an account");
  } else if (!call.state.accounts.name_is_free(name)) {
    asked.refuse("ACCOUNT_EXISTS", "there is an account of this name or one like it");
  } else if (!asked.wish.for_another && is_declared_founder(call.state, name)) {
    asked.refuse("BAD_ACCOUNT_NAME",
                 "this account founds a room of the configuration, so an operator makes it");
  } else if (!asked.wish.for_another && !call.state.directory.nick_is_free(name, self)) {
    asked.refuse("ACCOUNT_EXISTS", "somebody who is here has this nick or one like it");
  } else {
    return true;
  }
  return false;
}

bool is_good_enough(const Asked& asked, std::string_view password) {
  const std::string& email = asked.wish.email;
  const bool needs_email =
      asked.call.state.settings.accounts.email_required && !asked.wish.for_another;
  if (email.empty() && needs_email) {
    asked.refuse("INVALID_EMAIL", "an e-mail address is required");
  } else if (!email.empty() && !is_email(email)) {
    asked.refuse("INVALID_EMAIL", "that is no e-mail address");
  } else if (const auto fault = fault_of_password(asked.call.state, asked.wish.name, password)) {
    asked.refuse(fault->code, fault->why);
  } else {
    return true;
  }
  return false;
}

// An address makes some accounts an hour: each costs a hash, and takes a name for good.
bool count_registration(const Asked& asked) {
  ChatState& state = asked.call.state;
  const AttemptLimit& limit = state.settings.accounts.registrations;
  const Address& address = asked.call.session.address;
  if (asked.wish.for_another) return true;
  if (state.is_exempt(asked.call.session)) return true;
  if (!state.accounts_made.may(address.source(), limit, asked.call.now.mono_ms)) {
    asked.refuse("TEMPORARILY_UNAVAILABLE",
                 "your address has made several accounts lately, try again later");
    return false;
  }
  state.accounts_made.count(address.source(), limit, asked.call.now.mono_ms);
  return true;
}

// Whether the account has to wait for a code.
bool is_to_be_verified(const Asked& asked) {
  return asked.call.state.settings.accounts.sends_mail && !asked.wish.email.empty() &&
         !asked.wish.for_another;
}

bool count_mail(const Asked& asked) {
  if (!is_to_be_verified(asked)) return true;
  ChatState& state = asked.call.state;
  const std::uint64_t now_ms = asked.call.now.mono_ms;
  const Address source = asked.call.session.address.source();
  const bool may_ask =
      state.is_exempt(asked.call.session) || state.mails.may_ask(source, state.settings, now_ms);
  if (!may_ask || !state.mails.take(asked.wish.email, state.names.fold(asked.wish.name),
                                    Asker::stranger, state.settings, now_ms)) {
    asked.refuse("TEMPORARILY_UNAVAILABLE", "too much e-mail was sent lately, try again later");
    return false;
  }
  state.mails.count_asked(source, state.settings, now_ms);
  return true;
}

// --- The steps

// An account that is being made.
struct Making {
  Wish wish;
  RegisterWords words;
  std::string password;
  bool waits_for_code = false;
  std::string hash = {};  // of the password, once it is made
  std::string code = {};  // of the verification, once it is drawn
  store::AccountId account = 0;
};

bool take_hash(const Asked& asked, Making& making) {
  making.hash = std::get<PasswordHashed>(*asked.call.answer).hash;
  if (!making.hash.empty()) return true;
  penalize(asked.call.state, asked.call.session, password_penalty_ms);
  asked.refuse("TEMPORARILY_UNAVAILABLE", passwords_busy);
  return false;
}

Progress draw_code(const Asked& asked, Making& making) {
  if (!take_hash(asked, making)) return Progress::done;
  ask(asked.call, DrawToken{}, TokenDrawn{});
  return Progress::waiting;
}

bool take_code(const Asked& asked, Making& making) {
  const std::string& token = std::get<TokenDrawn>(*asked.call.answer).token;
  if (!token.empty()) making.code = code_of_token(token);
  if (token.empty()) asked.refuse("TEMPORARILY_UNAVAILABLE", "no code could be made, try again");
  return !token.empty();
}

store::MakeAccount request_of(const Asked& asked, const Making& making) {
  ChatState& state = asked.call.state;
  const std::int64_t now_us = asked.call.now.wall_us;
  store::MakeAccount make{owned_name(state.work, state.names, making.wish.name), making.hash,
                          making.wish.email, now_us};
  if (needs_invitation(asked)) make.invitation_hash = hash_of_code(making.wish.invitation);
  if (making.waits_for_code) {
    make.code_hash = hash_of_code(making.code);
    make.code_until_us = now_us + code_us_max;
  }
  return make;
}

// The store is asked to make the account. Its name may be gone by now.
Progress ask_store(const Asked& asked, Making& making) {
  Call& page = asked.call;
  if (making.waits_for_code ? !take_code(asked, making) : !take_hash(asked, making)) {
    return Progress::done;
  }
  if (!name_is_usable(asked)) return Progress::done;
  ChatState& state = page.state;
  Account& reserved =
      state.accounts.reserve(making.wish.name, page.now.wall_us, !making.waits_for_code);
  reserved.has_email = !making.wish.email.empty();
  std::optional<AskedDeed> deed;
  if (making.wish.for_another) {
    deed = asked_deed(page.actor(), "SAREGISTER", making.wish.name,
                      std::string(page.user().nick()) + " makes the account " + making.wish.name);
  }
  ask_to_change(page, request_of(asked, making),
                [&state, &reserved, deed](const store::Answer& answer, Now now) {
                  if (deed) note_answered(state, *deed, answer, now);
                  const bool is_made = answer.outcome == store::Outcome::done;
                  is_made ? state.accounts.confirm(reserved, answer.account)
                          : state.accounts.release(reserved);
                });
  return Progress::waiting;
}

void refuse_invitation(const Asked& asked) {
  Call& page = asked.call;
  page.state.wrong_passwords.count(page.session.address.source(),
                                   page.state.settings.accounts.wrong_passwords, page.now.mono_ms);
  penalize(page.state, page.session, password_penalty_ms);
  asked.refuse("INVALID_INVITATION", "that is no invitation code, or it has been used");
}

// The account that the store has made. Null, and said: it has not.
Account* take_account(const Asked& asked) {
  const store::Answer& answer = std::get<StoreAnswered>(*asked.call.answer).answer;
  Account* account = asked.call.state.accounts.find(answer.account);
  switch (answer.outcome) {
    case store::Outcome::done:
      if (account == nullptr) asked.refuse("TEMPORARILY_UNAVAILABLE", "the account is gone");
      return account;
    case store::Outcome::taken:
      asked.refuse("ACCOUNT_EXISTS", "there is an account of this name or one like it");
      return nullptr;
    case store::Outcome::absent:
      refuse_invitation(asked);
      return nullptr;
    default:
      asked.refuse("TEMPORARILY_UNAVAILABLE",
                   answer.in_doubt ? answer.why : "the account could not be stored: " + answer.why);
      return nullptr;
  }
}

Progress tell_made(const Asked& asked, Making&) {
  Call& page = asked.call;
  Account* account = take_account(asked);
  if (account == nullptr) return Progress::done;
  asked.words.made(page, *account);
  watch_holder(page.state, account->name, page.session.user, page.now);
  if (!asked.wish.for_another) enter_own_account(page, *account);
  return Progress::done;
}

Progress send_code(const Asked& asked, Making& making) {
  const Account* account = take_account(asked);
  if (account == nullptr) return Progress::done;
  making.account = account->id;
  ask(asked.call,
      mail_of_code(asked.call.state.settings, store::CodePurpose::verify, account->name,
                   making.wish.email, making.code),
      MailSent{});
  return Progress::waiting;
}

Progress tell_must_verify(const Asked& asked, Making& making) {
  const Account* account = asked.call.state.accounts.find(making.account);
  if (account == nullptr) {
    asked.refuse("TEMPORARILY_UNAVAILABLE", "the account is gone");
    return Progress::done;
  }
  const bool failed = std::get<MailSent>(*asked.call.answer).outcome == MailOutcome::not_sent;
  if (!failed) {
    hold_code(asked.call.state, account->id, store::CodePurpose::verify,
              asked.call.now.mono_ms + mailed_code_held_ms);
  }
  asked.words.must_verify(
      asked.call, *account,
      failed ? "No code could be sent to your address: ask for another one later with /msg "
               "NickServ VERIFY " +
                   account->name
             : "A code is on its way to your address: say it with VERIFY " + account->name +
                   " <code>");
  return Progress::done;
}

}  // namespace

void make_account(Call& call, Wish wish, std::string password, const RegisterWords& words) {
  const Asked now{call, wish, words};
  if (!may_register(now) || !may_use_invitation(now) || !name_is_usable(now) ||
      !is_good_enough(now, password) || !count_registration(now) || !count_mail(now)) {
    return;
  }
  const bool waits_for_code = is_to_be_verified(now);
  const auto making =
      std::make_shared<Making>(Making{std::move(wish), words, std::move(password), waits_for_code});
  const auto step = [making](Progress (*take)(const Asked&, Making&)) {
    return Page([making, take](Call& page) {
      return take({page, making->wish, making->words}, *making);
    });
  };
  std::vector<Page> steps{[making](Call& page) { return ask_for_hash(page, making->password); }};
  if (waits_for_code) steps.push_back(step(draw_code));
  steps.push_back(step(ask_store));
  steps.push_back(step(waits_for_code ? send_code : tell_made));
  if (waits_for_code) steps.push_back(step(tell_must_verify));
  answer_in_pages(call, in_steps(std::move(steps)));
}

void handle_register(Call& call) {
  const std::string_view asked = call.param(0);
  const Session& session = call.session;
  std::string name(asked == "*" ? session.person().nick() : asked);
  if (name.empty()) name = session.registration->refused_nick;
  Wish wish{.name = std::move(name),
            .email = call.param(1) == "*" ? std::string() : std::string(call.param(1)),
            .invitation = std::string(call.param(3))};
  constexpr RegisterWords words{
      .with_invitation = "REGISTER <account> <e-mail|*> <password> <code>",
      .refused =
          [](Call& c, std::string_view code, std::string_view who, std::string_view why) {
            c.reply.fail("REGISTER", {code, who}, capitalised(why));
          },
      .made =
          [](Call& c, const Account& account) {
            c.reply.from_server({"REGISTER", "SUCCESS", account.name},
                                "Your account has been made");
          },
      .must_verify =
          [](Call& c, const Account& account, std::string_view what) {
            c.reply.from_server({"REGISTER", "VERIFICATION_REQUIRED", account.name}, what);
          },
  };
  make_account(call, std::move(wish), std::string(call.param(2)), words);
}

}  // namespace uvchat::hub
