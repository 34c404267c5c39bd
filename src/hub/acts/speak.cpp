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
void spoken(const Actor& actor, const Record& record, bool is_told) {
  if (record.kind != RecordKind::tagmsg) actor.user.spoke_ms = actor.now.mono_ms;
  if (!is_told || actor.session == nullptr) return;
  if (actor.session->caps.has(irc::Capability::echo_message)) actor.hears(record);
}

// What is told only when it is stored.
bool waits_for_store(const ChatState& state, const Record& record) {
  return state.history.is_strict() && record.place.room != 0;
}

void put_off(const Actor& actor, const Record& record, SaidTo to) {
  actor.state.unspoken.add({std::make_shared<const Saying>(record), to,
                            actor.state.history.batch_of_what_came(), actor.conn()});
}

void tell_said(ChatState& state, const Record& record, Channel& channel, const SaidTo& to,
               ConnId asker, const User* speaker) {
  const bool has_new = to.is_closed && channel.joined_us > record.time_us;
  if (!to.least && !to.only_operators && !has_new) {
    return state.outbox.to_channel(channel, record, asker);
  }
  // The speaker's other sessions hear all that they say.
  tell_members(state, channel, record, [&](const Membership& member, const Session& session) {
    const bool is_meant = (!to.least || member.ranks.at_least(to.least->rank)) &&
                          (!to.only_operators || member.ranks.at_least(irc::Rank::halfop));
    const bool was_there = !has_new || state.began_us(member) <= record.time_us;
    return session.conn != asker && was_there && (is_meant || member.user == speaker);
  });
}

void tell_said(ChatState& state, const Record& record, const User* hearer, const User* speaker,
               ConnId asker) {
  if (hearer != nullptr) tell_user(state, *hearer, record);
  if (speaker != nullptr && speaker != hearer) tell_user(state, *speaker, record, asker);
}

const User* user_of(const ChatState& state, store::AccountId id) {
  const Account* account = state.accounts.find(id);
  return account != nullptr ? account->user : nullptr;
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
  const bool waits = waits_for_store(actor.state, record);
  spoken(actor, record, !waits);
  keep(actor.state, channel, record, audience_kept(audience, least));
  channel.spoken_ms = actor.now.mono_ms;
  SaidTo to{.slot = channel.slot,
            .channel = channel.id,
            .least = least,
            .only_operators = audience != Audience::all};
  if (waits) {
    to.is_closed = channel.is_closed();
    return put_off(actor, record, to);
  }
  tell_said(actor.state, record, channel, to, actor.conn(), &actor.user);
}

void speak(const Actor& actor, const Speech& speech, const User& user) {
  const bool stays =
      is_kept(actor.state.settings, speech.kind, speech.client_tags) && speech.relayed_by.empty();
  const Record record = record_of(actor, speech, user.nick(),
                                  stays ? next_place(actor.state, actor.user, user, actor.now)
                                        : actor.state.unkept_place(actor.now));
  const bool waits = waits_for_store(actor.state, record);
  spoken(actor, record, !waits);
  if (stays) keep_private(actor.state, actor.user, user, record);
  if (waits) {
    return put_off(actor, record, {.account = user.account->id, .speaker = actor.user.account->id});
  }
  tell_said(actor.state, record, &user, &actor.user, actor.conn());
}

Record record_now(const ChatState& state, const Untold& untold, std::string& target) {
  const SaidTo& to = untold.to;
  Record record = untold.saying->record();
  const Channel* channel = state.directory.channel_at(to.slot, to.channel);
  if (channel == nullptr) return record;
  target = (to.least ? std::string(1, to.least->prefix) : "") + channel->name;
  record.target = target;
  return record;
}

void tell_said(ChatState& state, const Untold& untold) {
  std::string target;
  const Record record = record_now(state, untold, target);
  const SaidTo& to = untold.to;
  if (to.channel == 0) {
    return tell_said(state, record, user_of(state, to.account), user_of(state, to.speaker),
                     untold.asker);
  }
  Channel* channel = state.directory.channel_at(to.slot, to.channel);
  if (channel == nullptr) return;
  const Session* asker = state.find(untold.asker);
  tell_said(state, record, *channel, to, untold.asker, asker != nullptr ? asker->user : nullptr);
}

void speak_to_nobody(const Actor& actor, const Speech& speech, std::string_view target) {
  const Record record = record_of(actor, speech, target, actor.state.unkept_place(actor.now));
  spoken(actor, record, true);
  tell_user(actor.state, actor.user, record, actor.conn());
}

}  // namespace uvchat::hub
