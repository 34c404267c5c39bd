#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "client.h"
#include "texts.h"
#include "uvchat/base/result.h"

namespace uvchat::cli {

// What a user always wants, from $XDG_CONFIG_HOME/uvchat/cli.json. Arguments go before it.
struct Preferences {
  std::string server;  // as on the command line; empty: none
  std::string nick;
  std::vector<std::string> rooms;
  std::optional<Protocol> protocol;
  std::optional<Language> language;
};

// The error is "FILE:LINE:COLUMN: key: what is wrong".
Result<Preferences> parse_preferences(std::string_view text, const std::string& file_name);
// Those of the user; what the program would do by itself where there is no file.
Result<Preferences> load_preferences();

// A file of the folder of the user's settings for uvchat; empty where no folder is known.
std::string settings_path(const std::string& name);

}  // namespace uvchat::cli
