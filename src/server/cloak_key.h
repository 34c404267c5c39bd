#pragma once

#include <string>

#include "uvchat/base/keyed_hash.h"
#include "uvchat/base/result.h"

namespace uvchat::server {

// Where what must outlive the process is kept: $STATE_DIRECTORY (as systemd sets it),
// $XDG_STATE_HOME/uvchat or ~/.local/state/uvchat. Nothing is written into whatever folder the
// server was started in: $STATE_DIRECTORY must be one absolute path, or is an error; the other two
// count as none where they are relative. Empty: there is no place.
Result<std::string> state_directory();

// The secret that hosts are cloaked with, from DIRECTORY/cloak.key, which is made (mode 0600) where
// it is missing, so that a cloaked host is the same after a restart. A key of another length or of
// nothing but zeros is an error. REQUIRES: the directory is there.
Result<HashKey> load_cloak_key(const std::string& directory);

// From the system's random source.
HashKey random_key();

}  // namespace uvchat::server
