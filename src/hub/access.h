#pragma once

#include <optional>
#include <string_view>

#include "hub/state.h"
#include "uvchat/irc/numerics.h"

// Who may do what in a channel: these rules stand here and nowhere else. None of them changes
// anything but what is remembered of masks, and the work that they count. Owner: the hub.

namespace uvchat::hub {

// Why not; `text` is a constant.
struct Refusal {
  irc::Numeric numeric;
  std::string_view text;
};

// What the channel's lists say of `user`. It is remembered until one of them changes.
Verdict verdict_of(ChatState& state, const User& user, const Channel& channel);

// Why `user` may not join; nothing where they may. `key` is what they gave.
std::optional<Refusal> may_not_join(ChatState& state, const User& user, const Channel& channel,
                                    std::string_view key);

// Mode z can be set: each member has mode Z. Who is absent has not, and is not to be kept out of
// their account by others, which they would be if they came back without TLS.
bool all_are_secure(Work& work, const Channel& channel);
// A constant text for ERR_ALLMUSTSSL.
inline constexpr std::string_view not_all_are_secure =
    "Cannot set +z: somebody here has a connection without TLS, or is not connected";

// A request of a client to a client (CTCP), but for ACTION, which is speech.
bool is_ctcp(std::string_view text);
// Why the channel takes no such text from anybody (modes C, W, c and x); a constant, empty where it
// does.
std::string_view unwelcome(const HubSettings& settings, const Channel& channel,
                           std::string_view text);

enum class Audience : std::uint8_t {
  all,
  operators,  // mode U: what would be refused is shown to those who can allow it
  nobody,
};
struct SpeechRight {
  Audience audience = Audience::all;
  std::string_view why;  // where it is nobody: a constant text for ERR_CANNOTSENDTOCHAN
};
// Where a message of `user` with this text may go. `text` is empty for TAGMSG.
SpeechRight may_speak(ChatState& state, const User& user, const Channel& channel,
                      std::string_view text);

// Whether `user` may know that the channel exists. Of a secret one (mode s) only its members and
// operators may.
bool knows(const User& user, const Channel& channel);

// Whether a viewer outside the channel is shown `member` in its NAMES and WHO. Invisible users
// (mode i) are not shown, nor members that others in the channel do not know of, nor those without
// a rank in an auditorium.
bool seen_from_outside(const User& viewer, const Membership& member);

// Whether `viewer` is told that `member` is in the channel.
bool shown_to(const User& viewer, const Membership& member);

// The user is logged in to the account that has registered the channel.
bool is_founder(const User& user, const Channel& channel);
// The account's user in the channel. Null: they are not there.
Membership* member_of_account(const ChatState& state, store::AccountId account,
                              const Channel& channel);
// What the user is by their account in a channel that is kept.
irc::RankSet ranks_of_account(const ChatState& state, const User& user, const Channel& channel);

// A member without a rank may not act on one with a rank, and nobody on a higher rank than their
// own.
bool may_act_on(const Membership& by, const Membership& target);

// Where mode f sends those who are not let in; null where that is nowhere, or has gone.
Channel* forward_of(const ChatState& state, const Channel& channel);

// Has `rank` or more in `channel`.
bool has_rank(const User& user, const Channel& channel, irc::Rank rank);

// Whether a mask that `user` sets may name the channel (j:#room). What such a mask does to people
// tells who is there, so only those may set it who are told of all members.
bool may_ban_members_of(const User& user, std::string_view folded_channel);

}  // namespace uvchat::hub
