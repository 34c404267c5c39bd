// The start: those who are always on are here again, in their channels.

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <string_view>
#include <utility>

#include "hub/access.h"
#include "hub/acts/identity.h"
#include "hub/acts/stay.h"
#include "hub/commands/nicks.h"
#include "hub/registered_rooms.h"
#include "hub/saved_people.h"
#include "hub/saved_person.h"

namespace uvchat::hub {
namespace {

using ChannelsByFold =
    std::map<std::string, Channel*, std::less<>>;  // under which the store has it

// The folds of those channels that somebody who is kept is in.
std::set<std::string_view> attended_folds(const std::vector<store::Account>& accounts) {
  std::set<std::string_view> folds;
  for (const store::Account& kept : accounts) {
    for (const store::Presence& in : kept.presence) folds.insert(in.room_fold);
  }
  return folds;
}

// Once nobody is in the channel, the store is asked to forget it.
void look_after_channel(ChatState& state, const Channel& channel, const std::string& fold) {
  KeptChannel& looked_after = state.saved.channels[channel.id];
  looked_after.slot = channel.slot;
  looked_after.fold = fold;
  looked_after.seen = state.saved.round;
}

// Nobody is in the channel, so the store is asked to forget it. A server that crashed while a
// channel got another name has left it in the store under both.
void forget_channel(ChatState& state, const std::string& fold) {
  state.saved.channels[state.directory.next_id()].fold = fold;
}

// Makes the channels that nobody has registered and somebody is in.
void load_channels(ChatState& state, const std::vector<store::Account>& accounts,
                   const std::vector<store::KeptRoom>& rooms) {
  const std::set<std::string_view> attended = attended_folds(accounts);
  for (const store::KeptRoom& kept : rooms) {
    if (kept.room.founder != 0) continue;
    const store::OwnedName& name = kept.room.name;
    const bool is_attended = attended.contains(name.fold);
    const Channel* channel = state.directory.find_channel(name.text);
    if (channel == nullptr && is_attended) {
      load_room(state, kept);
      channel = state.directory.find_channel(name.text);
    }
    if (channel != nullptr) {
      if (!channel->is_registered()) look_after_channel(state, *channel, name.fold);
    } else if (!is_attended || (state.names.valid_channel(name.text) &&
                                state.directory.looks_like_another(name.text))) {
      forget_channel(state, name.fold);
    }
  }
}

ChannelsByFold channels_by_fold(const ChatState& state) {
  ChannelsByFold channels;
  for (std::size_t slot = 0; slot < state.directory.channel_slots(); ++slot) {
    Channel* channel = state.directory.channel_at(slot);
    if (channel == nullptr) continue;
    if (channel->is_registered()) {
      channels.emplace(channel->keeping->stored_fold, channel);
    } else if (const auto kept = state.saved.channels.find(channel->id);
               kept != state.saved.channels.end()) {
      channels.emplace(kept->second.fold, channel);
    }
  }
  return channels;
}

std::string nick_for(ChatState& state, const std::string& last, const Account& account) {
  for (const std::string& nick : {last, account.name}) {
    if (state.names.valid_nick(nick) && may_take_nick(state, nick, &account)) return nick;
  }
  return guest_nick(state);
}

User& make_absent(ChatState& state, const SavedPerson& person, Account& account, Now now) {
  UserPool::Ptr made = state.make_draft();
  made->set_names(nick_for(state, person.nick, account), person.user, person.host);
  made->set_realname(person.realname);
  User& user = state.add_user(std::move(made), &account, now);
  for (const char letter : person.modes.letters() + "r") state.set_mode(user, letter, true);
  begin_absence(state, user, person.absent_since_ms != 0 ? person.absent_since_ms : now.wall_ms(),
                person.away);
  look_at_absence({state, user, nullptr, nullptr, now});
  return user;
}

// They never left: no mode keeps them out. But who is banned, and stayed by nobody's favour but a
// slow hand's, does not see the channel again.
void put_back(ChatState& state, User& user, Channel& channel, irc::RankSet ranks) {
  if (ChatState::membership_of(user, channel) != nullptr) return;
  const irc::RankSet own = ranks_of_account(state, user, channel);
  for (const irc::RankSign& sign : irc::rank_signs) {
    if (own.has(sign.rank)) ranks.set(sign.rank, true);
  }
  if (ranks.empty() && verdict_of(state, user, channel).banned) return;
  state.join(user, channel, ranks);
}

// What is wrong with what is kept of somebody; empty: they are here.
std::string_view load_person(ChatState& state, const store::Account& kept, std::string_view text,
                             const ChannelsByFold& channels, Now now) {
  Account* account = state.accounts.find(kept.id);
  if (account == nullptr) return "the account is gone";
  if (!is_always_on(state.settings.accounts, *account)) return "they are not always on";
  if (account->is_suspended(now.wall_ms())) return "the account is suspended";
  const auto person = read_saved_person(state.names, text);
  if (!person) return "it cannot be read";
  if (state.absent.size() >= state.settings.accounts.always_on_max) return "there are too many";
  User& user = make_absent(state, *person, *account, now);
  for (const store::Presence& in : kept.presence) {
    const auto channel = channels.find(in.room_fold);
    if (channel != channels.end()) {
      put_back(state, user, *channel->second, ranks_of_letters(in.ranks));
    }
  }
  return {};
}

}  // namespace

void load_people(ChatState& state, const std::vector<store::Account>& accounts,
                 const std::vector<store::KeptRoom>& rooms, Now now) {
  load_channels(state, accounts, rooms);
  const ChannelsByFold channels = channels_by_fold(state);
  for (const store::Account& kept : accounts) {
    const auto person =
        std::find_if(kept.settings.begin(), kept.settings.end(),
                     [](const auto& setting) { return setting.first == person_setting; });
    if (person == kept.settings.end() && kept.presence.empty()) continue;
    state.saved.people[kept.id].stored.reset();  // it is as it is now, or is to be forgotten
    if (person == kept.settings.end()) continue;
    const std::string_view why = load_person(state, kept, person->second, channels, now);
    if (why.empty()) continue;
    state.log.write(LogLevel::info, "somebody is not here any more",
                    {{"account", kept.names.empty() ? std::string() : kept.names.front().text},
                     {"reason", why}});
  }
  std::vector<Channel*> empty;
  for (const auto& [fold, channel] : channels) {
    if (channel->size() == 0) empty.push_back(channel);
  }
  for (Channel* channel : empty) state.end_if_empty(*channel);
  find_forwards(state);
}

}  // namespace uvchat::hub
