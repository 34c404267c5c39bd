#pragma once

#include <optional>

#include "hub/state.h"
#include "uvchat/base/time.h"
#include "uvchat/hub/request.h"

namespace uvchat::hub {

// Tells the commands that wait for this answer while their sessions go on. False: none does any
// more.
bool answer_deferred(ChatState& state, const Answer& answer, Now now);
// What stands for an answer that has not come in time; nothing: all are in time or have been told
// so. They are not forgotten, for the server still has to do what they ask for.
std::optional<Answer> late_answer(const ChatState& state, Now now);
// The server has done what they asked for.
void forget_answered(ChatState& state, const Answer& answer);

}  // namespace uvchat::hub
