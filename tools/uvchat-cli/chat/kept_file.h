#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string_view>

#include "uvchat/base/result.h"

namespace uvchat::cli {

// Parses a JSON file of the client: an object, {} if it is empty. The error says what is wrong and
// where. A key that stands there twice is an error: one of the two would be lost.
Result<nlohmann::json> parse_kept_file(std::string_view file);

}  // namespace uvchat::cli
