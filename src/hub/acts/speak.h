#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "hub/access.h"
#include "hub/acts/actor.h"
#include "uvchat/irc/modes.h"

namespace uvchat::hub {

// What somebody says. All views outlive the acts below.
struct Speech {
  RecordKind kind = RecordKind::privmsg;  // or notice, or tagmsg
  std::string_view source;                // "nick!user@host"
  std::string_view client_tags = {};
  std::string_view relayed_by = {};      // as Record has it
  std::span<const TextLine> lines = {};  // at least one; of TAGMSG one that is empty
  bool is_batch = false;  // came as a batch: sessions that read batches get it as one
};

// What history keeps is told at once, or, where it is strict, when the store has it: until then it
// is in ChatState::unspoken.

// To the members of the channel, or to those that have the rank `least` ("@#room"), or to its
// operators. Without a check.
void speak(const Actor& actor, const Speech& speech, Channel& channel, Audience audience,
           std::optional<irc::RankSign> least);
void speak(const Actor& actor, const Speech& speech, const User& user);
// What was put off, as it is told now: to a channel under the name that it has by now. `target`
// must outlive it.
Record record_now(const ChatState& state, const Untold& untold, std::string& target);
// What was put off is stored now. The asker's own copy is a part of their answer.
void tell_said(ChatState& state, const Untold& untold);
// So that only the actor, with all of their sessions, believes that it was said. `target`: to whom,
// with the sign of a rank.
void speak_to_nobody(const Actor& actor, const Speech& speech, std::string_view target);

}  // namespace uvchat::hub
