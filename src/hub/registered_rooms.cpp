#include "hub/registered_rooms.h"

#include <algorithm>
#include <charconv>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "hub/acts/channel.h"
#include "hub/owned_name.h"
#include "hub/room_modes.h"
#include "hub/text_room.h"
#include "uvchat/base/ascii.h"
#include "uvchat/base/limits.h"
#include "uvchat/base/utf8.h"

namespace uvchat::hub {
namespace {

// Who has set something: "nick!user@host" or a server, in lines that must hold it.
constexpr std::size_t source_bytes_max = 160;

bool is_word(std::string_view text, std::size_t bytes_max) {
  return !text.empty() && text.size() <= bytes_max && text.front() != ':' && utf8_valid(text) &&
         std::none_of(text.begin(), text.end(), [](char c) { return is_control(c) || c == ' '; });
}

std::string source_of(const std::string& text) {
  return is_word(text, source_bytes_max) ? text : "*";
}

bool is_text(std::string_view text) {
  return utf8_valid(text) && text.find_first_of(std::string_view("\r\n\0", 3)) == text.npos;
}

// "mask", who has set it, and when: as stored_room() has written it.
std::optional<ListEntry> read_entry(ChatState& state, const std::vector<std::string>& words) {
  if (words.size() != 3) return std::nullopt;
  auto mask = irc::parse_ban_mask(words[0]);
  if (!mask || !utf8_valid(words[0])) return std::nullopt;
  ListEntry entry;
  entry.folded = state.names.fold(mask->pattern);
  if (std::max(entry.folded.size(), mask->text().size()) > limits::mask_bytes_max ||
      irc::folds_into_signs(mask->pattern, entry.folded)) {
    return std::nullopt;
  }
  entry.mask = std::move(*mask);
  entry.set_by = source_of(words[1]);
  std::from_chars(words[2].data(), words[2].data() + words[2].size(), entry.set_ms);
  return entry;
}

// False where some of it cannot be used.
bool load_lists(ChatState& state, Channel& channel, const store::Room& room) {
  bool whole = true;
  for (const auto& [letter, words] : room.lists) {
    const bool is_list = irc::channel_modes::lists.find(letter) != std::string_view::npos;
    auto entry = is_list ? read_entry(state, words) : std::nullopt;
    if (entry && channel.lists_bytes + entry->bytes() <= limits::list_bytes_max) {
      state.add_to_list(channel, letter, std::move(*entry));
    } else {
      whole = false;
    }
  }
  return whole;
}

bool load_modes(Channel& channel, const store::Room& room) {
  const auto modes = parse_room_modes(room.modes);
  if (!modes) return false;
  for (const char letter : irc::channel_modes::flags) {
    set_mode(channel, letter, modes->flags.has(letter));
  }
  channel.key = modes->key;
  channel.members_max = modes->members_max;
  channel.forward = modes->forward;  // its id is looked for when all are there
  return true;
}

bool load_topic(const HubSettings& settings, Channel& channel, const store::Room& room) {
  if (!is_text(room.topic)) return false;
  channel.topic_by = source_of(room.topic_by);
  channel.topic = utf8_cut(room.topic, topic_room(settings, channel.name, channel.topic_by));
  channel.topic_time_ms = room.topic_at_ms;
  return true;
}

void load_access(const ChatState& state, Channel& channel, const store::KeptRoom& kept) {
  for (const store::RoomAccess& access : kept.access) {
    if (state.accounts.find(access.account) == nullptr) continue;
    set_access(*channel.keeping, {access.account, ranks_of_letters(access.ranks)});
  }
}

// Why there is no such channel; empty: it is there.
std::string_view make_as_stored(ChatState& state, const store::KeptRoom& kept) {
  const std::string& name = kept.room.name.text;
  const bool is_registered = kept.room.founder != 0;
  if (is_registered && state.accounts.find(kept.room.founder) == nullptr) {
    return "its founder has no account";
  }
  if (!state.names.valid_channel(name)) return "its name is not valid";
  if (state.directory.looks_like_another(name)) return "there is one that looks like it";
  Channel& channel = state.make_channel(name, kept.room.made_us / 1000);
  if (is_registered) {
    keep_for(channel, kept.room.founder, kept.room.name.fold, kept.room.made_us);
    load_access(state, channel, kept);
  }
  const bool has_modes = load_modes(channel, kept.room);
  const bool has_topic = load_topic(state.settings, channel, kept.room);
  const bool has_lists = load_lists(state, channel, kept.room);
  if (!has_modes || !has_topic || !has_lists) {
    state.log.write(LogLevel::warning, "a part of a room cannot be used", {{"room", name}});
  }
  // Who was kept out is not let in by it.
  if (!has_modes || !has_lists) set_mode(channel, 'i', true);
  return {};
}

}  // namespace

store::Room stored_room(ChatState& state, const Channel& channel, const ChannelTraits& traits) {
  store::Room room;
  room.name = owned_name(state.work, state.names, channel.name);
  if (channel.is_registered()) {
    room.name.fold = channel.keeping->stored_fold;
    room.founder = channel.keeping->founder;
    room.made_us = channel.keeping->made_us;
  } else {
    room.made_us = channel.created_ms * 1000;
  }
  room.topic = traits.topic;
  room.topic_by = traits.topic_by;
  room.topic_at_ms = traits.topic_time_ms;
  room.modes = text_of({traits.modes, traits.key, traits.forward, traits.members_max});
  for (const char letter : irc::channel_modes::lists) {
    state.work.add(traits.list(letter).size());
    for (const ListEntry& entry : traits.list(letter)) {
      room.lists.push_back(
          {letter, {entry.mask.text(), entry.set_by, std::to_string(entry.set_ms)}});
    }
  }
  return room;
}

void take_traits(ChatState& state, Channel& channel, ChannelTraits traits) {
  for (const char letter : irc::channel_modes::flags) {
    const bool on = traits.modes.has(letter);
    if (channel.modes.has(letter) != on) set_flag(state, channel, letter, on);
  }
  state.replace_traits(channel, std::move(traits));
}

void keep_for(Channel& channel, store::AccountId founder, std::string stored_fold,
              std::int64_t made_us) {
  if (!channel.keeping) channel.keeping = std::make_unique<Keeping>();
  channel.keeping->founder = founder;
  channel.keeping->stored_fold = std::move(stored_fold);
  channel.keeping->made_us = made_us;
}

void keep_no_longer(ChatState& state, Channel& channel) {
  if (channel.keeping->is_declared) {
    channel.keeping->founder = 0;
    channel.keeping->access.clear();
  } else {
    channel.keeping.reset();
  }
  state.end_if_empty(channel);
}

void forget_account(ChatState& state, store::AccountId account) {
  state.work.add(state.directory.channel_slots() / 8);
  state.history.forget_account(account);
  for (std::size_t slot = 0; slot < state.directory.channel_slots(); ++slot) {
    Channel* channel = state.directory.channel_at(slot);
    if (channel == nullptr || !channel->is_registered()) continue;
    if (channel->keeping->founder == account) {
      keep_no_longer(state, *channel);
    } else {
      set_access(*channel->keeping, {account, {}});
    }
  }
}

irc::RankSet access_of(const Keeping& keeping, store::AccountId account) {
  const auto at = std::find_if(keeping.access.begin(), keeping.access.end(),
                               [&](const AccountRanks& a) { return a.account == account; });
  return at == keeping.access.end() ? irc::RankSet() : at->ranks;
}

void set_access(Keeping& keeping, const AccountRanks& access) {
  const auto at = std::find_if(keeping.access.begin(), keeping.access.end(),
                               [&](const AccountRanks& a) { return a.account == access.account; });
  if (at == keeping.access.end()) {
    if (!access.ranks.empty()) keeping.access.push_back(access);
  } else if (access.ranks.empty()) {
    keeping.access.erase(at);
  } else {
    at->ranks = access.ranks;
  }
}

std::string rank_letters(irc::RankSet ranks) {
  std::string letters;
  for (const irc::RankSign& sign : irc::rank_signs) {
    if (ranks.has(sign.rank)) letters += sign.letter;
  }
  return letters;
}

irc::RankSet ranks_of_letters(std::string_view letters) {
  irc::RankSet ranks;
  for (const char letter : letters) {
    if (const auto rank = irc::rank_of_letter(letter)) ranks.set(*rank, true);
  }
  return ranks;
}

void load_room(ChatState& state, const store::KeptRoom& kept) {
  const std::string_view why = make_as_stored(state, kept);
  if (why.empty()) return;
  state.log.write(LogLevel::warning, "room not made",
                  {{"room", kept.room.name.text}, {"reason", why}});
}

void find_forwards(ChatState& state) {
  for (std::size_t slot = 0; slot < state.directory.channel_slots(); ++slot) {
    Channel* channel = state.directory.channel_at(slot);
    if (channel == nullptr || channel->forward.empty()) continue;
    const Channel* to = state.directory.find_channel(channel->forward);
    set_forward(*channel, to == channel ? nullptr : to);
  }
}

}  // namespace uvchat::hub
