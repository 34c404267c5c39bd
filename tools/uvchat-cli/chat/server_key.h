#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "client/target.h"

namespace uvchat::cli {

// "HOST:PORT", by which the files of keys and of state know a server: one for all spellings of its
// host, so that another one does not hide what is closed.
std::string server_key(const client::Target& server);

// The same of a file that may know servers by other spellings. What stands under several is put
// together; what cannot be is null.
// REQUIRES: an object.
void merge_spellings(nlohmann::json& file);

}  // namespace uvchat::cli
