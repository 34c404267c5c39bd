#pragma once

#include <string>
#include <string_view>

#include "chat/settings.h"
#include "uvchat/base/result.h"

namespace uvchat::cli {

// The error is "FILE:LINE:COLUMN: key: what is wrong". An empty file says nothing.
Result<Preferences> parse_preferences(std::string_view text, const std::string& file_name);
// Those of the user; what the program would do by itself where there is no file.
Result<Preferences> load_preferences();

// A file of the folder of the user's settings for uvchat; empty where no folder is known.
std::string settings_path(const std::string& name);
// Where logs are kept, $XDG_STATE_HOME/uvchat/logs; empty where no folder is known.
std::string logs_folder();

}  // namespace uvchat::cli
