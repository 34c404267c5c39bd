#include "hub/acts/stay.h"

#include <algorithm>
#include <cstdint>
#include <string>

#include "hub/acts/identity.h"
#include "uvchat/base/assert.h"
#include "uvchat/base/limits.h"

namespace uvchat::hub {
namespace {

constexpr std::string_view auto_away_reason = "Disconnected";
constexpr std::int64_t ms_a_day = std::int64_t{86'400} * 1000;

std::int64_t long_absence_ms(const ChatState& state) {
  return state.settings.accounts.always_on_days * ms_a_day;
}

// Nobody holds a nick that is not theirs without being here.
void take_own_nick(ChatState& state, User& user, Now now) {
  const Account& account = *user.account;
  if (state.accounts.claim_on(user.nick(), &account) == Claim::own) return;
  std::vector<std::string> own{account.name};
  own.insert(own.end(), account.nicks.begin(), account.nicks.end());
  const auto nick = std::find_if(own.begin(), own.end(), [&](const std::string& name) {
    return state.names.valid_nick(name) && state.directory.nick_is_free(name, &user);
  });
  if (nick != own.end()) change_nick({state, user, nullptr, nullptr, now}, *nick);
}

}  // namespace

bool is_always_on(const AccountSettings& settings, const Account& account) {
  const std::string_view wish = account.setting("always-on");
  switch (settings.always_on) {
    case AlwaysOn::off:
      return false;
    case AlwaysOn::opt_in:
      return wish == "on";
    case AlwaysOn::opt_out:
      return wish != "off";
  }
  return false;
}

bool has_auto_away(const Account& account) { return account.setting("auto-away") != "off"; }

bool may_stay(const ChatState& state, const User& user, Now now) {
  const AccountSettings& settings = state.settings.accounts;
  const Account* account = user.account;
  if (account == nullptr || state.shutting_down) return false;
  if (!is_always_on(settings, *account) || account->is_suspended(now.wall_ms())) return false;
  if (account->absent_since_ms == 0) return state.absent.size() < settings.always_on_max;
  return now.wall_ms() - account->absent_since_ms < long_absence_ms(state);
}

void become_absent(ChatState& state, User& user, Now now) {
  UVCHAT_ASSERT(user.sessions == nullptr && user.account != nullptr);
  for (const char letter : {'o', 's'}) state.set_mode(user, letter, false);
  take_own_nick(state, user, now);
  const std::string away(user.away());
  begin_absence(state, user, now.wall_ms(), away);
  look_at_absence({state, user, nullptr, nullptr, now});
}

void begin_absence(ChatState& state, User& user, std::int64_t since_ms, std::string_view away) {
  Account& account = *user.account;
  account.absent_since_ms = since_ms;
  state.absent.emplace(since_ms, account.id);
  if (away.empty() && has_auto_away(account)) away = auto_away_reason;
  user.make_extras().reason = away;
}

void end_absence(ChatState& state, const User& user) {
  if (user.account == nullptr || user.account->absent_since_ms == 0) return;
  state.absent.erase({user.account->absent_since_ms, user.account->id});
  user.account->absent_since_ms = 0;
}

void check_absences(const ChatState& state) {
  std::size_t without_session = 0;
  state.directory.for_each_user([&](const User& user) {
    if (user.sessions != nullptr) return;
    UVCHAT_ASSERT(user.account != nullptr);
    UVCHAT_ASSERT(state.absent.contains({user.account->absent_since_ms, user.account->id}));
    ++without_session;
  });
  UVCHAT_ASSERT(state.absent.size() == without_session);
}

}  // namespace uvchat::hub
