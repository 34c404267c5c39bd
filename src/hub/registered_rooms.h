#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "hub/state.h"
#include "uvchat/base/time.h"
#include "uvchat/store/request.h"

// Channels that are registered: the store has what they are set to, their founder and their access
// list, so that they outlive their members and the server.

namespace uvchat::hub {

// What the store is to keep of the channel when it is set to `traits`.
store::Room stored_room(ChatState& state, const Channel& channel, const ChannelTraits& traits);
// Sets the channel to `traits`, and tells nobody.
void take_traits(ChatState& state, Channel& channel, ChannelTraits traits);

// The store has it as a registered channel with this founder from now on; or no longer, and then it
// ends if nobody is in it.
void keep_for(Channel& channel, store::AccountId founder, std::string stored_fold,
              std::int64_t made_us);
void keep_no_longer(ChatState& state, Channel& channel);
// An account has been erased, with its access and the channels that it has founded.
void forget_account(ChatState& state, store::AccountId account);

// What the account is by the channel's access list.
irc::RankSet access_of(const Keeping& keeping, store::AccountId account);
void set_access(Keeping& keeping, const AccountRanks& access);

std::string rank_letters(irc::RankSet ranks);  // "qo"
irc::RankSet ranks_of_letters(std::string_view letters);

// Makes a channel as the store has it. What cannot be used of a room that somebody has changed in
// the store is left out, and the log says so. REQUIRES: there is none of that name.
void load_room(ChatState& state, const store::KeptRoom& kept);
// When all are there: those that forward to a channel that is not there any more forward nowhere.
void find_forwards(ChatState& state);

}  // namespace uvchat::hub
