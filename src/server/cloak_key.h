#pragma once

#include <string>

#include "uvchat/base/keyed_hash.h"
#include "uvchat/base/result.h"

namespace uvchat::server {

// Where what must outlive the process is kept, if the configuration names no place:
// $STATE_DIRECTORY (as systemd sets it), $XDG_STATE_HOME/uvchat or ~/.local/state/uvchat; empty if
// the environment names none of these.
std::string state_directory();

// The secret that hosts are cloaked with, from DIRECTORY/cloak.key, which is made (mode 0600) where
// it is missing, so that a cloaked host is the same after a restart.
Result<HashKey> load_cloak_key(const std::string& directory);

// From the system's random source.
HashKey random_key();

}  // namespace uvchat::server
