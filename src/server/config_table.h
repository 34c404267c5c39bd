#pragma once

#include "server/config.h"
#include "server/config_keys.h"

namespace uvchat::server {

// Every key: what reads it, checks it and prints it.
const Object<Config>& config_table();

// What must hold between values that are each good. `root` says where they stand.
Read check_together(const ConfigNode& root, const Config& config);

}  // namespace uvchat::server
