#pragma once

#include "hub/user.h"

// Somebody with mode R gets private messages from those alone who are logged in, or whom they
// accept: a user whom they have named with ACCEPT, or written to.

namespace uvchat::hub {

bool accepts(const User& user, const User& from);
// Of more than limits::accepted_max the first is forgotten.
void accept(User& user, const User& from);
// False: they were not accepted.
bool stop_accepting(User& user, const User& from);

}  // namespace uvchat::hub
