#include "hub/declared_rooms.h"

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "hub/acts/channel.h"
#include "hub/acts/membership.h"
#include "hub/room_modes.h"
#include "uvchat/base/assert.h"

namespace uvchat::hub {
namespace {

using RoomsByFold = std::map<std::string, const DeclaredRoom*>;

RoomsByFold by_fold(const irc::Names& names, std::span<const DeclaredRoom> rooms) {
  RoomsByFold found;
  for (const DeclaredRoom& room : rooms) found.emplace(names.fold(room.name), &room);
  return found;
}

// One that is registered stays so.
void make_ordinary(ChatState& state, Channel& channel) {
  channel.keeping->is_declared = false;
  channel.keeping->declared_founder.clear();
  if (channel.is_registered()) return;
  channel.keeping.reset();
  state.end_if_empty(channel);
}

// What has changed by it.
Applied take_modes(ChatState& state, Channel& channel, const DeclaredRoom& room) {
  const auto wanted = parse_room_modes(room.modes);
  UVCHAT_ASSERT(wanted && wanted->forward.empty());
  Applied changes = difference(channel, *wanted);
  for (const char letter : irc::channel_modes::flags) {
    if (channel.modes.has(letter) != wanted->flags.has(letter)) {
      set_flag(state, channel, letter, wanted->flags.has(letter));
    }
  }
  channel.key = wanted->key;
  channel.members_max = wanted->members_max;
  return changes;
}

// It is so from the beginning, which is no event: else each start would add some to its history.
void begin_as_declared(ChatState& state, Channel& channel, const DeclaredRoom& room, Now now) {
  take_modes(state, channel, room);
  if (room.topic.empty()) return;
  channel.topic = room.topic;
  channel.topic_by = state.settings.server_name;
  channel.topic_time_ms = now.wall_ms();
}

void change_as_declared(ChatState& state, Channel& channel, const DeclaredRoom& room,
                        const DeclaredRoom* before, Now now) {
  if (before == nullptr || before->modes != room.modes) {
    const Applied changes = take_modes(state, channel, room);
    if (!changes.empty()) tell_modes(state, channel, changes.text(), now);
    part_insecure(state, channel, now);
  }
  if (channel.topic != room.topic && (before == nullptr || before->topic != room.topic)) {
    set_topic(state, channel, room.topic, now);
  }
}

// Null where people would take it for another channel.
Channel* channel_of(ChatState& state, const DeclaredRoom& room, Now now) {
  if (Channel* channel = state.directory.find_channel(room.name)) return channel;
  if (!state.directory.looks_like_another(room.name)) {
    return &state.make_channel(room.name, now.wall_ms());
  }
  state.log.write(LogLevel::warning, "room not declared",
                  {{"room", room.name}, {"reason", "there is a channel that looks like it"}});
  return nullptr;
}

void set_founder(ChatState& state, Channel& channel, const DeclaredRoom& room, Now now) {
  channel.keeping->declared_founder = state.names.fold(room.founder);
  if (room.founder.empty()) return;
  const Account* founder = state.accounts.find(room.founder);
  if (founder == nullptr) {
    state.log.write(LogLevel::warning, "the founder of a room has no account",
                    {{"room", room.name}, {"account", room.founder}});
  } else {
    give_ranks_of(state, founder->id, channel, now);
  }
}

void declare(ChatState& state, const DeclaredRoom& room, const DeclaredRoom* before, Now now) {
  const bool is_new = state.directory.find_channel(room.name) == nullptr;
  Channel* channel = channel_of(state, room, now);
  if (channel == nullptr) return;
  if (!channel->keeping) channel->keeping = std::make_unique<Keeping>();
  const bool was_declared = std::exchange(channel->keeping->is_declared, true);
  if (!was_declared) before = nullptr;
  set_founder(state, *channel, room, now);
  if (channel->is_registered()) return;  // it is as people have set it
  is_new ? begin_as_declared(state, *channel, room, now)
         : change_as_declared(state, *channel, room, before, now);
}

}  // namespace

bool is_declared_founder(ChatState& state, std::string_view account) {
  const std::vector<DeclaredRoom>& rooms = state.settings.rooms;
  state.work.add(rooms.size() / 8);
  return std::any_of(rooms.begin(), rooms.end(), [&](const DeclaredRoom& room) {
    return !room.founder.empty() && state.names.same(room.founder, account);
  });
}

void declare_rooms(ChatState& state, std::span<const DeclaredRoom> before, Now now) {
  const RoomsByFold old_rooms = by_fold(state.names, before);
  const RoomsByFold rooms = by_fold(state.names, state.settings.rooms);
  for (const auto& [fold, room] : old_rooms) {
    Channel* channel = state.directory.find_channel(room->name);
    const bool is_over = channel != nullptr && channel->keeping && channel->keeping->is_declared;
    if (is_over && rooms.find(fold) == rooms.end()) make_ordinary(state, *channel);
  }
  for (const auto& [fold, room] : rooms) {
    const auto old = old_rooms.find(fold);
    declare(state, *room, old == old_rooms.end() ? nullptr : old->second, now);
  }
}

}  // namespace uvchat::hub
