#include "chat/server_key.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

#include "uvchat/base/ascii.h"

namespace uvchat::cli {
namespace {

using Json = nlohmann::json;

std::string key_of(std::string_view host, std::string_view port) {
  std::string key(host);
  std::transform(key.begin(), key.end(), key.begin(), to_lower);
  if (key.ends_with('.')) key.pop_back();
  return key.append(":").append(port);
}

// "::1:6667", as a key has it, is no target: it has its port behind the last colon.
std::string one_spelling(const std::string& name) {
  const std::size_t colon = name.rfind(':');
  if (name.starts_with('[') || colon == std::string::npos) {
    const auto target = client::parse_target(name, irc_port);
    return target ? server_key(*target) : name;
  }
  return key_of(name.substr(0, colon), name.substr(colon + 1));
}

// Lists are joined; of two numbers the greater one is taken.
void merge_values(Json& there, Json more, Clash clash) {
  if (there.is_array() && more.is_array()) {
    for (Json& each : more) there.push_back(std::move(each));
  } else if (there.is_number_unsigned() && more.is_number_unsigned()) {
    there = std::max(there.get<std::uint64_t>(), more.get<std::uint64_t>());
  } else if (there != more && clash == Clash::is_null) {
    there = nullptr;
  }
}

// `levels`: how deep the objects are nested.
void merge(Json& there, Json more, int levels, Clash clash) {
  if (levels == 0 || !there.is_object() || !more.is_object()) {
    merge_values(there, std::move(more), clash);
    return;
  }
  for (auto& [name, value] : more.items()) {
    if (there.contains(name)) {
      merge(there[name], std::move(value), levels - 1, clash);
    } else {
      there[name] = std::move(value);
    }
  }
}

}  // namespace

std::string server_key(const client::Target& server) {
  return key_of(server.host, std::to_string(server.port));
}

void merge_spellings(Json& file, Clash clash) {
  constexpr int levels = 2;  // a server's parts, and what these hold by name
  Json merged = Json::object();
  for (const bool of_own_spelling : {true, false}) {
    for (auto& [name, value] : file.items()) {
      const std::string key = one_spelling(name);
      if ((key == name) != of_own_spelling) continue;
      if (merged.contains(key)) {
        merge(merged[key], std::move(value), levels, clash);
      } else {
        merged[key] = std::move(value);
      }
    }
  }
  file = std::move(merged);
}

}  // namespace uvchat::cli
