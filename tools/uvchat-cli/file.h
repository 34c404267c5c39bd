#pragma once

#include <string>
#include <string_view>

#include "uvchat/base/result.h"

namespace uvchat::cli {

bool file_is_there(const std::string& path);
Result<std::string> read_file(const std::string& path);
// Whole or not at all; readable by its owner alone (mode 0600). Makes the folder if need be.
Result<void> write_private_file(const std::string& path, std::string_view contents);

}  // namespace uvchat::cli
