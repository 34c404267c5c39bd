#pragma once

#include <span>

#include "uvchat/http/files.h"

namespace uvchat::server {

// The page of web/ as the build has put it into the program: nothing where it was built without
// one. Defined by scripts/build_page.sh. Thread-safe.
std::span<const http::BuiltInFile> built_in_page();

}  // namespace uvchat::server
