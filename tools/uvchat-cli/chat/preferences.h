#pragma once

#include <string>
#include <string_view>

#include "chat/settings.h"
#include "uvchat/base/result.h"

namespace uvchat::cli {

// The error is "FILE:LINE:COLUMN: key: what is wrong". An empty file says nothing.
Result<Preferences> parse_preferences(std::string_view text, const std::string& file_name);
// The preferences of the user; the defaults if there is no file.
Result<Preferences> load_preferences();

// The path of a file in the user's settings folder for uvchat; empty if no folder is known.
std::string settings_path(const std::string& name);
// The folder of the logs, $XDG_STATE_HOME/uvchat/logs; empty if no folder is known.
std::string logs_folder();

}  // namespace uvchat::cli
