#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace uvchat::simulation {

inline constexpr std::size_t line_room = 510;  // of a line, without its end

inline std::string str(std::string_view view) { return std::string(view); }

inline std::string upper(std::string_view word) {
  std::string text(word);
  for (char& c : text) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
  return text;
}

// "you are ..." as a sentence.
inline std::string sentence(const std::string& text) {
  return upper(text.substr(0, 1)) + (text.empty() ? "" : text.substr(1));
}

// As a middle parameter of an answer has what somebody sent.
inline std::string middle(std::string_view word) {
  const bool one = !word.empty() && word.front() != ':' && word.find(' ') == word.npos;
  return one ? std::string(word.substr(0, 200)) : "*";
}

// "a,b"
inline std::string joined(const std::vector<std::string>& words, char separator = ',') {
  std::string text;
  for (const std::string& word : words) {
    text += (text.empty() ? "" : std::string(1, separator)) + word;
  }
  return text;
}

// As many to a line as fit, and at most `words_max`.
inline std::vector<std::string> in_lines(const std::vector<std::string>& words, char separator,
                                         std::size_t bytes_max, std::size_t words_max = SIZE_MAX) {
  std::vector<std::vector<std::string>> lines;
  for (const std::string& word : words) {
    const bool fits = !lines.empty() && lines.back().size() < words_max &&
                      joined(lines.back(), separator).size() + 1 + word.size() <= bytes_max;
    if (!fits) lines.emplace_back();
    lines.back().push_back(word);
  }
  std::vector<std::string> texts;
  for (const auto& line : lines) texts.push_back(joined(line, separator));
  return texts;
}

}  // namespace uvchat::simulation
