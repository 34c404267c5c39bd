#pragma once

#include <span>
#include <string>
#include <string_view>

#include "hub/command.h"
#include "hub/line.h"

// The way of what somebody says, from the checks to those who hear it.

namespace uvchat::hub {

// All views outlive the calls below.
struct Speech {
  MessageKind kind = MessageKind::privmsg;
  std::string_view source;  // "nick!user@host"
  std::string_view client_tags = {};
  std::string_view relayed_by = {};      // as Line has it
  std::span<const TextLine> lines = {};  // at least one; of TAGMSG one that is empty
  bool is_batch = false;                 // came as a batch: who can hears it as one
};

// To the channel, to those in it with a rank ("@#room") or to the user whom `target` names, with
// all checks. What is wrong is said to the caller, but for a NOTICE: two programs might answer each
// other for ever.
void say(Call& call, const Speech& speech, std::string_view target);

// To all of the channel, without a check.
void say_unchecked(Call& call, const Speech& speech, Channel& channel);

// The client-only tags of the caller's line ("+name=value") that may be relayed, as they came.
std::string client_tags_of(const Call& call);

}  // namespace uvchat::hub
