#include "hub/acts/suspend.h"

#include "hub/acts/absences.h"
#include "hub/acts/login.h"

namespace uvchat::hub {
namespace {

bool holds_from_now_on(const store::Answer& answer, const store::Suspension& suspension) {
  const bool is_lifted = suspension.by.empty();
  return answer.outcome == store::Outcome::done || (answer.in_doubt && !is_lifted);
}

}  // namespace

Changes::Settle settle_suspension(ChatState& state, store::AccountId id,
                                  const store::Suspension& suspension, const AskedDeed& deed) {
  return [&state, id, suspension, deed](const store::Answer& answer, Now now) {
    note_answered(state, deed, answer, now);
    Account* account = state.accounts.find(id);
    if (account == nullptr || !holds_from_now_on(answer, suspension)) return;
    account->suspension = suspension;
    if (!account->is_suspended(now.wall_ms())) return;
    ++account->revision;
    end_sessions_of(state, *account, "Your account is suspended: " + suspension.reason, now);
    look_at_staying(state, *account, now);
  };
}

}  // namespace uvchat::hub
