// What ChanServ changes: who may, and what the store is asked for.

#include "hub/commands/chanserv_changes.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "hub/access.h"
#include "hub/acts/channel.h"
#include "hub/acts/membership.h"
#include "hub/registered_rooms.h"
#include "hub/room_modes.h"
#include "hub/service_nicks.h"
#include "hub/service_notice.h"
#include "hub/sight.h"
#include "uvchat/base/limits.h"
#include "uvchat/base/utf8.h"

namespace uvchat::hub {
namespace {

using irc::Rank;
using MaybeChange = std::optional<RoomChange>;

MaybeChange no_change(Call& call, std::string_view code, std::string_view why) {
  say_as(call, chanserv_nick, code, why);
  return std::nullopt;
}

// Of somebody who was asked for by a grouped nick not even the account's name is told.
std::string shown_account(const ChatState& state, const Account& account,
                          const std::string& asked) {
  return state.names.same(account.name, asked) ? account.name : asked;
}

std::function<void(Call&)> then_says(std::string text) {
  return [text = std::move(text)](Call& call) { say_as(call, chanserv_nick, code::done, text); };
}

// What one does there without being the founder.
std::string deed_of(const User& user, const Channel& channel, std::string deed) {
  return is_founder(user, channel) ? std::string() : std::move(deed);
}

// The list is changed by those who are founder, owner or admin by it; and only what is below
// themselves, but for the founder.
bool has_right_to_give(const ChatState& state, const User& user, const Channel& channel,
                       Rank rank) {
  if (is_founder(user, channel)) return true;
  const irc::RankSet own = ranks_of_account(state, user, channel);
  return own.at_least(Rank::admin) &&
         own.at_least(static_cast<Rank>(static_cast<std::uint8_t>(rank) + 1));
}

bool is_confirmed(Call& call, const Channel& channel, const std::string& wish,
                  std::string_view token) {
  const std::string expected =
      confirmation_word(call.state, wish + " " + std::to_string(channel.id) + " " +
                                        std::to_string(channel.keeping->made_us));
  if (token == expected) return true;
  const std::string confirmed = wish + " " + expected;
  say_as(call, chanserv_nick, "CONFIRM " + confirmed,
         "This cannot be taken back. To confirm: " + confirmed);
  return false;
}

std::size_t channels_of(ChatState& state, store::AccountId account) {
  std::size_t count = 0;
  state.work.add(state.directory.channel_slots() / 8);
  for (std::size_t slot = 0; slot < state.directory.channel_slots(); ++slot) {
    const Channel* channel = state.directory.channel_at(slot);
    if (channel == nullptr || !channel->is_registered()) continue;
    count += channel->keeping->founder == account ? 1 : 0;
  }
  return count;
}

bool has_room_for_channel(Call& call, const Account& account) {
  const std::size_t count = channels_of(call.state, account.id) + account.channels_asked;
  if (count < call.state.settings.channels_per_account_max) return true;
  say_as(call, chanserv_nick, code::limit_reached,
         account.name + " has founded as many channels as an account may.");
  return false;
}

// Until the store has answered, the account has one channel more.
void count_as_asked(Account& account, RoomChange& change) {
  account.channels_asked += 1;
  change.answered = [id = account.id](ChatState& state) {
    if (Account* founder = state.accounts.find(id)) founder->channels_asked -= 1;
  };
}

// The list has `access` now: who is here has it at once.
RoomChange change_of_access(const Channel& channel, const AccountRanks& access) {
  store::SetAccess request{channel.keeping->stored_fold, access.account,
                           rank_letters(access.ranks)};
  const auto apply = [access](ChatState& state, Channel& changed, const Actor*, Now now) {
    if (!changed.is_registered()) return;
    irc::RankSet taken;
    for (const irc::RankSign& sign : irc::rank_signs) {
      taken.set(sign.rank, access_of(*changed.keeping, access.account).has(sign.rank) &&
                               !access.ranks.has(sign.rank));
    }
    set_access(*changed.keeping, access);
    if (Membership* member = member_of_account(state, access.account, changed)) {
      take_ranks(state, *member, taken, now);
      give_account_ranks(state, *member, now);
    }
  };
  return {std::move(request), apply};
}

}  // namespace

std::string shown_channel(std::string_view name) {
  return std::string(utf8_cut(name, limits::channel_bytes_max));
}

void not_stored(Call& call, store::Outcome outcome, std::string_view why) {
  const bool is_away = outcome == store::Outcome::unavailable;
  say_as(call, chanserv_nick, is_away ? code::temporarily_unavailable : code::outdated,
         "That could not be stored: " + std::string(why) + ".");
}

bool may_as_founder(const User& user, const Channel& channel) {
  return is_founder(user, channel) || (user.is_operator() && channel.is_registered());
}

irc::RankSet standing(const ChatState& state, const User& user, const Channel& channel) {
  irc::RankSet ranks = ranks_of_account(state, user, channel);
  ranks.set(Rank::owner, ranks.has(Rank::owner) || user.is_operator());
  return ranks;
}

std::optional<RoomChange> plan_registration(Call& call, Channel& channel) {
  Account* account = call.user().account;
  if (account == nullptr) return no_change(call, code::need_login, "Log in first.");
  if (channel.is_registered()) {
    return no_change(call, code::already_registered, channel.name + " is registered.");
  }
  if (channel.keeping) {
    return no_change(call, code::of_configuration,
                     channel.name + " is a channel of the configuration.");
  }
  if (!has_rank(call.user(), channel, Rank::op)) {
    return no_change(call, code::no_permissions,
                     "You are not an operator of " + channel.name + ".");
  }
  if (!has_room_for_channel(call, *account)) return std::nullopt;
  store::Room room = stored_room(call.state, channel, channel);
  room.founder = account->id;
  room.made_us = call.now.wall_us;
  const auto apply = [founder = room.founder, fold = room.name.fold, made_us = room.made_us](
                         ChatState& state, Channel& registered, const Actor*, Now now) {
    keep_for(registered, founder, fold, made_us);
    give_ranks_of(state, founder, registered, now);
  };
  RoomChange change{store::SaveRoom{std::move(room)}, apply,
                    then_says(channel.name + " is registered. You are its founder.")};
  count_as_asked(*account, change);
  return change;
}

std::optional<RoomChange> plan_access(Call& call, Channel& channel, const irc::ModeChange& change,
                                      const std::string& name) {
  const Rank rank = *irc::rank_of_letter(change.letter);
  if (!channel.is_registered()) {
    return no_change(call, code::not_registered, channel.name + " is not registered.");
  }
  const bool has_right = has_right_to_give(call.state, call.user(), channel, rank);
  if (!has_right && !call.user().is_operator()) {
    return no_change(call, code::no_permissions,
                     "You may not change this in " + channel.name + ".");
  }
  const Account* account = call.state.accounts.find(name);
  if (account == nullptr) {
    return no_change(call, code::no_such_account,
                     "There is no account " + shown_channel(name) + ".");
  }
  AccountRanks access{account->id, access_of(*channel.keeping, account->id)};
  if (access.ranks.has(rank) == change.on) {
    return no_change(call, code::unchanged, "That is so already.");
  }
  if (access.ranks.empty() && channel.keeping->access.size() >= limits::room_access_max) {
    return no_change(call, code::limit_reached, "The list of " + channel.name + " is full.");
  }
  access.ranks.set(rank, change.on);
  const std::string now_has = rank_letters(access.ranks);
  RoomChange made = change_of_access(channel, access);
  const std::string called = shown_account(call.state, *account, name);
  made.told = then_says(called + " has " + (now_has.empty() ? "nothing" : "+" + now_has) + " in " +
                        channel.name + " now.");
  if (!has_right) {
    const std::string words{change.on ? '+' : '-', change.letter};
    made.deed = "AMODE " + channel.name + " " + words + " " + account->name;
  }
  return made;
}

std::optional<RoomChange> plan_clear_access(Call& call, Channel& channel) {
  if (!may_as_founder(call.user(), channel)) {
    return no_change(call, code::no_permissions, "Only the founder may do that.");
  }
  const auto& access = channel.keeping->access;
  if (access.empty()) {
    return no_change(call, code::done, "The list of " + channel.name + " is empty.");
  }
  RoomChange change = change_of_access(channel, {access.front().account, {}});
  change.again = true;
  change.deed = deed_of(call.user(), channel, "CLEAR " + channel.name + " access");
  return change;
}

std::optional<RoomChange> plan_clear_modes(Call& call, Channel& channel) {
  if (!may_as_founder(call.user(), channel)) {
    return no_change(call, code::no_permissions, "Only the founder may do that.");
  }
  const RoomModes first = *parse_room_modes("nt");
  ChannelTraits traits = channel;
  Applied changes = difference(channel, first);
  if (!channel.forward.empty()) changes.add(false, 'f');
  if (changes.empty()) {
    return no_change(call, code::unchanged, channel.name + " has no other modes than n and t.");
  }
  traits.modes = first.flags;
  traits.key.clear();
  traits.members_max = 0;
  set_forward(traits, nullptr);
  store::SaveRoom request{stored_room(call.state, channel, traits)};
  const auto apply = [traits = std::move(traits), words = changes.text()](
                         ChatState& state, Channel& cleared, const Actor* actor, Now now) {
    take_traits(state, cleared, traits);
    actor != nullptr ? tell_modes(*actor, cleared, words) : tell_modes(state, cleared, words, now);
  };
  RoomChange change{std::move(request), apply,
                    then_says("The modes of " + channel.name + " are cleared.")};
  change.deed = deed_of(call.user(), channel, "CLEAR " + channel.name + " modes");
  return change;
}

namespace {

// Its old founder keeps what the list gives them.
RoomChange change_of_founder(Call& call, Channel& channel, Account& to) {
  store::Room room = stored_room(call.state, channel, channel);
  room.founder = to.id;
  const auto apply = [from = channel.keeping->founder, founder = to.id](
                         ChatState& state, Channel& moved, const Actor*, Now now) {
    if (!moved.is_registered()) return;
    moved.keeping->founder = founder;
    moved.keeping->offered_to = 0;
    if (Membership* before = member_of_account(state, from, moved)) {
      irc::RankSet taken;
      taken.set(Rank::owner, !access_of(*moved.keeping, from).has(Rank::owner));
      take_ranks(state, *before, taken, now);
    }
    give_ranks_of(state, founder, moved, now);
  };
  RoomChange change{store::SaveRoom{std::move(room)}, apply,
                    then_says(to.name + " is the founder of " + channel.name + " now.")};
  count_as_asked(to, change);
  return change;
}

std::optional<RoomChange> plan_taking(Call& call, Channel& channel) {
  Account* account = call.user().account;
  if (account == nullptr) return no_change(call, code::need_login, "Log in first.");
  if (channel.keeping->offered_to != account->id) {
    return no_change(call, code::no_permissions, "Nobody offers you " + channel.name + ".");
  }
  if (!has_room_for_channel(call, *account)) return std::nullopt;
  return change_of_founder(call, channel, *account);
}

// Nobody has a channel that they do not want.
void offer(Call& call, Channel& channel, const Account& to, const std::string& asked) {
  channel.keeping->offered_to = to.id;
  const std::string take = "TRANSFER " + channel.name;
  say_as(call, chanserv_nick, code::done, asked + " may take it now. They say: " + take);
  if (to.user == nullptr) return;
  tell_from_service(call.state, chanserv_nick, *to.user,
                    std::string(call.user().nick()) + " offers you the channel " + channel.name +
                        ". To be its founder, say: " + take,
                    call.now);
}

}  // namespace

std::optional<RoomChange> plan_transfer(Call& call, Channel& channel, const std::string& name,
                                        const std::string& token) {
  if (name.empty()) return plan_taking(call, channel);
  if (!may_as_founder(call.user(), channel)) {
    return no_change(call, code::no_permissions, "Only the founder may do that.");
  }
  Account* to = call.state.accounts.find(name);
  if (to == nullptr) {
    return no_change(call, code::no_such_account,
                     "There is no account " + shown_channel(name) + ".");
  }
  if (channel.keeping->founder == to->id) {
    return no_change(call, code::unchanged, "That is so already.");
  }
  if (!has_room_for_channel(call, *to)) return std::nullopt;
  if (!is_confirmed(call, channel, "TRANSFER " + channel.name + " " + name, token)) {
    return std::nullopt;
  }
  if (call.user().is_operator()) {
    RoomChange change = change_of_founder(call, channel, *to);
    change.deed = deed_of(call.user(), channel, "TRANSFER " + channel.name + " " + to->name);
    return change;
  }
  offer(call, channel, *to, shown_account(call.state, *to, name));
  return std::nullopt;
}

std::optional<RoomChange> plan_drop(Call& call, Channel& channel, const std::string& token) {
  if (!may_as_founder(call.user(), channel)) {
    return no_change(call, code::no_permissions, "Only the founder may do that.");
  }
  if (!is_confirmed(call, channel, "DROP " + channel.name, token)) return std::nullopt;
  const auto apply = [](ChatState& state, Channel& dropped, const Actor*, Now) {
    if (dropped.is_registered()) keep_no_longer(state, dropped);
  };
  RoomChange change{store::DropRoom{channel.keeping->stored_fold}, apply,
                    then_says(channel.name + " is not registered any more.")};
  change.deed = deed_of(call.user(), channel, "DROP " + channel.name);
  return change;
}

}  // namespace uvchat::hub
