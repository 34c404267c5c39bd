#include "hub/saved_people.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "hub/acts/stay.h"
#include "hub/owned_name.h"
#include "hub/registered_rooms.h"
#include "hub/room_modes.h"
#include "hub/saved_person.h"
#include "uvchat/base/limits.h"

namespace uvchat::hub {
namespace {

constexpr std::size_t looks_a_tick = 100;
constexpr std::size_t askings_max = 32;
constexpr std::uint64_t round_ms = 1'000;  // at least
constexpr std::uint64_t pause_ms = 5'000;  // when the store could not take something

// Of a channel whose lists are long the store hears less often.
constexpr std::size_t list_bytes_a_round = 4'096;

std::uint64_t hash_of(const ChatState& state, std::string_view text) {
  return keyed_hash(state.settings.cloak_key, text);
}

// --- Asking the store

std::uint64_t begin_asking(KeptPeople& saved, Asking& asking, Now now) {
  if (asking.number == 0) ++saved.under_way;
  asking = {++saved.askings, now.mono_ms + limits::answer_ms_max};
  return asking.number;
}

// False where it was given up before.
bool end_asking(KeptPeople& saved, Asking& asking, std::uint64_t number) {
  if (asking.number != number) return false;
  asking.number = 0;
  --saved.under_way;
  return true;
}

// What has been asked for too long ago is unknown.
template <typename Kept>
bool is_under_way(KeptPeople& saved, Kept& kept, Now now) {
  if (kept.asking.number == 0) return false;
  if (now.mono_ms < kept.asking.until_ms) return true;
  end_asking(saved, kept.asking, kept.asking.number);
  kept.stored.reset();
  return false;
}

bool may_ask(const KeptPeople& saved, bool at_end) {
  return at_end || saved.under_way < askings_max;
}

void tell_store(ChatState& state, store::Request request, Changes::Settle settle) {
  const Ticket ticket = state.next_ticket({});
  state.changes.expect(ticket, std::move(settle));
  state.outbox.ask(AskStore{ticket, std::move(request)});
}

bool is_away(ChatState& state, const store::Answer& answer, Now now) {
  if (answer.outcome != store::Outcome::unavailable) return false;
  state.saved.due_ms = now.mono_ms + pause_ms;
  return true;
}

// --- People

SavedPerson saved_person(const User& user) {
  return {.absent_since_ms = user.account->absent_since_ms,
          .modes = user.modes,
          .nick = std::string(user.nick()),
          .user = std::string(user.user()),
          .host = std::string(user.host()),
          .realname = std::string(user.realname()),
          .away = std::string(user.away())};
}

// Under which the store has the channel; empty: it has not.
std::string_view stored_fold(const KeptPeople& saved, const Channel& channel) {
  if (channel.is_registered()) return channel.keeping->stored_fold;
  const auto kept = saved.channels.find(channel.id);
  return kept == saved.channels.end() ? std::string_view() : kept->second.fold;
}

// Whether the store has all channels of the user that it can have: those first.
bool are_channels_kept(KeptPeople& saved, const User& user) {
  bool are_kept = true;
  for (const Membership* m : user.memberships) {
    if (m->channel->is_registered()) continue;
    KeptChannel& kept = saved.channels[m->channel->id];
    kept.slot = m->channel->slot;
    kept.seen = saved.round;
    are_kept = are_kept && (kept.is_refused || !kept.fold.empty());
  }
  return are_kept;
}

store::SavePresence presence_of(const KeptPeople& saved, const User& user) {
  store::SavePresence presence{user.account->id, {}};
  for (const Membership* m : user.memberships) {
    const std::string_view fold = stored_fold(saved, *m->channel);
    if (!fold.empty()) presence.rooms.push_back({std::string(fold), rank_letters(m->ranks), 0});
  }
  return presence;
}

// `version`: a hash of both requests.
void ask_to_keep(ChatState& state, KeptPerson& kept, std::string person,
                 store::SavePresence presence, std::uint64_t version, Now now) {
  const store::AccountId id = presence.account;
  const std::uint64_t number = begin_asking(state.saved, kept.asking, now);
  const auto is_first_done = std::make_shared<bool>(false);
  tell_store(state, store::SetSetting{id, std::string(person_setting), std::move(person)},
             [is_first_done](const store::Answer& answer, Now) {
               *is_first_done = answer.outcome != store::Outcome::unavailable;
             });
  tell_store(state, std::move(presence),
             [&state, id, number, version, is_first_done](const store::Answer& answer, Now at) {
               const auto person_kept = state.saved.people.find(id);
               if (person_kept == state.saved.people.end()) return;
               if (!end_asking(state.saved, person_kept->second.asking, number)) return;
               const bool is_done = !is_away(state, answer, at) && *is_first_done;
               if (is_done) person_kept->second.stored = version;
             });
  kept.stored.reset();
}

std::uint64_t version_of(const ChatState& state, const std::string& person,
                         const store::SavePresence& presence) {
  std::string all = person;
  for (const store::Presence& in : presence.rooms) {
    all.append("\n").append(in.room_fold).append(" ").append(in.ranks);
  }
  return person.empty() ? 0 : hash_of(state, all);
}

// False: nothing is to be remembered of the account. `at_end`: the server ends, and nothing is
// waited for.
bool look_at_person(ChatState& state, store::AccountId id, KeptPerson& kept, bool at_end, Now now) {
  KeptPeople& saved = state.saved;
  const Account* account = state.accounts.find(id);
  if (account == nullptr) return kept.asking.number != 0;  // the store has erased all of it
  const User* user = account->user;
  if (!at_end && is_under_way(saved, kept, now)) return true;
  std::string person;
  store::SavePresence presence{id, {}};
  if (user != nullptr && is_always_on(state.settings.accounts, *account)) {
    state.work.add(1 + user->memberships.size() / 8);
    if (!are_channels_kept(saved, *user) && !at_end) return true;
    person = text_of(saved_person(*user));
    presence = presence_of(saved, *user);
  }
  const std::uint64_t version = version_of(state, person, presence);
  if (kept.stored != version && may_ask(saved, at_end)) {
    ask_to_keep(state, kept, std::move(person), std::move(presence), version, now);
  }
  return user != nullptr || kept.stored != std::uint64_t{0};
}

// --- Channels

std::uint64_t version_of(const ChatState& state, const Channel& channel) {
  std::string all = text_of({channel.modes, channel.key, channel.forward, channel.members_max});
  for (const std::string_view text : {channel.name, channel.topic_by, channel.topic}) {
    all.append("\n").append(text);
  }
  all.append("\n").append(std::to_string(channel.topic_time_ms));
  all.append(" ").append(std::to_string(channel.lists_version));
  return hash_of(state, all);
}

// Asks, and calls f(KeptChannel&, Outcome) with the answer, which is not that the store is away.
template <typename F>
void ask_of_channel(ChatState& state, std::uint64_t id, KeptChannel& kept, store::Request request,
                    Now now, F f) {
  const std::uint64_t number = begin_asking(state.saved, kept.asking, now);
  tell_store(state, std::move(request),
             [&state, id, number, f](const store::Answer& answer, Now at) {
               const auto found = state.saved.channels.find(id);
               if (found == state.saved.channels.end() ||
                   !end_asking(state.saved, found->second.asking, number)) {
                 return;
               }
               if (!is_away(state, answer, at)) f(found->second, answer.outcome);
             });
  kept.stored.reset();
}

// The store has it under this name, or not.
void has_it(KeptChannel& kept, const std::string& fold, bool is_so) {
  std::erase(kept.maybe, fold);
  if (is_so) {
    kept.fold = fold;
  } else if (kept.fold == fold) {
    kept.fold.clear();
  }
}

void may_have_it(KeptChannel& kept, const std::string& fold) {
  const bool is_known = std::find(kept.maybe.begin(), kept.maybe.end(), fold) != kept.maybe.end();
  if (kept.fold != fold && !is_known) kept.maybe.push_back(fold);
}

// Whose name it is by now, if another channel's: then what the store has is that one's.
const Channel* other_of_name(const ChatState& state, std::uint64_t id, const std::string& fold) {
  const Channel* now_there = state.directory.find_channel(fold);
  if (now_there == nullptr || now_there->id == id) return nullptr;
  const bool is_kept = now_there->is_registered() || state.room_turns.is_busy(now_there->id) ||
                       state.saved.channels.find(now_there->id) != state.saved.channels.end();
  return is_kept ? now_there : nullptr;
}

// Asks the store to forget what it may have under a name that is not, or no longer, the channel's.
void drop_name(ChatState& state, std::uint64_t id, KeptChannel& kept, const std::string& fold,
               Now now) {
  const Channel* other = other_of_name(state, id, fold);
  if (other == nullptr) {
    return ask_of_channel(
        state, id, kept, store::DropRoom{fold}, now,
        [fold](KeptChannel& dropped, store::Outcome) { has_it(dropped, fold, false); });
  }
  if (state.room_turns.is_busy(other->id)) return;
  const auto of_other = state.saved.channels.find(other->id);
  if (of_other != state.saved.channels.end()) may_have_it(of_other->second, fold);
  has_it(kept, fold, false);
}

// False: the store has it under no name any more.
bool drop_kept(ChatState& state, std::uint64_t id, KeptChannel& kept, Now now) {
  if (kept.fold.empty() && kept.maybe.empty()) return false;
  drop_name(state, id, kept, std::string(kept.fold.empty() ? kept.maybe.back() : kept.fold), now);
  return true;
}

void save_kept(ChatState& state, const Channel& channel, KeptChannel& kept, std::uint64_t version,
               Now now) {
  store::Room room = stored_room(state, channel, channel);
  may_have_it(kept, room.name.fold);
  ask_of_channel(state, channel.id, kept, store::SaveRoom{room}, now,
                 [version, fold = room.name.fold](KeptChannel& saved, store::Outcome outcome) {
                   saved.is_refused = outcome == store::Outcome::taken;
                   if (outcome != store::Outcome::done) return;
                   saved.stored = version;
                   has_it(saved, fold, true);
                 });
}

// The channel has another name by now, or had one when it was saved before: false, where the store
// may have it under no other name.
bool forget_old_name(ChatState& state, const Channel& channel, KeptChannel& kept, Now now) {
  if (!kept.fold.empty() && kept.fold != channel.folded) {
    kept.maybe.push_back(std::exchange(kept.fold, {}));
  }
  const auto old = std::find_if(kept.maybe.begin(), kept.maybe.end(),
                                [&](const std::string& fold) { return fold != channel.folded; });
  const bool has_new = !kept.fold.empty() || kept.is_refused;
  if (old == kept.maybe.end() || !has_new) return false;
  drop_name(state, channel.id, kept, std::string(*old), now);
  return true;
}

// False: nothing is to be remembered of it.
bool look_at_channel(ChatState& state, std::uint64_t id, KeptChannel& kept, bool at_end, Now now) {
  KeptPeople& saved = state.saved;
  if (!at_end && is_under_way(saved, kept, now)) return true;
  const Channel* channel = state.directory.channel_at(kept.slot, id);
  if (state.room_turns.is_busy(id) || !may_ask(saved, at_end)) return true;
  if (channel == nullptr) return drop_kept(state, id, kept, now);
  if (channel->is_registered()) has_it(kept, channel->keeping->stored_fold, false);
  if (channel->is_registered()) return drop_kept(state, id, kept, now);
  if (kept.seen + 1 < saved.round) return drop_kept(state, id, kept, now);
  if (forget_old_name(state, *channel, kept, now) && !at_end) return true;
  const std::uint64_t version = version_of(state, *channel);
  if (kept.stored == version) return true;
  const std::uint64_t wait = 1 + channel->lists_bytes / list_bytes_a_round;
  if (!kept.fold.empty() && !at_end && (saved.round + id) % wait != 0) return true;
  save_kept(state, *channel, kept, version, now);
  if (at_end) kept.fold = channel->folded;  // as it is when the store looks at what is asked next
  return true;
}

// --- Rounds

// Looks at the first whose key is at least `next`, which becomes the one behind it. False: there is
// none.
template <typename Map, typename Look>
bool look_at_next(KeptPeople& saved, Map& map, typename Map::key_type& next, Look look) {
  const auto at = map.lower_bound(next);
  if (at == map.end()) return false;
  next = at->first + 1;
  if (look(at->first, at->second)) return true;
  if (at->second.asking.number != 0) end_asking(saved, at->second.asking, at->second.asking.number);
  map.erase(at);
  return true;
}

bool look_at_next_person(ChatState& state, bool at_end, Now now) {
  return look_at_next(state.saved, state.saved.people, state.saved.next_person,
                      [&](store::AccountId id, KeptPerson& kept) {
                        return look_at_person(state, id, kept, at_end, now);
                      });
}

bool look_at_next_channel(ChatState& state, bool at_end, Now now) {
  return look_at_next(state.saved, state.saved.channels, state.saved.next_channel,
                      [&](std::uint64_t id, KeptChannel& kept) {
                        return look_at_channel(state, id, kept, at_end, now);
                      });
}

}  // namespace

void look_after(ChatState& state, const Account& account) {
  state.saved.people.try_emplace(account.id);
}

void save_some(ChatState& state, Now now) {
  KeptPeople& saved = state.saved;
  if (state.shutting_down || now.mono_ms < saved.due_ms) return;
  if (saved.next_person == 0 && !saved.at_channels) saved.begun_ms = now.mono_ms;
  for (std::size_t left = looks_a_tick; left > 0; --left) {
    if (!saved.at_channels) {
      saved.at_channels = !look_at_next_person(state, false, now);
    } else if (!look_at_next_channel(state, false, now)) {
      ++saved.round;
      saved.at_channels = false;
      saved.next_person = 0;
      saved.next_channel = 0;
      saved.due_ms = std::max(saved.due_ms, saved.begun_ms + round_ms);
      return;
    }
  }
}

// The channels of each come before them.
void save_all(ChatState& state, Now now) {
  KeptPeople& saved = state.saved;
  for (const auto& [id, kept] : saved.people) {
    const Account* account = state.accounts.find(id);
    const bool is_kept = account != nullptr && account->user != nullptr &&
                         is_always_on(state.settings.accounts, *account);
    if (is_kept) are_channels_kept(saved, *account->user);
  }
  saved.next_channel = 0;
  bool is_left = true;
  while (is_left) is_left = look_at_next_channel(state, true, now);
  saved.next_person = 0;
  is_left = true;
  while (is_left) is_left = look_at_next_person(state, true, now);
}

}  // namespace uvchat::hub
