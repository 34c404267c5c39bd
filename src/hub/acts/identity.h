#pragma once

#include <string_view>

#include "hub/acts/actor.h"

// What others see of a user: nick, host, real name, absence, modes.

namespace uvchat::hub {

// REQUIRES: the nick is valid and free for the actor.
void change_nick(const Actor& actor, std::string_view nick);
// The asking session says that its user is away, or (an empty reason) that they are here. `reason`
// fits into the lines that tell of it.
void change_absence(const Actor& actor, std::string_view reason);
// A session of the user has come or gone: they may be away or here by that.
void look_at_absence(const Actor& actor);
// The actor's own client is told only if it has the capability setname.
void change_realname(const Actor& actor, std::string_view realname);
// Gives `user` another host: an operator's act. Clients that do not know CHGHOST are shown that the
// user leaves and joins again, in one channel after the other. That ends at limits::line_work_max:
// in the channels that are left they see the new host with the user's next line.
void change_host(const Actor& actor, User& user, std::string_view host);
// ":nick!user@host MODE nick +i" to all of the actor's sessions: `changes` were made.
void tell_user_modes(const Actor& actor, std::string_view changes);

}  // namespace uvchat::hub
