// docs/configuration.md beside what the server reads.

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

#include "server/config.h"

namespace uvchat::server {
namespace {

using nlohmann::json;

// Of each row of the page's table of keys: the key, and what stands as its default.
std::map<std::string, std::string> documented_keys() {
  std::ifstream page(UVCHAT_DOCS "/configuration.md");
  EXPECT_TRUE(page) << "docs/configuration.md is not there";
  std::map<std::string, std::string> keys;
  for (std::string line; std::getline(page, line);) {
    if (!line.starts_with("| `") || line.starts_with("| `uvchat-server")) continue;
    const auto key_end = line.find("` | ", 3);
    const auto default_end = line.find(" |", key_end + 4);
    EXPECT_NE(default_end, std::string::npos) << line;
    if (default_end == std::string::npos) continue;
    keys[line.substr(3, key_end - 3)] = line.substr(key_end + 4, default_end - key_end - 4);
  }
  return keys;
}

// The keys of a printed configuration, as the page writes them: those of all entries of a list are
// one, and a list of words is a value.
void add_leaves(const json& value, const std::string& path, std::map<std::string, json>& leaves) {
  if (value.is_object()) {
    for (const auto& [key, below] : value.items()) {
      add_leaves(below, path.empty() ? key : path + "." + key, leaves);
    }
  } else if (value.is_array() && !value.empty() && value.front().is_object()) {
    for (const json& entry : value) add_leaves(entry, path + "[]", leaves);
  } else {
    leaves.emplace(path, value);
  }
}

Config config_with_an_entry_of_each_list() {
  Config config;
  config.operators.emplace_back();
  config.webirc.emplace_back();
  return config;
}

TEST(ConfigurationPage, NamesEachKeyThatTheServerReadsAndNoOther) {
  std::map<std::string, json> leaves;
  add_leaves(json::parse(print_config(config_with_an_entry_of_each_list())), "", leaves);
  const auto documented = documented_keys();
  for (const auto& [key, value] : leaves) EXPECT_TRUE(documented.contains(key)) << key;
  for (const auto& [key, text] : documented) EXPECT_TRUE(leaves.contains(key)) << key;
}

TEST(ConfigurationPage, TellsTheDefaultOfEachNumberAndSwitch) {
  std::map<std::string, json> leaves;
  add_leaves(json::parse(print_config(Config{})), "", leaves);
  const auto documented = documented_keys();
  for (const auto& [key, value] : leaves) {
    const auto row = documented.find(key);
    // What each entry of a list has is that entry's own.
    if (row == documented.end() || key.starts_with("listen[]")) continue;
    if (value.is_number() || value.is_boolean() || value.is_null()) {
      EXPECT_EQ(row->second, value.dump()) << key;
    }
  }
}

}  // namespace
}  // namespace uvchat::server
