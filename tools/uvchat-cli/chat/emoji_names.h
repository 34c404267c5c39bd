#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace uvchat::cli {

// ":thumbs_up:" and ":+1:" are 👍; a text that is no such name stays as it is.
std::string with_emoji(std::string_view text);

// The signs of the names that begin like `begun` (":thu"), in the table's order.
std::vector<std::string> emoji_completions(std::string_view begun);

}  // namespace uvchat::cli
