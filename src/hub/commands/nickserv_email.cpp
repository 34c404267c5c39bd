// SET email: another address for an account, or none. It takes the password once more, so that
// nobody takes an account over by a session that was left open.

#include <initializer_list>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "hub/acts/mail_code.h"
#include "hub/codes.h"
#include "hub/commands/nickserv_words.h"
#include "uvchat/base/ascii.h"
#include "uvchat/base/email.h"
#include "uvchat/base/sha256.h"

namespace uvchat::hub {
namespace {

// What is asked for, and what has been found out.
struct NewAddress {
  AccountThen account;
  std::string email;  // empty: none any more
  std::string code;   // given, or drawn
  std::string before = {};
};
using Step = Progress (*)(Call&, NewAddress&);

// The code is good for this address alone.
std::string proof_of(const NewAddress& change) {
  return sha256_text(hash_of_code(change.code) + " " + change.email);
}

void take_steps(const ServiceCall& asked, NewAddress wish, const std::string& password,
                std::initializer_list<Step> steps) {
  if (const auto why = why_no_check(asked.call)) return refuse_as_nickserv(asked.call, *why);
  const auto change = std::make_shared<NewAddress>(std::move(wish));
  std::vector<Page> pages = password_steps(change->account, password);
  for (const Step step : steps) {
    pages.emplace_back([change, step](Call& page) { return step(page, *change); });
  }
  answer_in_pages(asked.call, in_steps(std::move(pages)));
}

// --- The change

// Whoever has taken an account over does not do it in secret. Not counted: each address that is
// told has had a code, which was.
void tell_old_address(ChatState& state, const std::string& account, const std::string& before) {
  if (!state.settings.accounts.sends_mail || !is_email(before)) return;
  SendMail mail = mail_of_change(state.settings, account, before);
  mail.ticket = state.next_ticket({});
  state.outbox.ask(std::move(mail));
}

Progress read_old_address(Call& page, NewAddress& change) {
  ask(page, AskStore{{}, store::ReadAccount{change.account.id}},
      StoreAnswered{{}, store::unavailable("the database does not answer")});
  return Progress::waiting;
}

Progress begin_change(Call& page, NewAddress& change) {
  return knows_password(page, change.account) ? read_old_address(page, change) : Progress::done;
}

Progress change_address(Call& page, NewAddress& change) {
  const store::Answer& read = std::get<StoreAnswered>(*page.answer).answer;
  if (!is_stored(page, "Nothing has changed")) return Progress::done;
  if (read.data) change.before = read.data->email;
  ask_to_change(page, store::SetEmail{change.account.id, change.email},
                [&state = page.state, change](const store::Answer& answer, Now) {
                  Account* account = state.accounts.find(change.account.id);
                  if (account == nullptr || answer.outcome != store::Outcome::done) return;
                  account->has_email = !change.email.empty();
                  if (change.before == change.email) return;
                  tell_old_address(state, account->name, change.before);
                });
  return Progress::waiting;
}

Progress tell_changed(Call& page, NewAddress& change) {
  if (!is_stored(page, "Nothing has changed")) return Progress::done;
  say_as(page, nickserv_nick, code::done,
         change.email.empty() ? "Your account has no e-mail address any more."
                              : "The e-mail address of your account is " + change.email + ".");
  return Progress::done;
}

// --- With a code

Progress use_code(Call& page, NewAddress& change) {
  if (!knows_password(page, change.account)) return Progress::done;
  ask_to_change(page,
                store::UseCode{change.account.id, store::CodePurpose::verify, proof_of(change),
                               page.now.wall_us},
                [](const store::Answer&, Now) {});
  return Progress::waiting;
}

Progress go_on_if_proven(Call& page, NewAddress& change) {
  if (std::get<StoreAnswered>(*page.answer).answer.outcome == store::Outcome::absent) {
    count_wrong_at_address(page, change.account.name, "wrong code");
    refuse_as_nickserv(
        page, {code::invalid_code, "that is not the code for this address, or it is too old"});
    return Progress::done;
  }
  return is_stored(page, "Nothing has changed") ? read_old_address(page, change) : Progress::done;
}

// --- A code for the new address

bool count_mail(Call& page, const NewAddress& change) {
  ChatState& state = page.state;
  const Address source = page.session.address.source();
  const bool may_ask = state.is_exempt(page.session) ||
                       state.mails.may_ask(source, state.settings, page.now.mono_ms);
  if (!may_ask ||
      !state.mails.take(change.email, state.names.fold(change.account.name),
                        Asker::owner_for_new_address, state.settings, page.now.mono_ms)) {
    refuse_as_nickserv(page, unavailable("too much e-mail was sent lately, try again later"));
    return false;
  }
  state.mails.count_asked(source, state.settings, page.now.mono_ms);
  return true;
}

Progress draw_code(Call& page, NewAddress& change) {
  if (!knows_password(page, change.account) || !count_mail(page, change)) return Progress::done;
  ask(page, DrawToken{}, TokenDrawn{});
  return Progress::waiting;
}

Progress keep_code(Call& page, NewAddress& change) {
  const std::string& token = std::get<TokenDrawn>(*page.answer).token;
  if (token.empty()) {
    refuse_without_code(page);
    return Progress::done;
  }
  change.code = code_of_token(token);
  ask_to_change(page,
                store::SetCode{change.account.id, store::CodePurpose::verify, proof_of(change),
                               page.now.wall_us + code_us_max},
                [](const store::Answer&, Now) {});
  return Progress::waiting;
}

Progress send_code(Call& page, NewAddress& change) {
  if (!is_stored(page, "There is no code")) return Progress::done;
  ask(page,
      mail_of_new_address(page.state.settings, change.account.name, change.email, change.code),
      MailSent{});
  return Progress::waiting;
}

Progress tell_sent(Call& page, NewAddress& change) {
  const bool is_lost = std::get<MailSent>(*page.answer).outcome == MailOutcome::not_sent;
  say_as(page, nickserv_nick, is_lost ? code::temporarily_unavailable : code::code_sent,
         is_lost ? "No code could be sent to this address: try again later."
                 : "A code is on its way to it: SET email " + change.email + " <password> <code>");
  return Progress::done;
}

}  // namespace

void set_email(ServiceCall& asked) {
  const ChatState& state = asked.call.state;
  const AccountSettings& settings = state.settings.accounts;
  const bool removes = same_in_ascii(asked.word(1), "none");
  NewAddress change{.account = account_then(state, asked.call.user().account->name),
                    .email = removes ? std::string() : std::string(asked.word(1)),
                    .code = std::string(asked.word(3))};
  const std::string password(asked.word(2));
  if (removes && settings.email_required) {
    asked.say(code::invalid_email, "Accounts need an e-mail address here.");
  } else if (!removes && !is_email(change.email)) {
    asked.say(code::invalid_email, "That is no e-mail address.");
  } else if (!is_password(password)) {
    asked.say(code::invalid_params, "Your password comes behind it.");
  } else if (removes || !settings.sends_mail) {
    take_steps(asked, std::move(change), password, {begin_change, change_address, tell_changed});
  } else if (change.code.empty()) {
    take_steps(asked, std::move(change), password, {draw_code, keep_code, send_code, tell_sent});
  } else {
    take_steps(asked, std::move(change), password,
               {use_code, go_on_if_proven, change_address, tell_changed});
  }
}

}  // namespace uvchat::hub
