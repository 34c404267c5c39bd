// REGISTER, and what the server is asked for meanwhile: how an account is made. Its name
// is its owner's from when the store has confirmed it, also where who has asked is gone; until it
// has answered nobody else can have it.

#include <algorithm>
#include <utility>

#include "hub/codes.h"
#include "tests/simulation/model_files.h"
#include "uvchat/base/limits.h"

namespace uvchat::simulation {

// --- REGISTER

void Model::register_account(Person& p, const irc::Message& message) {
  std::string name = str(message.param(0) == "*" ? std::string_view(p.nick) : message.param(0));
  if (name.empty()) name = caller_->refused_nick;
  const auto why_not = [&]() -> std::string {  // "CODE why"; empty: they may
    if (!hears_password()) {
      return "CLEAR_CONNECTION Everybody on the way could read your password: connect with TLS "
             "or through a tunnel (ssh -L), or ask an operator";
    }
    if (!house_.makes_accounts) return "DISALLOWED Accounts are not made here";
    if (!p.registered && !house_.makes_them_early) {
      return "COMPLETE_CONNECTION_REQUIRED Complete the connection first";
    }
    const std::string not_admitted = why_not_admitted();
    if (!not_admitted.empty()) return "DISALLOWED " + sentence(not_admitted);
    if (p.account == nullptr) return {};
    return "ALREADY_AUTHENTICATED You are logged in as " + p.account->name;
  };
  const std::string email = message.param(1) == "*" ? "" : str(message.param(1));
  const std::string password = str(message.param(2));
  for (const std::string& why : {why_not(), why_no_name(p, name), why_not_good(email, password)}) {
    if (!why.empty()) return refuse_account(name, why);
  }
  if (caller_->address != exempt_address) {
    if (!accounts_made_.may(caller_->address, now_.mono_ms)) {
      happened_.add(Happening::address_makes_no_more);
      return refuse_account(name,
                            "TEMPORARILY_UNAVAILABLE Your address has made several accounts "
                            "lately, try again later");
    }
    accounts_made_.count(caller_->address, now_.mono_ms);
  }
  Question question{Question::Of::hash, name, password, email};
  question.is_mailed = house_.sends_mail && !email.empty();
  wait_for(std::move(question));
}

void Model::refuse_account(const std::string& name, const std::string& code_and_why) {
  const std::size_t end = code_and_why.find(' ');
  reply(said(":srv FAIL REGISTER " + code_and_why.substr(0, end) + " " + middle(name) + " :" +
             code_and_why.substr(end + 1)));
}

std::string Model::why_no_name(const Person& p, const std::string& name) const {
  if (!names_.valid_nick(name)) return "BAD_ACCOUNT_NAME That is no name for an account";
  if (!name_is_free(name)) return "ACCOUNT_EXISTS There is an account of this name or one like it";
  if (taken(p, name)) return "ACCOUNT_EXISTS Somebody who is here has this nick or one like it";
  return {};
}

std::string Model::why_not_good(const std::string& email, const std::string& password) const {
  if (email.empty() && house_.wants_email) return "INVALID_EMAIL An e-mail address is required";
  const std::size_t at = email.find('@');
  const bool is_address = at != email.npos && at > 0 && at + 1 < email.size() &&
                          email.find('@', at + 1) == email.npos && email.size() <= 254;
  if (!email.empty() && !is_address) return "INVALID_EMAIL That is no e-mail address";
  if (password.size() > limits::password_bytes_max) {
    return "UNACCEPTABLE_PASSWORD A password has 1 to 300 bytes";
  }
  return {};
}

void Model::resume(Person&, const irc::Message&) {
  reply(said(":srv FAIL RESUME NEED_CAPABILITY :Ask for the capability uvchat/resume first"));
}

// --- Questions to the server, and its answers

void Model::wait_for(Question question) {
  question.due_ms = now_.mono_ms + limits::answer_ms_max;
  question.ticket = 0;
  caller_->question = std::move(question);
  park(*caller_);
}

Session* Model::waiting_for(Ticket ticket) {
  const auto at = sessions_.find(ticket.conn);
  if (at == sessions_.end() || at->second.gone || !at->second.question) return nullptr;
  return at->second.question->ticket == ticket.number ? &at->second : nullptr;
}

// The question that the hub asks now: a command must have made it ask.
Question* Model::asked_by(ConnId conn, Question::Of of, Ticket ticket) {
  Session& s = sessions_.at(conn);
  if (!s.question || s.question->ticket != 0 || s.question->of != of || ticket.number == 0) {
    return nullptr;
  }
  s.question->ticket = ticket.number;
  return &*s.question;
}

void Model::answered(Session& s, const std::function<void(const Question&)>& go_on) {
  caller_ = &s;
  const Question question = *std::exchange(s.question, std::nullopt);
  go_on(question);
  end_step();
  after_step(s);
}

void Model::time_out(Session& s) {
  const auto unanswered = store::unavailable("the database does not answer");
  const auto in_doubt = store::in_doubt("the database does not answer");
  answered(s, [&](const Question& question) {
    if (question.of != Question::Of::oper) happened_.add(Happening::answer_does_not_come);
    switch (question.of) {
      case Question::Of::oper:
        return go_on_with_oper(question, PasswordVerdict::busy);
      case Question::Of::hash:
        return go_on_with_hash(question, {});
      case Question::Of::token:
        return go_on_with_token(question, {});
      case Question::Of::account:
        return go_on_with_account(question, in_doubt);
      case Question::Of::mail:
        return go_on_with_mail(question, MailOutcome::unknown);
      case Question::Of::verify:
        return go_on_with_code(question, in_doubt);
      case Question::Of::credentials:
        return go_on_with_credentials(question, unanswered);
      case Question::Of::password:
        return go_on_with_login(question, PasswordVerdict::busy);
      case Question::Of::sayings:
        return go_on_with_sayings(question, unanswered);
      case Question::Of::past:
        return go_on_with_past(question, unanswered);
      case Question::Of::external:
        return go_on_with_certificate(question, unanswered);
      case Question::Of::certificates:
        return go_on_with_certificate(question, question.name == "LIST" ? unanswered : in_doubt);
      case Question::Of::upload_token:
        return Files{*this}.go_on_with_token(question, {});
      case Question::Of::files:
        return Files{*this}.go_on(question, unanswered);
      case Question::Of::file_end:
        return Files{*this}.go_on(question, in_doubt);
      case Question::Of::uploads:
      case Question::Of::upload_end:
        return Files{*this}.go_on_with_uploads(question, {});
    }
  });
}

void Model::asked_to_hash(const HashPassword& request) {
  const Question* question = asked_by(request.ticket.conn, Question::Of::hash, request.ticket);
  if (question == nullptr || question->password != request.password) {
    breaks("the hub hashes a password that nobody has given");
  }
}

void Model::password_hashed(const PasswordHashed& hashed) {
  Session* s = waiting_for(hashed.ticket);
  if (s == nullptr) return;
  answered(*s, [&](const Question& question) { go_on_with_hash(question, hashed.hash); });
}

void Model::go_on_with_hash(const Question& question, const std::string& hash) {
  if (hash.empty()) {
    happened_.add(Happening::hash_is_refused);
    is_fined();
    return refuse_account(question.name,
                          "TEMPORARILY_UNAVAILABLE The server is too busy to check passwords, try "
                          "again in a minute");
  }
  Question next = question;
  next.hash = hash;
  if (!question.is_mailed) return ask_for_account(std::move(next));
  next.of = Question::Of::token;
  wait_for(std::move(next));
}

void Model::ask_for_account(Question question) {
  const std::string why = why_no_name(me(), question.name);
  if (!why.empty()) return refuse_account(question.name, why);
  accounts_.push_back({0, question.name, question.hash, 0, 0, now_.wall_us});
  accounts_.back().is_verified = !question.is_mailed;
  question.of = Question::Of::account;
  wait_for(std::move(question));
}

void Model::asked_to_store(const AskStore& asked) {
  if (const auto* make = std::get_if<store::MakeAccount>(&asked.request)) {
    asked_to_make(asked, *make);
  } else if (const auto* use = std::get_if<store::UseCode>(&asked.request)) {
    asked_to_use(asked, *use);
  } else if (const auto* read = std::get_if<store::ReadCredentials>(&asked.request)) {
    asked_to_read(asked, *read);
  } else if (const auto* change = std::get_if<store::ChangeBan>(&asked.request)) {
    asked_to_change(asked, *change);
  } else {
    Files{*this}.asked(asked);
    asked_of_certificate(asked);
  }
}

void Model::asked_to_make(const AskStore& asked, const store::MakeAccount& request) {
  const Question* question = asked_by(asked.ticket.conn, Question::Of::account, asked.ticket);
  if (question == nullptr || request.name.text != question->name ||
      request.password_hash != question->hash || request.email != question->email ||
      request.name.fold != names_.fold(question->name) || request.made_us != now_.wall_us ||
      request.code_hash !=
          (question->is_mailed ? hub::hash_of_code(question->code) : std::string())) {
    breaks("the hub makes another account than somebody has asked for: " + request.name.text);
    return;
  }
  for (Account& account : accounts_) {
    if (account.id == 0 && account.ticket == 0 && account.name == question->name) {
      account.ticket = asked.ticket.number;
    }
  }
}

// Whether or not the one who has asked is still there.
void Model::settle_account(Ticket ticket, const store::Answer& answer) {
  const auto made = std::find_if(accounts_.begin(), accounts_.end(), [&](const Account& a) {
    return a.id == 0 && a.ticket == ticket.number;
  });
  if (made == accounts_.end()) return;
  if (answer.outcome == store::Outcome::done) {
    made->id = answer.account;
    made->is_nobodys = sessions_.at(ticket.conn).gone;
    happened_.add(made->is_nobodys                 ? Happening::account_of_nobody_made
                  : waiting_for(ticket) != nullptr ? Happening::account_made
                                                   : Happening::account_made_late);
  } else {
    accounts_.erase(made);
  }
}

void Model::go_on_with_account(const Question& question, const store::Answer& answer) {
  Account* account = account_named(question.name);
  if (answer.outcome == store::Outcome::taken) {
    happened_.add(Happening::name_is_taken);
    return refuse_account(question.name,
                          "ACCOUNT_EXISTS There is an account of this name or one like it");
  }
  if (answer.outcome != store::Outcome::done || account == nullptr) {
    happened_.add(Happening::account_not_made);
    return refuse_account(question.name,
                          "TEMPORARILY_UNAVAILABLE " +
                              (answer.in_doubt ? sentence(answer.why)
                                               : "The account could not be stored: " + answer.why));
  }
  if (question.is_mailed) {
    Question next = question;
    next.of = Question::Of::mail;
    return wait_for(std::move(next));
  }
  reply(said(":srv REGISTER SUCCESS " + account->name + " :Your account has been made"));
  say_logged_in(*account);
  enter_account(*account);
}

}  // namespace uvchat::simulation
