#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace uvchat {

// The one of `known` that was probably meant: a slip of the finger away. Nothing where none is.
std::optional<std::string_view> nearest_word(std::string_view given,
                                             std::span<const std::string_view> known);

}  // namespace uvchat
