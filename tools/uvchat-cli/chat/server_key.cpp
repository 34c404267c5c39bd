#include "chat/server_key.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

#include "uvchat/base/ascii.h"

namespace uvchat::cli {
namespace {

using Json = nlohmann::json;

std::string one_spelling(std::string_view host_and_port) {
  const std::size_t end = std::min(host_and_port.rfind(':'), host_and_port.size());
  std::string key(host_and_port.substr(0, end));
  std::transform(key.begin(), key.end(), key.begin(), to_lower);
  if (key.ends_with('.')) key.pop_back();
  return key.append(host_and_port.substr(end));
}

// Lists are joined; of two numbers the greater one is taken.
void merge_lists(Json& there, Json more) {
  if (there.is_array() && more.is_array()) {
    for (Json& each : more) there.push_back(std::move(each));
  } else if (there.is_number_unsigned() && more.is_number_unsigned()) {
    there = std::max(there.get<std::uint64_t>(), more.get<std::uint64_t>());
  } else {
    there = nullptr;
  }
}

// `levels`: how deep the objects are nested.
void merge(Json& there, Json more, int levels) {
  if (levels == 0 || !there.is_object() || !more.is_object()) {
    merge_lists(there, std::move(more));
    return;
  }
  for (auto& [name, value] : more.items()) {
    if (there.contains(name)) {
      merge(there[name], std::move(value), levels - 1);
    } else {
      there[name] = std::move(value);
    }
  }
}

}  // namespace

std::string server_key(const client::Target& server) {
  return one_spelling(server.host + ":" + std::to_string(server.port));
}

void merge_spellings(Json& file) {
  constexpr int levels = 2;  // a server's parts, and what these hold by name
  Json merged = Json::object();
  for (auto& [name, value] : file.items()) {
    const std::string key = one_spelling(name);
    if (merged.contains(key)) {
      merge(merged[key], std::move(value), levels);
    } else {
      merged[key] = std::move(value);
    }
  }
  file = std::move(merged);
}

}  // namespace uvchat::cli
