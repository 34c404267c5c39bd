#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "client/target.h"

namespace uvchat::cli {

// "HOST:PORT", the name of a server in the files of keys and of state. It is the same for all
// spellings of the host, so that another spelling does not hide what is closed.
std::string server_key(const client::Target& server);

// Converts a file that may have other spellings of servers. Entries under several spellings are
// merged; those that cannot be merged are null.
// REQUIRES: an object.
void merge_spellings(nlohmann::json& file);

}  // namespace uvchat::cli
