#pragma once

#include "server/config.h"
#include "uvchat/json/keys.h"

namespace uvchat::server {

using namespace json;  // the words of the table

// Every key: what reads it, checks it and prints it.
const Object<Config>& config_table();

// What must hold between values that are each good. `root` says where they stand.
Read check_together(const Node& root, const Config& config);

}  // namespace uvchat::server
