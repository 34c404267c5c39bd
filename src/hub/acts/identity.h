#pragma once

#include <string_view>

#include "hub/acts/actor.h"

// What others see of a user: nick, host, real name, absence, modes.

namespace uvchat::hub {

// REQUIRES: the nick is valid and free for the actor.
void change_nick(const Actor& actor, std::string_view nick);
// `reason` fits into the lines that tell of it; empty: they are back.
void change_absence(const Actor& actor, std::string_view reason);
void change_realname(const Actor& actor, std::string_view realname);
// Gives `user` another host: an operator's act. The records name the user. `line_work_max`: to
// neighbours who do not know CHGHOST it looks as if the user left and came again, in one channel
// after the other, until so much work is done; the rest see the new host with the user's next line.
void change_host(const Actor& actor, User& user, std::string_view host,
                 std::uint64_t line_work_max);
// ":nick!user@host MODE nick +i" to all of the actor's sessions: `changes` were made.
void tell_user_modes(const Actor& actor, std::string_view changes);

}  // namespace uvchat::hub
