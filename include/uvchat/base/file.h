#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "uvchat/base/result.h"

// Reading whole files that somebody has named. It may wait for a disk, and for nothing else: what
// is no regular file, a FIFO or a device or a directory, is refused, and so is what is too large.

namespace uvchat {

// May the file be a link to another? What a user names may; what a program keeps itself may not.
enum class Links { followed, refused };

// Nothing where there is no such file. The error says why it cannot be read, without its name.
Result<std::optional<std::string>> file_contents_if_there(const std::string& path,
                                                          std::size_t bytes_max, Links links);
// It is an error where there is none.
Result<std::string> file_contents(const std::string& path, std::size_t bytes_max, Links links);

}  // namespace uvchat
