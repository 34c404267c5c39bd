#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "uvchat/base/result.h"

// Whole files. Both may wait for a disk.

namespace uvchat::server {

// The error is one line, "PATH: cannot be read: ..." or "PATH: larger than ... bytes".
Result<std::string> read_file(const std::string& path, std::size_t bytes_max);

// Whoever reads `path`, now or after a loss of power, finds the old text or the new one, whole.
// Only the owner may read it. There is one writer at a time.
Result<void> replace_file(const std::string& path, std::string_view text);

}  // namespace uvchat::server
