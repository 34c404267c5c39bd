#include "preferences.h"

#include <cstdlib>

#include "address.h"
#include "file.h"
#include "uvchat/json/keys.h"

namespace uvchat::cli {
namespace {

bool is_address(std::string_view text) { return parse_address(text).has_value(); }

const json::Object<Preferences>& table() {
  using T = Preferences;
  static const json::Object<T> preferences({
      json::key("server", &T::server, json::Text{"NICK@HOST:PORT or an irc:// URL", is_address}),
      json::key("nick", &T::nick, json::Text{"a nick", is_word}),
      json::key("rooms", &T::rooms, json::ListOf<json::Text>{{"a room", is_word}}),
      json::key("protocol", &T::protocol,
                json::OrNull<json::Choice<Protocol>>{
                    {{{"irc", Protocol::irc}, {"caesar", Protocol::caesar}}}}),
      json::key("language", &T::language,
                json::OrNull<json::Choice<Language>>{
                    {{{"en", Language::english}, {"es", Language::spanish}}}}),
  });
  return preferences;
}

std::string variable(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? "" : value;
}

}  // namespace

std::string settings_path(const std::string& name) {
  const std::string given = variable("XDG_CONFIG_HOME");
  const std::string home = variable("HOME");
  if (given.empty() && home.empty()) {
    return "";
  }
  return (given.empty() ? home + "/.config" : given) + "/uvchat/" + name;
}

Result<Preferences> parse_preferences(std::string_view text, const std::string& file_name) {
  const auto refused = [&](const json::Fault& fault) {
    return fail(file_name + ":" + json::position_of(text, fault.offset) + ": " + fault.text);
  };
  const auto root = json::parse_tree(text);
  if (!root) {
    return refused(root.error());
  }
  Preferences preferences;
  if (const json::Read done = table().read({*root, ""}, preferences); !done) {
    return refused(done.error());
  }
  return preferences;
}

Result<Preferences> load_preferences() {
  const std::string path = settings_path("cli.json");
  if (path.empty() || !file_is_there(path)) {
    return Preferences();
  }
  const auto file = read_file(path);
  if (!file) {
    return tl::unexpected(file.error());
  }
  return parse_preferences(*file, path);
}

}  // namespace uvchat::cli
