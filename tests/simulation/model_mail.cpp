// Codes that are sent by e-mail, and VERIFY: whoever has the code of a new account is its owner.

#include <utility>

#include "hub/codes.h"
#include "tests/simulation/model_files.h"

namespace uvchat::simulation {

// --- A code is sent

void Model::asked_to_draw(const DrawToken& request) {
  if (asked_by(request.ticket.conn, Question::Of::token, request.ticket) == nullptr &&
      asked_by(request.ticket.conn, Question::Of::upload_token, request.ticket) == nullptr) {
    breaks("the hub draws a token that nobody needs");
  }
}

void Model::token_drawn(const TokenDrawn& drawn) {
  Session* s = waiting_for(drawn.ticket);
  if (s == nullptr) return;
  answered(*s, [&](const Question& question) {
    question.of == Question::Of::token ? go_on_with_token(question, drawn.token)
                                       : Files{*this}.go_on_with_token(question, drawn.token);
  });
}

void Model::go_on_with_token(const Question& question, const std::string& token) {
  if (token.empty()) {
    return refuse_account(question.name,
                          "TEMPORARILY_UNAVAILABLE No code could be made, try again");
  }
  Question next = question;
  next.code = hub::code_of_token(token);
  ask_for_account(std::move(next));
}

void Model::asked_to_mail(const SendMail& request) {
  const Question* question = asked_by(request.ticket.conn, Question::Of::mail, request.ticket);
  if (question == nullptr || request.to != question->email ||
      request.text.find("The code is: " + question->code + "\n") == std::string::npos) {
    return breaks("the hub sends a message that nobody has asked for, to " + request.to);
  }
  account_named(question->name)->code = question->code;
}

void Model::mail_sent(const MailSent& sent) {
  Session* s = waiting_for(sent.ticket);
  if (s == nullptr) return;
  answered(*s, [&](const Question& question) { go_on_with_mail(question, sent.outcome); });
}

void Model::go_on_with_mail(const Question& question, MailOutcome outcome) {
  const std::string& name = account_named(question.name)->name;
  const bool is_lost = outcome == MailOutcome::not_sent;
  happened_.add(is_lost ? Happening::mail_is_lost : Happening::account_waits_for_code);
  reply(said(":srv REGISTER VERIFICATION_REQUIRED " + name +
             (is_lost ? " :No code could be sent to your address: ask for another one later with "
                        "/msg NickServ VERIFY " +
                            name
                      : " :A code is on its way to your address: say it with VERIFY " + name +
                            " <code>")));
}

// --- VERIFY

void Model::verify(Person&, const irc::Message& message) {
  const std::string name = str(message.param(0));
  const auto refuse = [&](const std::string& code_and_text) {
    const std::size_t end = code_and_text.find(' ');
    reply(said(":srv FAIL VERIFY " + code_and_text.substr(0, end) + " " + middle(name) + " :" +
               code_and_text.substr(end + 1)));
  };
  const std::string not_admitted = why_not_admitted();
  if (!not_admitted.empty()) return refuse("DISALLOWED " + sentence(not_admitted));
  const Account* account = account_named(name);
  if (account == nullptr || account->is_verified) {
    return refuse("INVALID_CODE No account waits for this code");
  }
  if (!hears_password()) {
    return refuse(
        "CLEAR_CONNECTION Everybody on the way could read your password: connect with TLS or "
        "through a tunnel (ssh -L), or ask an operator");
  }
  if (caller_->address != exempt_address && !wrong_passwords_.may(caller_->address, now_.mono_ms)) {
    is_fined();
    return refuse(
        "TEMPORARILY_UNAVAILABLE Too many wrong passwords from your address, try again "
        "later");
  }
  Question question{Question::Of::verify, name, {}};
  question.code = str(message.param(1));
  wait_for(std::move(question));
}

void Model::asked_to_use(const AskStore& asked, const store::UseCode& request) {
  const Question* question = asked_by(asked.ticket.conn, Question::Of::verify, asked.ticket);
  const Account* account = question == nullptr ? nullptr : account_named(question->name);
  if (account == nullptr || account->id != request.account ||
      request.purpose != store::CodePurpose::verify ||
      request.code_hash != hub::hash_of_code(question->code)) {
    return breaks("the hub uses a code that nobody has given");
  }
  codes_asked_[asked.ticket.number] = account->id;
}

// Whether or not the one who has asked is still there.
void Model::settle_code(Ticket ticket, const store::Answer& answer) {
  const auto asked = codes_asked_.find(ticket.number);
  if (asked == codes_asked_.end()) return;
  for (Account& account : accounts_) {
    if (account.id != asked->second || answer.outcome != store::Outcome::done) continue;
    account.is_verified = true;
    account.code.clear();
    happened_.add(Happening::account_verified);
  }
  codes_asked_.erase(asked);
}

void Model::go_on_with_code(const Question& question, const store::Answer& answer) {
  Account* account = account_named(question.name);
  const std::string head = ":srv FAIL VERIFY ";
  if (answer.outcome == store::Outcome::unavailable) {
    return reply(said(head + "TEMPORARILY_UNAVAILABLE " + middle(question.name) + " :" +
                      sentence(answer.why)));
  }
  if (answer.outcome != store::Outcome::done) {
    happened_.add(Happening::code_is_wrong);
    wrong_passwords_.count(caller_->address, now_.mono_ms);
    is_fined();
    return reply(said(head + "INVALID_CODE " + middle(question.name) +
                      " :That is not the code, or it is too old"));
  }
  reply(said(":srv VERIFY SUCCESS " + account->name + " :Your account has been verified"));
  if (me().account == nullptr) {
    say_logged_in(*account);
    enter_account(*account);
  }
  Person* holder = holder_of(account->name);
  if (holder != nullptr && holder != &me()) watch_nick(*holder);
}

}  // namespace uvchat::simulation
