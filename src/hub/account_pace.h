#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "hub/state.h"
#include "uvchat/base/time.h"
#include "uvchat/hub/event.h"

// Several sessions of an account may say no more than one of them alone. A loop bounds what each
// connection says; what an account says by all of them is bounded here, at the same rate.

namespace uvchat::hub {

// What a client sends because it must: it costs no time.
bool is_sent_of_need(std::string_view command);

// Charges the account of the session for a line. True: others of its sessions have said so much
// that the line must wait, and it does; it comes back from the session's waiting lines. REQUIRES:
// the session's user has an account.
bool waits_for_turn(ChatState& state, Session& session, std::string_view line, LineFlaw flaw,
                    Now now);
// To be called with each tick: those whose time has come go on.
void give_turns(ChatState& state, Now now);

// No line of the session, nor of others of its user, is admitted for another `ms`.
void penalize(ChatState& state, const Session& session, std::uint32_t ms);

}  // namespace uvchat::hub
