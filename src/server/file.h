#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "uvchat/base/file.h"
#include "uvchat/base/result.h"

// Whole files. All of these may wait for a disk, and for nothing else.

namespace uvchat::server {

// As in uvchat/base/file.h, but the error is a whole line: "PATH: cannot be read: ...".
Result<std::string> read_file(const std::string& path, std::size_t bytes_max, Links links);
// Nothing where there is none.
Result<std::optional<std::string>> read_file_if_there(const std::string& path,
                                                      std::size_t bytes_max, Links links);

// Whoever reads `path`, now or after a loss of power, finds the old text or the new one, whole.
// Only the owner may read it. There is one writer at a time.
Result<void> replace_file(const std::string& path, std::string_view text);

// The same where there is no file yet. Of several who try at once one succeeds; for the others,
// too, there is one afterwards.
Result<void> make_file(const std::string& path, std::string_view text);

// With those above it, where they are missing: for the owner alone.
Result<void> make_folder(const std::string& path);
bool others_may_write(const std::string& folder);
bool others_may_read(const std::string& path);

// Whether this process has the folder to itself, among those that ask: until it ends. False where
// another has it.
Result<bool> own_folder(const std::string& folder);

}  // namespace uvchat::server
