// REPORT: tells the operators of somebody's behaviour.

#include <algorithm>
#include <string>

#include "hub/acts/audit.h"
#include "hub/acts/notices.h"
#include "hub/commands/answers.h"
#include "hub/commands/handlers.h"
#include "hub/text_room.h"
#include "uvchat/base/limits.h"

namespace uvchat::hub {
namespace {

constexpr AttemptLimit kept_of_one{3, 60};  // one person does not fill what is kept of all

// Whether a report of the caller's is kept: first those of one account, else of one address, are
// bounded, then all together. Counts it if it is.
bool may_keep_report(const Call& call) {
  ChatState& state = call.state;
  const std::uint64_t now_ms = call.now.mono_ms;
  const Account* account = call.session.account();
  const std::string name = account == nullptr ? std::string() : state.names.fold(account->name);
  const Address source = call.session.address.source();
  const bool may = account == nullptr ? state.reports_from_address.may(source, kept_of_one, now_ms)
                                      : state.reports_of_account.may(name, kept_of_one, now_ms);
  if (!may || !may_keep(state.report_notes, call.now)) return false;
  if (account == nullptr) {
    state.reports_from_address.count(source, kept_of_one, now_ms);
  } else {
    state.reports_of_account.count(name, kept_of_one, now_ms);
  }
  return true;
}

}  // namespace

void handle_report(Call& call) {
  const User* user = call.state.directory.find_user(call.param(0));
  if (user == nullptr) return no_such_nick(call, call.param(0));
  const std::string reporter(call.user().nick());
  const std::string about = std::string(user->prefix()) + ": ";
  const std::size_t head_bytes = sizeof(":  NOTICE  :***  reports ") - 1 +
                                 call.state.settings.server_name.size() + limits::nick_bytes_max +
                                 reporter.size() + about.size();
  const std::string reason(
      shortened(call, "REPORT", user->nick(), call.param(1),
                std::min(call.state.settings.kick_bytes_max, room_behind(head_bytes))));
  const bool is_heard = notify_operators(call.actor(), reporter + " reports " + about + reason);
  const bool is_kept = may_keep_report(call);
  if (is_kept) keep_deed(call.state, reporter, "REPORT", about + reason, call.now);
  if (!is_heard && !is_kept) {
    call.reply.fail("REPORT", {"TRY_AGAIN", user->nick()},
                    "No operator is here, and too many reports were kept lately: nobody is told");
    return;
  }
  std::string_view who = "The operators are told";
  if (!is_heard) {
    who = call.state.settings.operators.empty()
              ? "It is kept for whoever runs this server, which has no operators"
              : "No operator hears it now: it is kept for them";
  }
  call.reply.from_server({"NOTE", "REPORT", "TAKEN", std::string(user->nick())}, who);
}

}  // namespace uvchat::hub
