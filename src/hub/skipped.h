#pragma once

#include "hub/session.h"
#include "hub/state.h"
#include "uvchat/base/time.h"
#include "uvchat/hub/time_span.h"

namespace uvchat::hub {

// The session reads again, and was not sent what was said at this time in some of its channels
// (Effect::said): tells it so in each channel in which something was said since, and once if it has
// left one meanwhile. `left_out` empty: it was sent everything.
void tell_skipped(ChatState& state, const Session& session, const TimeSpan& left_out, Now now);

}  // namespace uvchat::hub
