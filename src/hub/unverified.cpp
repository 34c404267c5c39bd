#include "hub/unverified.h"

#include "hub/acts/login.h"
#include "hub/call.h"

namespace uvchat::hub {
namespace {

constexpr std::uint64_t interval_ms = 60'000;
constexpr int dropped_at_once_max = 100;
constexpr std::int64_t day_us = std::int64_t{86'400} * 1'000'000;

// The store decides: the account may have been verified, and nobody have heard of it.
void ask_to_drop(ChatState& state, store::AccountId id) {
  ask_store(state, store::DropAccount{.account = id, .only_unverified = true},
            [&state, id](const store::Answer& answer, Now now) {
              Account* account = state.accounts.find(id);
              if (account == nullptr || account->is_verified) return;
              switch (answer.outcome) {
                case store::Outcome::done:
                  return end_account(state, *account, now);
                case store::Outcome::unavailable:
                  return state.accounts.give_again(*account);
                default:
                  account->is_verified = true;
              }
            });
}

}  // namespace

void drop_unverified(ChatState& state, Now now) {
  if (now.mono_ms < state.unverified_due_ms) return;
  state.unverified_due_ms = now.mono_ms + interval_ms;
  const std::int64_t made_us = now.wall_us - state.settings.accounts.unverified_days * day_us;
  for (int i = 0; i < dropped_at_once_max; ++i) {
    const Account* account = state.accounts.next_unverified(made_us);
    if (account == nullptr) return;
    ask_to_drop(state, account->id);
  }
}

}  // namespace uvchat::hub
