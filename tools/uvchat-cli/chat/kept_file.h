#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string_view>

#include "uvchat/base/result.h"

namespace uvchat::cli {

// A file of JSON that the client keeps: an object, {} where it is empty. The error tells what is
// wrong with it and where, as with a key that is there twice: one of the two would be lost.
Result<nlohmann::json> parse_kept_file(std::string_view file);

}  // namespace uvchat::cli
