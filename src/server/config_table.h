#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "server/config.h"
#include "uvchat/json/keys.h"

namespace uvchat::server {

using namespace json;  // the words of the table

// A key of each item of a list: "listen[].port".
struct ItemKey {
  std::string_view name;
  std::string value;  // its default as JSON; empty: it is required
  std::string takes;
  std::string_view help;
};

// A key. Reading, refusing, printing, REHASH and the page of the keys follow from its row.
struct Row {
  Key<Config> key;  // its name is its path, "limits.flood.enabled"
  bool is_live;     // REHASH changes it; if false, a change waits for a restart
  std::function<void(const Config& from, Config& into)> copy;
  std::vector<ItemKey> items;  // of a list of objects
};

// In the order in which they are printed.
const std::vector<Row>& config_table();

// What must hold between values that are each good. `root` says where they stand.
Read check_together(const Node& root, const Config& config);

}  // namespace uvchat::server
