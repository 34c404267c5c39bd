#include "chat/drawing.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <utility>

#include "uvchat/base/ascii.h"
#include "uvchat/base/utf8.h"

namespace uvchat::cli {
namespace {

constexpr char escape = '\x1B';

// The numbers between semicolons; what is none is 0.
std::vector<int> numbers_in(std::string_view text) {
  constexpr std::size_t numbers_max = 32;
  std::vector<int> numbers;
  while (numbers.size() < numbers_max) {
    const std::size_t end = std::min(text.find(';'), text.size());
    int number = 0;
    std::from_chars(text.data(), text.data() + end, number);
    numbers.push_back(std::clamp(number, 0, 1000));
    if (end == text.size()) break;
    text.remove_prefix(end + 1);
  }
  return numbers;
}

// One number of "select graphic rendition" (ECMA-48), and with 38 and 48 those behind it. Returns
// how many were taken.
std::size_t take_style(Style& style, const std::vector<int>& numbers, std::size_t at) {
  const int number = numbers[at];
  const auto colour = [](int index) { return static_cast<std::int16_t>(index); };
  if (number == 0) style = {};
  if (number == 1) style.bold = true;
  if (number == 22) style.bold = false;
  if (number == 7) style.reversed = true;
  if (number == 27) style.reversed = false;
  if (number >= 30 && number <= 37) style.fore = colour(number - 30);
  if (number >= 40 && number <= 47) style.back = colour(number - 40);
  if (number >= 90 && number <= 97) style.fore = colour(number - 82);
  if (number >= 100 && number <= 107) style.back = colour(number - 92);
  if (number == 39) style.fore = Style::no_colour;
  if (number == 49) style.back = Style::no_colour;
  if (number != 38 && number != 48) return 1;
  if (at + 1 < numbers.size() && numbers[at + 1] == 2) return 5;  // red, green and blue
  if (at + 2 >= numbers.size() || numbers[at + 1] != 5 || numbers[at + 2] > 255) return 3;
  (number == 38 ? style.fore : style.back) = colour(numbers[at + 2]);
  return 3;
}

// Cuts an escape sequence off, which `bytes` begins with, and obeys it where it is of colours.
void take_escape(std::string_view& bytes, Style& style) {
  const bool is_control_sequence = bytes.starts_with("\x1B[");
  std::size_t end = std::min<std::size_t>(2, bytes.size());
  while (is_control_sequence && end < bytes.size() && (bytes[end] < '@' || bytes[end] > '~')) {
    if (is_control(bytes[end])) break;
    ++end;
  }
  if (is_control_sequence && end < bytes.size() && bytes[end] == 'm') {
    const std::vector<int> numbers = numbers_in(bytes.substr(2, end - 2));
    for (std::size_t at = 0; at < numbers.size();) at += take_style(style, numbers, at);
  }
  bytes.remove_prefix(is_control_sequence && end < bytes.size() && !is_control(bytes[end]) ? end + 1
                                                                                           : end);
}

}  // namespace

Drawing parse_drawing(std::string_view bytes, std::size_t rows_max, std::size_t columns_max) {
  Drawing drawing;
  Style style;
  std::vector<Drawing::Dot> row;
  while (!bytes.empty() && drawing.rows.size() < rows_max) {
    const char c = bytes.front();
    if (c == escape) {
      take_escape(bytes, style);
    } else if (c == '\n') {
      drawing.rows.push_back(std::exchange(row, {}));
      bytes.remove_prefix(1);
    } else {
      const std::string_view from = bytes;
      utf8_take(bytes);
      const std::string_view character = from.substr(0, from.size() - bytes.size());
      const std::vector<Cell> cells = is_control(c) ? std::vector<Cell>() : cells_of(character);
      const bool is_dot = cells.size() == 1 && cells.front().columns == 1;
      if (is_dot && row.size() < columns_max) row.push_back({cells.front(), style});
    }
  }
  if (!row.empty() && drawing.rows.size() < rows_max) drawing.rows.push_back(std::move(row));
  return drawing;
}

}  // namespace uvchat::cli
