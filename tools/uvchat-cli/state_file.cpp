#include "state_file.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "file.h"
#include "keyring.h"
#include "server_key.h"
#include "texts.h"

namespace uvchat::cli {
namespace {

using Json = nlohmann::json;

constexpr std::size_t lines_max = 4096;  // keys whose lines are counted

// What the file holds; an empty one holds nothing. An error where it does not say for sure which
// conversations of the server are closed.
Result<Json> parsed(std::string_view file, const std::string& server) {
  Json root = file.empty() ? Json::object() : Json::parse(file, nullptr, false);
  if (!root.is_object()) {
    return fail(text(Text::state_file_broken));
  }
  merge_spellings(root);
  const Json mine = root.value(server, Json::object());
  const Json closed = mine.is_object() ? mine.value("closed", Json::array()) : Json();
  if (!closed.is_array() || !std::all_of(closed.begin(), closed.end(),
                                         [](const Json& name) { return name.is_string(); })) {
    return fail(text(Text::state_file_broken));
  }
  return root;
}

// An object's part; null where there is none.
Json part_of(const Json& object, const std::string& key) {
  const auto found = object.is_object() ? object.find(key) : object.end();
  return object.is_object() && found != object.end() ? *found : Json();
}

std::string text_of(const Json& object, const std::string& key) {
  const Json value = part_of(object, key);
  return value.is_string() ? value.get<std::string>() : "";
}

bool flag_of(const Json& object, const std::string& key) {
  const Json value = part_of(object, key);
  return value.is_boolean() && value.get<bool>();
}

std::vector<std::string> texts_of(const Json& list) {
  std::vector<std::string> texts;
  for (const Json& each : list.is_array() ? list : Json::array()) {
    if (each.is_string()) {
      texts.push_back(each.get<std::string>());
    }
  }
  return texts;
}

std::map<std::string, std::uint64_t> counts_of(const Json& object) {
  std::map<std::string, std::uint64_t> counts;
  if (!object.is_object()) {
    return counts;
  }
  for (const auto& [key, count] : object.items()) {
    if (count.is_number_unsigned() && counts.size() < lines_max) {
      counts[key] = count.get<std::uint64_t>();
    }
  }
  return counts;
}

KeptMessage message_of(const Json& kept) {
  return {text_of(kept, "to"),
          text_of(kept, "status"),
          flag_of(kept, "notice"),
          flag_of(kept, "action"),
          flag_of(kept, "sealed"),
          text_of(kept, "sender"),
          texts_of(part_of(kept, "lines")),
          flag_of(kept, "perhaps_said")};
}

Json json_of(const KeptMessage& message) {
  return {{"to", message.to},         {"status", message.status},
          {"notice", message.notice}, {"action", message.action},
          {"sealed", message.sealed}, {"sender", message.sender},
          {"lines", message.lines},   {"perhaps_said", message.perhaps_said}};
}

}  // namespace

Result<KeptState> read_state(std::string_view file, const std::string& server,
                             const std::string& nick) {
  const auto root = parsed(file, server);
  if (!root) {
    return tl::unexpected(root.error());
  }
  const Json mine = part_of(*root, server);
  KeptState state{texts_of(part_of(mine, "closed")), counts_of(part_of(mine, "lines")), {}};
  const Json unsent = part_of(part_of(mine, "unsent"), nick);
  for (const Json& each : unsent.is_array() ? unsent : Json::array()) {
    state.unsent.push_back(message_of(each));
  }
  return state;
}

Result<KeptState> read_state_file(const std::string& path, const std::string& server,
                                  const std::string& nick) {
  if (path.empty()) {
    return KeptState{};
  }
  auto state = read_private_file(path).and_then(
      [&](const std::string& file) { return read_state(file, server, nick); });
  if (!state) {
    return fail(fill(Text::state_file_needed, {{"why", state.error().text}, {"file", path}}));
  }
  return state;
}

Result<std::string> write_state(std::string_view file, const std::string& server,
                                const std::string& nick, const KeptState& state,
                                const std::vector<std::string>& opened) {
  auto there = parsed(file, server);
  if (!there) {  // what it says would be lost
    return tl::unexpected(there.error());
  }
  Json& root = *there;
  Json mine = part_of(root, server);
  std::vector<std::string> closed = texts_of(part_of(mine, "closed"));
  std::erase_if(closed, [&](const std::string& name) {
    return std::any_of(opened.begin(), opened.end(),
                       [&](const std::string& each) { return Keyring::is_same(each, name); });
  });
  for (const std::string& name : state.closed) {
    if (std::find(closed.begin(), closed.end(), name) == closed.end()) {
      closed.push_back(name);
    }
  }
  auto lines = counts_of(part_of(mine, "lines"));
  for (const auto& [key, count] : state.lines) {
    lines[key] = std::max(lines[key], count);
  }
  Json unsent = part_of(mine, "unsent");
  unsent = unsent.is_object() ? std::move(unsent) : Json::object();
  unsent.erase(nick);
  for (const KeptMessage& message : state.unsent) {
    unsent[nick].push_back(json_of(message));
  }
  root[server] = {{"closed", closed}, {"lines", lines}, {"unsent", std::move(unsent)}};
  return root.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace uvchat::cli
