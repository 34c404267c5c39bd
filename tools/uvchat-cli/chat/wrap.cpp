#include "chat/wrap.h"

#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <cwchar>

#include "uvchat/base/utf8.h"

namespace uvchat::cli {
namespace {

constexpr char32_t replacement = 0xFFFD;
constexpr char32_t mark_bearer = 0x25CC;  // a dotted circle, for a mark that stands on nothing
constexpr std::size_t marks_max = 3;

bool is_left_out(char32_t c) {
  const auto code = static_cast<UChar32>(c);
  return u_charType(code) == U_FORMAT_CHAR || u_hasBinaryProperty(code, UCHAR_VARIATION_SELECTOR);
}

bool is_skin_tone(char32_t c) {
  return u_hasBinaryProperty(static_cast<UChar32>(c), UCHAR_EMOJI_MODIFIER);
}

bool takes_skin_tone(wchar_t c) {
  return u_hasBinaryProperty(static_cast<UChar32>(c), UCHAR_EMOJI_MODIFIER_BASE);
}

void add_mark(Cell& cell, char32_t mark) {
  const std::size_t length = std::wcslen(cell.text.data());
  if (length <= marks_max) cell.text[length] = static_cast<wchar_t>(mark);
}

bool may_break_between(const Cell& before, const Cell& after) {
  return before.columns == 2 || after.columns == 2;
}

}  // namespace

std::vector<Cell> cells_of(std::string_view text) {
  std::vector<Cell> cells;
  cells.reserve(text.size());
  const std::size_t bytes = text.size();
  while (!text.empty()) {
    const std::size_t begin = bytes - text.size();
    char32_t c = utf8_take(text);
    if (is_left_out(c) ||
        (is_skin_tone(c) && !cells.empty() && takes_skin_tone(cells.back().text[0]))) {
      continue;
    }
    int columns = wcwidth(static_cast<wchar_t>(c));
    if (columns == 0 && !cells.empty()) {
      add_mark(cells.back(), c);
      continue;
    }
    if (columns < 0) {
      c = replacement;
      columns = 1;
    }
    Cell cell;
    cell.columns = static_cast<std::uint8_t>(std::max(columns, 1));
    cell.begin = begin;
    cell.text[0] = static_cast<wchar_t>(columns == 0 ? mark_bearer : c);
    if (columns == 0) add_mark(cell, c);
    cells.push_back(cell);
  }
  return cells;
}

void append(std::string& text, const Cell& cell) {
  for (const wchar_t c : cell.text) {
    if (c == 0) return;
    icu::UnicodeString(static_cast<UChar32>(c)).toUTF8String(text);
  }
}

std::size_t columns_of(std::span<const Cell> cells) {
  std::size_t columns = 0;
  for (const Cell& cell : cells) columns += cell.columns;
  return columns;
}

std::size_t columns_of(std::string_view text) { return columns_of(cells_of(text)); }

std::string padded(std::string text, std::size_t columns) {
  const std::size_t used = columns_of(text);
  return text.append(columns - std::min(columns, used), ' ');
}

std::vector<Cell> cut(std::string_view text, std::size_t columns_max) {
  std::vector<Cell> cells = cells_of(text);
  std::size_t columns = columns_of(cells);
  if (columns <= columns_max) return cells;
  while (!cells.empty() && columns + 1 > columns_max) {
    columns -= cells.back().columns;
    cells.pop_back();
  }
  if (columns_max > 0) cells.push_back(cells_of("…").front());
  return cells;
}

std::vector<Row> wrap(std::span<const Cell> cells, std::size_t columns, std::size_t hanging) {
  std::vector<Row> rows;
  std::size_t begin = 0;
  while (begin < cells.size() || rows.empty()) {
    std::size_t used = 0;
    std::size_t end = begin;
    std::size_t last_break = begin;  // none yet
    while (end < cells.size() && (end == begin || used + cells[end].columns <= columns)) {
      used += cells[end].columns;
      ++end;
      if (end < cells.size() &&
          (cells[end].is_space() || may_break_between(cells[end - 1], cells[end]) ||
           (cells[end - 1].is_space() && end - 1 > begin))) {
        last_break = end;
      }
    }
    if (end < cells.size() && last_break > begin) end = last_break;
    std::size_t shown_end = end;
    while (end < cells.size() && shown_end > begin + 1 && cells[shown_end - 1].is_space()) {
      --shown_end;
    }
    if (rows.empty()) columns -= std::min(columns, hanging);
    rows.push_back({begin, shown_end});
    while (end < cells.size() && cells[end].is_space()) ++end;
    begin = end;
  }
  return rows;
}

}  // namespace uvchat::cli
