#include "hub/acts/channel.h"

#include <string>

#include "hub/reveal.h"
#include "hub/sight.h"
#include "hub/telling.h"

namespace uvchat::hub {

void set_topic(const Actor& actor, Channel& channel, std::string_view topic) {
  show_actor(actor, channel);
  channel.topic = topic;
  channel.topic_by = actor.user.prefix();
  channel.topic_time_ms = actor.now.wall_ms();
  Record record = actor.record(RecordKind::topic, channel.name);
  record.text = channel.topic;
  tell_channel(actor, channel, record);
}

bool knows_rename(const Session& session) {
  return session.caps.has(irc::Capability::channel_rename);
}

void rename_channel(const Actor& actor, Channel& channel, std::string_view name,
                    std::string_view reason) {
  ChatState& state = actor.state;
  const std::string old_name = channel.name;
  state.directory.rename_channel(channel, name);
  state.verdicts.forget_all();  // entries of the kind j: name channels
  Record record = actor.record(RecordKind::rename, old_name);
  record.words = channel.name;
  record.text = reason;
  if (actor.session != nullptr && knows_rename(*actor.session)) actor.hears(record);
  tell_members(state, channel, record, [&](const Membership&, const Session& session) {
    return !actor.is_asker(session) && knows_rename(session);
  });
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

void set_forward(Channel& channel, const Channel* to) {
  channel.forward = to != nullptr ? to->name : std::string();
  channel.forward_id = to != nullptr ? to->id : 0;
}

void tell_modes(const Actor& actor, Channel& channel, std::string_view changes) {
  show_actor(actor, channel);
  Record record = actor.record(RecordKind::mode, channel.name);
  record.words = changes;
  tell_channel(actor, channel, record);
}

}  // namespace uvchat::hub
