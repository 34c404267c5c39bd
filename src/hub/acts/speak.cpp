#include "hub/acts/speak.h"

#include <algorithm>
#include <string>

#include "hub/remember.h"
#include "hub/telling.h"

namespace uvchat::hub {
namespace {

Record record_of(const Actor& actor, const Speech& speech, std::string_view target,
                 const Place& place) {
  Record record = new_record(actor.state, actor.user, speech.kind, place);
  record.target = target;
  record.source = speech.source;
  if (!speech.relayed_by.empty()) {  // the source is of another network
    record.account = {};
    record.account_id = 0;
  }
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

// Who is meant, as history has it.
store::Audience audience_kept(Audience audience, const std::optional<irc::RankSign>& least) {
  const auto of_sign = least ? audience_of(least->rank) : store::Audience::all;
  return audience == Audience::all ? of_sign : std::max(of_sign, store::Audience::halfops);
}

}  // namespace

void speak(const Actor& actor, const Speech& speech, Channel& channel, Audience audience,
           std::optional<irc::RankSign> least) {
  const std::string with_sign = least ? std::string(1, least->prefix) + channel.name : "";
  const bool stays = is_kept(actor.state.settings, speech.kind, speech.client_tags);
  const Record record = record_of(
      actor, speech, least ? with_sign : std::string_view(channel.name),
      stays ? next_place(actor.state, channel, actor.now) : actor.state.unkept_place(actor.now));
  spoken(actor, record);
  keep(actor.state, channel, record, audience_kept(audience, least));
  channel.spoken_ms = actor.now.mono_ms;
  if (audience == Audience::all && !least) {
    return actor.state.outbox.to_channel(channel, record, actor.conn());
  }
  // The speaker's other sessions hear all that they say.
  tell_members(actor.state, channel, record, [&](const Membership& member, const Session& session) {
    const bool is_meant = (!least || member.ranks.at_least(least->rank)) &&
                          (audience == Audience::all || member.ranks.at_least(irc::Rank::halfop));
    return !actor.is_asker(session) && (is_meant || member.user == &actor.user);
  });
}

void speak(const Actor& actor, const Speech& speech, const User& user) {
  const bool stays =
      is_kept(actor.state.settings, speech.kind, speech.client_tags) && speech.relayed_by.empty();
  const Record record = record_of(actor, speech, user.nick(),
                                  stays ? next_place(actor.state, actor.user, user, actor.now)
                                        : actor.state.unkept_place(actor.now));
  spoken(actor, record);
  if (stays) keep_private(actor.state, actor.user, user, record);
  tell_user(actor.state, user, record);
  if (&user != &actor.user) tell_user(actor.state, actor.user, record, actor.conn());
}

void speak_to_nobody(const Actor& actor, const Speech& speech, std::string_view target) {
  const Record record = record_of(actor, speech, target, actor.state.unkept_place(actor.now));
  spoken(actor, record);
  tell_user(actor.state, actor.user, record, actor.conn());
}

}  // namespace uvchat::hub
