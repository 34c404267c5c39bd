#include "hub/word_lines.h"

#include <algorithm>

namespace uvchat::hub {

std::vector<std::string> in_lines(const std::vector<std::string>& words, char separator,
                                  std::size_t line_bytes_max, std::size_t line_words_max) {
  std::vector<std::string> lines;
  std::size_t in_line = line_words_max;
  for (const std::string& word : words) {
    if (in_line == line_words_max || lines.back().size() + 1 + word.size() > line_bytes_max) {
      lines.push_back(word);
      in_line = 1;
    } else {
      lines.back().append(1, separator).append(word);
      ++in_line;
    }
  }
  return lines;
}

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  while (!text.empty()) {
    const std::string_view word = text.substr(0, text.find(' '));
    text.remove_prefix(std::min(word.size() + 1, text.size()));
    if (!word.empty()) words.push_back(word);
  }
  return words;
}

}  // namespace uvchat::hub
