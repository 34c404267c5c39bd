#pragma once

#include <functional>
#include <string>

#include "uvchat/base/result.h"

namespace uvchat::cli {

bool file_is_there(const std::string& path);
// The file that a link leads to, so that this file is changed and the link stays.
std::string followed(const std::string& path);
Result<std::string> read_file(const std::string& path);
// Nothing if there is no file. An error for a link, a device or a pipe, and for a file longer than
// this program writes.
Result<std::string> read_private_file(const std::string& path);
// As above. An error also for a file that others than its owner may read or write.
Result<std::string> read_secret_file(const std::string& path);
// `change` turns the file's contents (nothing if there is no file) into its new contents, which are
// written completely or not at all. If two programs do so at once, the second one waits. The file
// is readable by its owner only (mode 0600); its folder is made if it is missing.
Result<void> change_private_file(
    const std::string& path,
    const std::function<Result<std::string>(const std::string& contents)>& change);
// As above, of a file as read_secret_file() takes it.
Result<void> change_secret_file(
    const std::string& path,
    const std::function<Result<std::string>(const std::string& contents)>& change);

}  // namespace uvchat::cli
