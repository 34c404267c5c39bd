#include "hub/mails.h"

#include <algorithm>

#include "uvchat/base/ascii.h"

namespace uvchat::hub {
namespace {

// Most mail systems take these for one mailbox: Ana@example.org, ana+x@example.org.
std::string mailbox_of(std::string_view email) {
  const std::size_t at = email.find('@');
  std::string mailbox(email.substr(0, std::min(email.find('+'), at)));
  mailbox += email.substr(std::min(at, email.size()));
  std::transform(mailbox.begin(), mailbox.end(), mailbox.begin(), to_lower);
  return mailbox;
}

}  // namespace

bool MailCounts::may_ask(const Address& peer, const HubSettings& settings, std::uint64_t now_ms) {
  return for_peer_.may(peer, settings.accounts.mails, now_ms);
}

void MailCounts::count_asked(const Address& peer, const HubSettings& settings,
                             std::uint64_t now_ms) {
  for_peer_.count(peer, settings.accounts.mails, now_ms);
}

bool MailCounts::take(std::string_view email, const std::string& account, Asker asker,
                      const HubSettings& settings, std::uint64_t now_ms) {
  const AttemptLimit& each = settings.accounts.mails;
  const AttemptLimit& all = settings.accounts.mails_in_all;
  const std::string mailbox = mailbox_of(email);
  Sent& by_account = asker == Asker::stranger ? of_strangers_ : of_owners_;
  Sent& by_mailbox = asker == Asker::owner ? of_owners_ : of_strangers_;
  if (!by_mailbox.to.may(mailbox, each, now_ms) || !by_mailbox.all.may({}, all, now_ms) ||
      !by_account.of_account.may(account, each, now_ms)) {
    return false;
  }
  by_mailbox.to.count(mailbox, each, now_ms);
  by_mailbox.all.count({}, all, now_ms);
  by_account.of_account.count(account, each, now_ms);
  return true;
}

}  // namespace uvchat::hub
