#pragma once

#include <string>

#include "uvchat/base/result.h"

namespace uvchat::store {

// Copies the database `from`, as it is at one moment, into a new file that only its owner may read;
// a server may have it open and go on. The copy has its name when it is whole and on disk, and
// never takes the place of another file. The error is one line.
Result<void> back_up(const std::string& from, const std::string& to);

}  // namespace uvchat::store
