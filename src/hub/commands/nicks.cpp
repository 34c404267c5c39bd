#include "hub/commands/nicks.h"

#include <algorithm>
#include <cstdint>
#include <memory>

#include "hub/acts/identity.h"
#include "hub/service_nicks.h"
#include "hub/service_notice.h"
#include "uvchat/base/limits.h"
#include "uvchat/base/utf8.h"

namespace uvchat::hub {
namespace {

constexpr const char* nick_of_account = "This nick belongs to an account.";

// `wanted` with `count` behind it, or in its last places where there is no room. The first place
// stays, since no nick begins with a digit; where so few are allowed that the count does not fit,
// the nick is longer than allowed.
std::string numbered(const std::string& wanted, const std::string& count, std::size_t chars_max) {
  const std::size_t chars = std::max(chars_max, count.size() + 1) - count.size();
  const std::string_view kept = utf8_first(wanted, chars);
  return std::string(utf8_cut(kept, limits::nick_bytes_max - count.size())) + count;
}

bool is_open_to_guests(const ChatState& state, std::string_view nick, const User* user) {
  return state.directory.nick_is_free(nick, user) && state.accounts.name_is_free(nick);
}

// They have had one that is another's.
void rename_guest(ChatState& state, User& user, const std::string& why, Now now) {
  const std::string nick = guest_nick(state);
  for_each_session_of(user, [](Session& session) { session.end_nick_grace(); });
  tell_from_service(state, nickserv_nick, user, why + " You are " + nick + " from now on.", now);
  change_nick({state, user, nullptr, nullptr, now}, nick);
}

}  // namespace

std::string free_nick(ChatState& state, const std::string& wanted, const User* user) {
  if (is_open_to_guests(state, wanted, user)) return wanted;
  const std::size_t chars_max = state.settings.nick_chars_max;
  const bool has_room = utf8_length(wanted) < chars_max && wanted.size() < limits::nick_bytes_max;
  std::string nick = has_room ? wanted + "_" : wanted;
  while (!is_open_to_guests(state, nick, user)) {
    nick = numbered(wanted, std::to_string(++state.numbered_names), chars_max);
  }
  return nick;
}

std::string guest_nick(ChatState& state) {
  return free_nick(state, "guest" + std::to_string(++state.guests));
}

bool may_take_nick(const ChatState& state, std::string_view nick, const Account* account,
                   const User* self) {
  const Claim claim = state.accounts.claim_on(nick, account);
  if (claim == Claim::alike) return false;
  const bool has_grace = account == nullptr && state.settings.accounts.nick_grace_seconds > 0;
  if (claim == Claim::anothers && !has_grace) return false;
  if (state.directory.nick_is_free(nick, self)) return true;
  const User* holder = state.directory.find_user(nick);
  const bool renames = state.settings.accounts.nick_grace_seconds > 0;
  const bool gives_way =
      claim == Claim::own && renames && holder != nullptr && holder->account != account;
  // Spellings of one nick may look like different ones: somebody else may have a look of this one.
  return gives_way && state.directory.nick_is_free(nick, self, holder);
}

void take_back_nick(ChatState& state, std::string_view nick, const Account* account, Now now) {
  User* holder = state.directory.find_user(nick);
  if (account == nullptr || holder == nullptr || holder->account == account) return;
  rename_guest(state, *holder, "The owner of this nick has come.", now);
}

void watch_nick(ChatState& state, User& user, Now now) {
  for_each_session_of(user, [](Session& session) { session.end_nick_grace(); });
  if (is_in_classroom(user)) return;
  if (state.settings.accounts.nick_grace_seconds == 0) return;
  if (state.accounts.claim_on(user.nick(), user.account) != Claim::anothers) return;
  if (user.account != nullptr) {
    return rename_guest(state, user, "This nick belongs to another account.", now);
  }
  const auto grace_ms =
      static_cast<std::uint64_t>(state.settings.accounts.nick_grace_seconds) * 1000;
  std::uint64_t& until_ms = user.make_extras().nick_grace_until_ms;
  if (until_ms == 0) until_ms = now.mono_ms + grace_ms;
  if (until_ms <= now.mono_ms) return rename_guest(state, user, nick_of_account, now);
  Session& session = *user.sessions;  // which a guest has
  auto& nick_grace = session.make_extras().nick_grace = std::make_unique<Timer>(session);
  state.timers.schedule(*nick_grace, Deadline::nick_grace, until_ms);
  const std::uint64_t seconds = (until_ms - now.mono_ms + 999) / 1000;
  tell_from_service(
      state, nickserv_nick, user,
      "This nick belongs to an account. Log in within " + std::to_string(seconds) +
          " seconds (/msg NickServ IDENTIFY <password>), or take another one with NICK.",
      now);
}

void watch_holder(ChatState& state, std::string_view nick, const User* self, Now now) {
  User* holder = state.directory.find_user(nick);
  if (holder != nullptr && holder != self) watch_nick(state, *holder, now);
}

void end_nick_grace(ChatState& state, Session& session, Now now) {
  rename_guest(state, *session.user, nick_of_account, now);
}

}  // namespace uvchat::hub
