#pragma once

#include <string>

#include "uvchat/base/keyed_hash.h"
#include "uvchat/base/result.h"

namespace uvchat::server {

// Where what must outlive the process is kept: $STATE_DIRECTORY (as systemd sets it),
// $XDG_STATE_HOME/uvchat or ~/.local/state/uvchat. A place that is named by no absolute path counts
// as none: nothing is written into whatever folder the server was started in. Empty: there is none.
std::string state_directory();

// The secret that hosts are cloaked with, from DIRECTORY/cloak.key, which is made (mode 0600) where
// it is missing, so that a cloaked host is the same after a restart. REQUIRES: the directory is
// there.
Result<HashKey> load_cloak_key(const std::string& directory);

// From the system's random source.
HashKey random_key();

}  // namespace uvchat::server
