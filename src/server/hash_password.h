#pragma once

#include <string>

#include "uvchat/base/result.h"

namespace uvchat::server {

// `uvchat-server hash-password`: the Argon2id hash of a password that is read from stdin. At a
// terminal it is asked for twice, on stderr, and not shown; else it is the first line.
Result<std::string> hash_password_from_input();

}  // namespace uvchat::server
