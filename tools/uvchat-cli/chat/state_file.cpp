#include "chat/state_file.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <utility>

#include "chat/address.h"
#include "chat/file.h"
#include "chat/kept_file.h"
#include "chat/keyring.h"
#include "chat/server_key.h"
#include "chat/text.h"
#include "chat/texts.h"

namespace uvchat::cli {
namespace {

using Json = nlohmann::json;

constexpr std::size_t lines_max = 4096;  // keys whose lines are counted

// A member of an object; null if there is none.
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
    if (each.is_string()) texts.push_back(each.get<std::string>());
  }
  return texts;
}

std::map<std::string, std::uint64_t> counts_of(const Json& object) {
  std::map<std::string, std::uint64_t> counts;
  if (!object.is_object()) return counts;
  for (const auto& [key, count] : object.items()) {
    if (count.is_number_unsigned() && counts.size() < lines_max) {
      counts[key] = count.get<std::uint64_t>();
    }
  }
  return counts;
}

bool is_text(const Json& value) { return value.is_string(); }
bool is_name(const Json& value) {
  return value.is_string() && is_word(value.get<std::string>()) &&
         is_printable(value.get<std::string>());
}

bool is_list_of(const Json& list, bool (*is_item)(const Json&)) {
  return list.is_array() && std::all_of(list.begin(), list.end(), is_item);
}

bool is_names(const Json& list) { return is_list_of(list, is_name); }

// Members that another version did not write have their defaults.
bool is_message(const Json& kept) {
  const auto is_flag = [&](const char* key) {
    return part_of(kept, key).is_null() || part_of(kept, key).is_boolean();
  };
  const auto is_text_or_none = [&](const char* key) {
    return part_of(kept, key).is_null() || part_of(kept, key).is_string();
  };
  return is_name(part_of(kept, "to")) && is_text_or_none("status") &&
         text_of(kept, "status").size() <= 1 && is_flag("notice") && is_flag("action") &&
         is_flag("sealed") && is_text_or_none("sender") &&
         is_list_of(part_of(kept, "lines"), is_text);
}

// By nick.
bool is_unsent(const Json& unsent) {
  return unsent.is_object() && std::all_of(unsent.begin(), unsent.end(), [](const Json& list) {
           return is_list_of(list, is_message);
         });
}

bool is_counts(const Json& lines) {
  return lines.is_object() && std::all_of(lines.begin(), lines.end(), [](const Json& count) {
           return count.is_number_unsigned();
         });
}

// The members of a server's object that this program did not write; empty: none.
std::string wrong_part(const Json& mine) {
  const std::array<std::pair<const char*, bool (*)(const Json&)>, 3> parts = {
      {{"closed", is_names}, {"lines", is_counts}, {"unsent", is_unsent}}};
  for (const auto& [name, is_good] : parts) {
    if (mine.contains(name) && !is_good(mine[name])) return name;
  }
  return "";
}

tl::unexpected<Error> broken_at(const std::string& part) {
  const std::string why = fill(Text::kept_part_wrong, {{"part", part}});
  return fail(fill(Text::state_file_broken, {{"why", why}}));
}

// The contents of the file; an empty file is an empty object. An error if anything in the server's
// part is malformed: the client would not know for sure what is closed, and would lose the rest.
Result<Json> parsed(std::string_view file, const std::string& server) {
  auto root = parse_kept_file(file);
  if (!root) return fail(fill(Text::state_file_broken, {{"why", root.error().text}}));
  merge_spellings(*root);
  const auto mine = root->find(server);
  if (mine == root->end()) return root;
  if (!mine->is_object()) return broken_at(server);
  if (const std::string part = wrong_part(*mine); !part.empty()) {
    return broken_at(server + "." + part);
  }
  return root;
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
  if (!root) return tl::unexpected(root.error());
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
  if (path.empty()) return KeptState{};
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
  if (!there) {  // its contents would be lost
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
    if (std::find(closed.begin(), closed.end(), name) == closed.end()) closed.push_back(name);
  }
  auto lines = counts_of(part_of(mine, "lines"));
  for (const auto& [key, count] : state.lines) lines[key] = std::max(lines[key], count);
  Json unsent = part_of(mine, "unsent");
  unsent = unsent.is_object() ? std::move(unsent) : Json::object();
  unsent.erase(nick);
  for (const KeptMessage& message : state.unsent) unsent[nick].push_back(json_of(message));
  mine = mine.is_object() ? std::move(mine) : Json::object();
  mine["closed"] = closed;
  mine["lines"] = lines;
  mine["unsent"] = std::move(unsent);
  root[server] = std::move(mine);
  return root.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace uvchat::cli
