#include "hub/acts/channel.h"

#include <algorithm>
#include <string>

#include "hub/remember.h"
#include "hub/reveal.h"
#include "hub/room_modes.h"
#include "hub/sight.h"
#include "hub/telling.h"

namespace uvchat::hub {

void set_topic(const Actor& actor, Channel& channel, std::string_view topic) {
  show_actor(actor, channel);
  channel.topic = topic;
  channel.topic_by = actor.user.prefix();
  channel.topic_time_ms = actor.now.wall_ms();
  Record record = actor.record(RecordKind::topic, channel);
  record.text = channel.topic;
  tell_channel(actor, channel, record);
}

bool knows_rename(const Session& session) {
  return session.caps.has(irc::Capability::channel_rename);
}

namespace {

// How far the members have read; the store renames what it has.
void rename_markers(ChatState& state, const Channel& channel, const std::string& old_fold) {
  if (old_fold == channel.folded) return;
  state.work.add(channel.size());
  channel.for_each_member([&](const Membership& member) {
    if (member.user->extras() == nullptr) return;
    auto& markers = member.user->make_extras().markers.by_target;
    const auto old = markers.find(old_fold);
    if (old == markers.end()) return;
    std::int64_t& fresh = markers[channel.folded];
    fresh = std::max(fresh, old->second);
    markers.erase(old);
  });
}

}  // namespace

void rename_channel(ChatState& state, const Actor* actor, Channel& channel, std::string_view name,
                    std::string_view reason, Now now) {
  const std::string old_name = channel.name;
  const std::string old_fold = channel.folded;
  state.directory.rename_channel(channel, name);
  state.verdicts.forget_all();  // entries of the kind j: name channels
  state.history.renamed(channel.past, channel.folded);
  rename_markers(state, channel, old_fold);
  const Place place = next_place(state, channel, now);
  Record record = actor != nullptr ? new_record(state, actor->user, RecordKind::rename, place)
                                   : server_record(state, RecordKind::rename, old_name, place);
  record.target = old_name;
  record.words = channel.name;
  record.text = reason;
  const Session* asker = actor != nullptr ? actor->session : nullptr;
  if (asker != nullptr && knows_rename(*asker)) actor->hears(record);
  tell_members(state, channel, record, [&](const Membership&, const Session& session) {
    return &session != asker && knows_rename(session);
  });
  keep(state, channel, record);
}

void give_rank(const Actor& actor, Membership& member, irc::Rank rank, bool on) {
  if (on) reveal(actor.state, member, actor.now);
  set_rank(member, rank, on);
}

void set_flag(ChatState& state, Channel& channel, char letter, bool on) {
  if (letter == 'u') state.work.add(channel.size());
  set_mode(channel, letter, on);
  state.reveal_later(channel);
}

void set_forward(ChannelTraits& channel, const Channel* to) {
  channel.forward = to != nullptr ? to->name : std::string();
  channel.forward_id = to != nullptr ? to->id : 0;
}

void tell_modes(const Actor& actor, Channel& channel, std::string_view changes) {
  show_actor(actor, channel);
  Record record = actor.record(RecordKind::mode, channel);
  record.words = changes;
  tell_channel(actor, channel, record);
}

std::string rank_words(irc::RankSet ranks, std::string_view nick) {
  Applied given;
  for (const irc::RankSign& sign : irc::rank_signs) {
    if (ranks.has(sign.rank)) given.add(true, sign.letter, nick);
  }
  return given.text();
}

void set_topic(ChatState& state, Channel& channel, std::string_view topic, Now now) {
  channel.topic = topic;
  channel.topic_by = state.settings.server_name;
  channel.topic_time_ms = now.wall_ms();
  Record record =
      server_record(state, RecordKind::topic, channel.name, next_place(state, channel, now));
  record.text = channel.topic;
  state.outbox.to_channel(channel, record, {});
  keep(state, channel, record);
}

void tell_modes(ChatState& state, Channel& channel, std::string_view changes, Now now) {
  Record record =
      server_record(state, RecordKind::mode, channel.name, next_place(state, channel, now));
  record.words = changes;
  state.outbox.to_channel(channel, record, {});
  keep(state, channel, record);
}

}  // namespace uvchat::hub
