#include "hub/acts/absences.h"

#include <string>

#include "hub/acts/quit.h"
#include "hub/acts/stay.h"
#include "uvchat/base/limits.h"

namespace uvchat::hub {
namespace {

void quit_as_absent(ChatState& state, const Account& account, Now now) {
  const AccountSettings& settings = state.settings.accounts;
  const bool is_wanted = is_always_on(settings, account) && !account.is_suspended(now.wall_ms());
  const std::string days = std::to_string(settings.always_on_days);
  const std::string reason =
      is_wanted ? "Not connected for " + days + (days == "1" ? " day" : " days") : "Not connected";
  quit_without_session(state, *account.user, reason, now);
}

// One who may stay no longer; null: there is none.
const Account* next_to_go(ChatState& state, Now now) {
  for (; !state.leaving.empty(); state.leaving.pop_front()) {
    const Account* account = state.accounts.find(state.leaving.front());
    if (account == nullptr || account->absent_since_ms == 0) continue;
    if (!may_stay(state, *account->user, now)) return account;
  }
  if (state.absent.empty()) return nullptr;
  const Account& longest = *state.accounts.find(state.absent.begin()->second);
  return may_stay(state, *longest.user, now) ? nullptr : &longest;
}

}  // namespace

void look_at_staying(ChatState& state, const Account& account, Now now) {
  if (account.absent_since_ms == 0 || may_stay(state, *account.user, now)) return;
  quit_as_absent(state, account, now);
}

void look_at_all_staying(ChatState& state, Now now) {
  for (const auto& [since_ms, id] : state.absent) {
    const Account& account = *state.accounts.find(id);
    if (!may_stay(state, *account.user, now)) state.leaving.push_back(id);
  }
}

void forget_absent(ChatState& state) {
  while (!state.absent.empty()) {
    User& user = *state.accounts.find(state.absent.begin()->second)->user;
    while (!user.memberships.empty()) state.part(*user.memberships.back());
    end_absence(state, user);
    state.remove_user(user);
  }
}

bool end_long_absences(ChatState& state, Now now, WorkBound& bound) {
  bound.begin(limits::deadlines_us_max);
  while (const Account* account = next_to_go(state, now)) {
    if (state.outbox.full() || bound.reached()) return true;
    quit_as_absent(state, *account, now);
  }
  return false;
}

}  // namespace uvchat::hub
