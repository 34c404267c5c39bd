#pragma once

#include <vector>

#include "server/config.h"
#include "server/config_rows.h"

namespace uvchat::server {

// In the order in which they are printed.
const std::vector<Row>& config_table();

// What must hold between values that are each good. `root` says where they stand.
Read check_together(const Node& root, const Config& config);

}  // namespace uvchat::server
