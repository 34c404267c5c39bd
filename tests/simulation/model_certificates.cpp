// Certificates: NickServ's CERT, and AUTHENTICATE EXTERNAL.

#include <algorithm>

#include "hub/iso_time.h"
#include "tests/simulation/model.h"
#include "uvchat/base/base64.h"
#include "uvchat/base/limits.h"
#include "uvchat/base/utf8.h"

namespace uvchat::simulation {
namespace {

constexpr const char* unknown_certificate = "this certificate does not log in to that account";

}  // namespace

void Model::log_in_by_certificate(const std::string& data) {
  const auto name = from_base64(data == "+" ? "" : data);
  if (!name || !utf8_valid(*name) || name->size() > limits::nick_bytes_max ||
      name->find('\0') != name->npos) {
    return login_fails("that is not what EXTERNAL wants");
  }
  if (caller_->certificate.empty()) return login_fails(unknown_certificate);  // WEBIRC has come
  if (is_shut_out(false)) return;
  Question question{Question::Of::external, *name, {}};
  question.fingerprint = caller_->certificate;
  wait_for(std::move(question));
}

// Of a fingerprint as it is here, in small letters without colons.
void Model::cert(const Person& p, const std::vector<std::string>& words) {
  const auto refuse = [&](const std::string& why) {
    service_says("NickServ", {"Refused: " + why});
  };
  if (p.account == nullptr) return service_says("NickServ", {"Log in first."});
  const std::string what = words.size() < 2 ? "LIST" : upper(words[1]);
  std::string fingerprint = words.size() > 2 ? words[2] : "";
  if (!fingerprint.empty() && fingerprint.size() != 64) {
    return refuse("that is no SHA-256 fingerprint: 64 hexadecimal digits, with or without colons");
  }
  if (fingerprint.empty() && what == "DEL") {
    return refuse("DEL takes a fingerprint: LIST tells them");
  }
  if (what == "ADD" && caller_->certificate.empty()) {
    return refuse(
        "your connection has shown no certificate: connect with the one that is to log in");
  }
  if (what == "ADD" && !fingerprint.empty() && fingerprint != caller_->certificate) {
    return refuse(
        "your connection has shown another certificate: connect with the one that is to log in");
  }
  if (what == "ADD") fingerprint = caller_->certificate;
  Question question{Question::Of::certificates, what, {}};
  question.fingerprint = fingerprint;
  question.account = p.account->id;
  wait_for(std::move(question));
}

void Model::asked_of_certificate(const AskStore& asked) {
  const auto is_asked = [&](Question::Of of, const std::string& name, std::uint64_t account,
                            const std::string& fingerprint) {
    const Question* question = asked_by(asked.ticket.conn, of, asked.ticket);
    const bool is_external = of == Question::Of::external;
    if (question == nullptr || question->fingerprint != fingerprint) return false;
    return is_external || (question->name == name && question->account == account);
  };
  bool is_right = true;
  if (const auto* find = std::get_if<store::FindCertificate>(&asked.request)) {
    is_right = is_asked(Question::Of::external, {}, 0, find->fingerprint);
  } else if (const auto* add = std::get_if<store::AddCertificate>(&asked.request)) {
    is_right = is_asked(Question::Of::certificates, "ADD", add->account, add->fingerprint);
  } else if (const auto* drop = std::get_if<store::ForgetCertificate>(&asked.request)) {
    is_right = is_asked(Question::Of::certificates, "DEL", drop->account, drop->fingerprint);
  } else if (const auto* read = std::get_if<store::ReadCertificates>(&asked.request)) {
    is_right = is_asked(Question::Of::certificates, "LIST", read->account, {});
  }
  if (!is_right) breaks("the hub asks for certificates otherwise than somebody has asked for");
}

void Model::go_on_with_certificate(const Question& question, const store::Answer& answer) {
  const bool is_away = answer.outcome == store::Outcome::unavailable;
  const auto say = [&](const std::string& text) { service_says("NickServ", {text}); };
  if (question.of == Question::Of::external) {
    const auto owner = std::find_if(accounts_.begin(), accounts_.end(), [&](const Account& a) {
      return a.id != 0 && a.id == answer.account;
    });
    if (is_away) return login_fails(answer.why);
    if (owner == accounts_.end() ||
        (!question.name.empty() && account_named(question.name) != &*owner)) {
      happened_.add(Happening::certificate_is_unknown);
      wrong_passwords_.count(caller_->address, now_.mono_ms);
      is_fined();
      return login_fails(unknown_certificate);
    }
    happened_.add(Happening::certificate_logs_in);
    return accept_login(*owner, false);
  }
  const std::string it = "The certificate " + question.fingerprint;
  if (answer.in_doubt) return say(sentence(answer.why) + ".");
  if (question.name == "LIST") {
    if (is_away) return say("Your certificates cannot be read: " + answer.why);
    for (const store::Certificate& one : answer.certificates) {
      const bool is_own = one.fingerprint == caller_->certificate;
      say(one.fingerprint + ", added " + hub::iso_time(one.added_us / 1000) +
          (is_own ? " (of this connection)" : ""));
    }
    if (answer.certificates.empty()) say("No certificate logs in to your account.");
  } else if (is_away) {
    say(it.substr(0, str("The certificate").size()) + " was not " +
        (question.name == "ADD" ? "added: " : "deleted: ") + answer.why);
  } else if (answer.outcome == store::Outcome::taken) {
    say("Refused: this certificate belongs to another account");
  } else if (answer.outcome == store::Outcome::absent) {
    say(question.name == "DEL"
            ? "Refused: your account has no such certificate"
            : "Refused: your account has 16 certificates already: DEL one first");
  } else {
    say(it + " logs in to your account " +
        (question.name == "ADD" ? "from now on." : "no longer."));
  }
}

}  // namespace uvchat::simulation
