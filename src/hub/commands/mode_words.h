#pragma once

#include <span>
#include <string_view>

#include "hub/call.h"

namespace uvchat::hub {

// The words behind the target.
inline std::span<const std::string_view> mode_words_of(const Call& call) {
  return std::span(call.message.params).first(call.message.param_count).subspan(1);
}

inline bool is_one_of(char letter, std::string_view letters) {
  return letters.find(letter) != letters.npos;
}

}  // namespace uvchat::hub
