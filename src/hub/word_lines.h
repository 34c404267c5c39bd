#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace uvchat::hub {

// The words, separated, in as few lines as they fit into, each of at most `line_bytes_max` bytes (a
// longer word stands alone) and `line_words_max` words. No words: no line.
std::vector<std::string> in_lines(const std::vector<std::string>& words, char separator,
                                  std::size_t line_bytes_max,
                                  std::size_t line_words_max = static_cast<std::size_t>(-1));

// The words of a text, which spaces part.
std::vector<std::string_view> words_of(std::string_view text);

}  // namespace uvchat::hub
