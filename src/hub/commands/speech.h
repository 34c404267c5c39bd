#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "hub/acts/speak.h"
#include "hub/call.h"

// What happens to a message, from the checks to those who hear it.

namespace uvchat::hub {

// To the channel, to those in it with a rank ("@#room") or to the user whom `target` names, with
// all checks. What is wrong is said to the caller, but for a NOTICE: two programs might answer each
// other for ever. Where a spam filter ends the caller, their session is quitting afterwards.
void say(Call& call, const Speech& speech, std::string_view target);

// To be called when the caller's command has said all: where that is told only when it is stored,
// the caller waits for it, and hears then what they have said, or that nobody has heard it.
// `apart`: the answer that goes on then, if it is not the command's own.
void await_storing(Call& call, std::optional<UnfinishedReply> apart = {});

// To all of the channel, without a check of the caller's rights.
void say_unchecked(Call& call, const Speech& speech, Channel& channel);
// Says `text` in `channel` as a PRIVMSG by the caller, with all checks.
void say_in_channel(Call& call, Channel& channel, std::string_view text);

// The client-only tags of the caller's line ("+name=value") that may be relayed, as they came; but
// "+uvchat/edits" without its + where it is true (edits.h).
std::string client_tags_of(Call& call, std::string_view target);

}  // namespace uvchat::hub
