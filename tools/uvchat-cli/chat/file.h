#pragma once

#include <functional>
#include <string>

#include "uvchat/base/result.h"

namespace uvchat::cli {

bool file_is_there(const std::string& path);
// Where a link leads, so that the file there is changed and the link stays.
std::string followed(const std::string& path);
Result<std::string> read_file(const std::string& path);
// Nothing where there is none. An error for a link, a device or a pipe, and for what is too long to
// have been written here.
Result<std::string> read_private_file(const std::string& path);
// `change` makes of what the file holds (nothing, where there is none) what it is to hold. Whole or
// not at all, and by one program after the other: a second one waits. Readable by its owner alone
// (mode 0600). Makes the folder if need be.
Result<void> change_private_file(
    const std::string& path,
    const std::function<Result<std::string>(const std::string& contents)>& change);

}  // namespace uvchat::cli
