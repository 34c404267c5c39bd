#include "chat/preferences.h"

#include <cstdlib>
#include <utility>

#include "chat/file.h"
#include "chat/setting_table.h"
#include "chat/texts.h"
#include "uvchat/base/nearest.h"

namespace uvchat::cli {
namespace {

// An unknown key, or a value that it does not take.
struct Refusal {
  std::size_t offset = 0;
  std::string sentence;
};

using Done = tl::expected<void, Refusal>;

Done refuse(std::size_t offset, std::string sentence) {
  return tl::unexpected(Refusal{offset, std::move(sentence)});
}

Done read_key(const json::Node& child, Preferences& preferences) {
  const Setting* const setting = find_setting(child.key);
  const std::string key = json::path_of_key("", child.raw_key);
  if (setting == nullptr) {
    const auto near = nearest_word(child.key, setting_names());
    return refuse(child.key_offset,
                  near ? fill(Text::preference_unknown_near, {{"key", key}, {"near", *near}})
                       : fill(Text::preference_unknown, {{"key", key}}));
  }
  if (const json::Read done = setting->key.read({child, ""}, preferences); !done) {
    const bool is_flag = setting->allowed == Text::allowed_flag;
    const Text allowed = is_flag ? Text::allowed_flag_in_file : setting->allowed;
    return refuse(done.error().offset,
                  fill(Text::preference_wrong, {{"key", key}, {"allowed", text(allowed)}}));
  }
  return {};
}

Done read_root(const json::Node& root, Preferences& preferences) {
  if (root.type != json::Node::Type::object) {
    return refuse(root.offset, text(Text::preferences_no_object));
  }
  for (const json::Node& child : root.children) {
    if (Done done = read_key(child, preferences); !done) return done;
  }
  return {};
}

bool says_nothing(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

std::string variable(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? "" : value;
}

// Empty if none is known.
std::string user_folder(const char* name, const std::string& in_home) {
  const std::string given = variable(name);
  const std::string home = variable("HOME");
  return !given.empty() ? given : home.empty() ? "" : home + in_home;
}

}  // namespace

std::string settings_path(const std::string& name) {
  const std::string folder = user_folder("XDG_CONFIG_HOME", "/.config");
  return folder.empty() ? "" : folder + "/uvchat/" + name;
}

std::string logs_folder() {
  const std::string folder = user_folder("XDG_STATE_HOME", "/.local/state");
  return folder.empty() ? "" : folder + "/uvchat/logs";
}

Result<Preferences> parse_preferences(std::string_view text, const std::string& file_name) {
  Preferences preferences;
  const auto place = [&](std::size_t offset) {
    return file_name + ":" + json::position_of(text, offset) + ": ";
  };
  if (says_nothing(text)) return preferences;
  const auto root = json::parse_tree(text);
  if (!root) {
    return fail(place(root.error().offset) +
                fill(Text::preferences_no_json, {{"why", root.error().text}}));
  }
  if (const Done done = read_root(*root, preferences); !done) {
    return fail(place(done.error().offset) + done.error().sentence);
  }
  return preferences;
}

Result<Preferences> load_preferences() {
  const std::string path = settings_path("cli.json");
  if (path.empty() || !file_is_there(path)) return Preferences();
  const auto file = read_file(path);
  if (!file) return tl::unexpected(file.error());
  return parse_preferences(*file, path);
}

}  // namespace uvchat::cli
