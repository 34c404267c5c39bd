#include "hub/acts/speak.h"

#include <string>

#include "hub/telling.h"

namespace uvchat::hub {
namespace {

Record record_of(const Actor& actor, const Speech& speech, std::string_view target) {
  Record record = actor.record(speech.kind, target);
  record.source = speech.source;
  if (!speech.relayed_by.empty()) record.account = {};  // the source is of another network
  record.client_tags = speech.client_tags;
  record.relayed_by = speech.relayed_by;
  if (speech.is_batch) {
    record.lines = speech.lines;
  } else if (speech.kind != RecordKind::tagmsg) {
    record.text = speech.lines.front().text;
  }
  return record;
}

// The actor's part of what is told: that they have spoken, and their own copy.
void spoken(const Actor& actor, const Record& record) {
  if (record.kind != RecordKind::tagmsg) actor.user.spoke_ms = actor.now.mono_ms;
  if (actor.session != nullptr && actor.session->caps.has(irc::Capability::echo_message)) {
    actor.hears(record);
  }
}

}  // namespace

void speak(const Actor& actor, const Speech& speech, Channel& channel, Audience audience,
           std::optional<irc::RankSign> least) {
  const std::string with_sign = least ? std::string(1, least->prefix) + channel.name : "";
  const Record record =
      record_of(actor, speech, least ? with_sign : std::string_view(channel.name));
  spoken(actor, record);
  channel.spoken_ms = actor.now.mono_ms;
  if (audience == Audience::all && !least) {
    return actor.state.outbox.to_channel(channel, record, actor.conn());
  }
  tell_members(actor.state, channel, record, [&](const Membership& member, const Session& session) {
    return !actor.is_asker(session) && (!least || member.ranks.at_least(least->rank)) &&
           (audience == Audience::all || member.ranks.at_least(irc::Rank::halfop));
  });
}

void speak(const Actor& actor, const Speech& speech, const User& user) {
  const Record record = record_of(actor, speech, user.nick());
  spoken(actor, record);
  tell_user(actor.state, user, record);
  if (&user != &actor.user) tell_user(actor.state, actor.user, record, actor.conn());
}

}  // namespace uvchat::hub
