#pragma once

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <string_view>

namespace uvchat::fuzz {

// Takes the next word off the front; empty: there is none.
inline std::string_view next_word(std::string_view& words) {
  words.remove_prefix(std::min(words.find_first_not_of(' '), words.size()));
  const std::string_view word = words.substr(0, words.find(' '));
  words.remove_prefix(word.size());
  return word;
}

// 0 for what is none.
inline std::uint64_t number(std::string_view word) {
  std::uint64_t value = 0;
  std::from_chars(word.data(), word.data() + word.size(), value);
  return value;
}

}  // namespace uvchat::fuzz
