#include "hub/commands/external.h"

#include <utility>

#include "hub/commands/answers.h"
#include "uvchat/base/hex.h"

namespace uvchat::hub {
namespace {

// One answer to all that may be wrong: whether somebody has this certificate is not told, nor
// whether there is the account.
Fault no_account_of_it() {
  return {code::wrong_certificate, "this certificate does not log in to that account"};
}

Progress enter_by_certificate(Call& page, const std::string& name, const LoginWords& words) {
  const store::Answer& answer = std::get<StoreAnswered>(*page.answer).answer;
  const bool is_known = answer.outcome == store::Outcome::done;
  Account* account = is_known ? page.state.accounts.find(answer.account) : nullptr;
  const bool is_meant =
      account != nullptr && (name.empty() || page.state.accounts.find(name) == account);
  if (answer.outcome == store::Outcome::unavailable) {
    words.refused(page, unavailable(answer.why));
  } else if (!is_meant) {
    count_wrong_at_address(page, name, "unknown certificate");
    words.refused(page, no_account_of_it());
  } else {
    accept_login(page, *account, words);
  }
  return Progress::done;
}

}  // namespace

std::string fingerprint_of(const Session& session) { return hex_text(*session.certificate()); }

// A gateway may have named its user since the login began, and then the certificate is not theirs.
void log_in_with_certificate(Call& call, std::string name, const LoginWords& words) {
  if (call.session.certificate() == nullptr) return words.refused(call, no_account_of_it());
  if (const auto why = why_no_check(call)) return words.refused(call, *why);
  call.state.work.add(fold_work(name));
  const auto find = [fingerprint = fingerprint_of(call.session)](Call& page) {
    ask(page, AskStore{{}, store::FindCertificate{fingerprint}},
        StoreAnswered{{}, store::unavailable("the database does not answer")});
    return Progress::waiting;
  };
  const auto enter = [name = std::move(name), words](Call& page) {
    return enter_by_certificate(page, name, words);
  };
  answer_in_pages(call, in_steps({find, enter}));
}

}  // namespace uvchat::hub
