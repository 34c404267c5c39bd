#include "screen/input_line.h"

#include <sodium.h>
#include <unicode/ubrk.h>
#include <unicode/utext.h>

#include <algorithm>
#include <utility>

#include "uvchat/base/ascii.h"
#include "uvchat/base/assert.h"
#include "uvchat/base/utf8.h"

namespace uvchat::cli {
namespace {

// The bytes at which grapheme clusters begin, and the end.
std::vector<std::size_t> character_edges(std::string_view text) {
  UErrorCode status = U_ZERO_ERROR;
  UText* utext =
      utext_openUTF8(nullptr, text.data(), static_cast<std::int64_t>(text.size()), &status);
  UBreakIterator* iterator = ubrk_open(UBRK_CHARACTER, "", nullptr, 0, &status);
  ubrk_setUText(iterator, utext, &status);
  UVCHAT_ASSERT(U_SUCCESS(status));
  std::vector<std::size_t> edges;
  for (auto at = ubrk_first(iterator); at != UBRK_DONE; at = ubrk_next(iterator)) {
    edges.push_back(static_cast<std::size_t>(at));
  }
  ubrk_close(iterator);
  utext_close(utext);
  return edges;
}

// Line ends become '\n', other control characters are removed.
std::string typed_text(std::string_view typed) {
  const std::string mended = utf8_mended(typed);
  std::string text;
  for (std::size_t i = 0; i < mended.size(); ++i) {
    const char c = mended[i];
    if (c == '\r') {
      text += '\n';
      i += i + 1 < mended.size() && mended[i + 1] == '\n' ? 1 : 0;
    } else if (c == '\t') {
      text += ' ';
    } else if (c == '\xC2' && static_cast<unsigned char>(mended[i + 1]) < 0xA0) {
      ++i;  // U+0080 to U+009F: control characters too
    } else if (c == '\n' || !is_control(c)) {
      text += c;
    }
  }
  return text;
}

// Everything beyond ASCII counts as a letter.
bool is_word(char c) {
  return is_letter(c) || is_digit(c) || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}

struct Visible {
  std::vector<Cell> cells;
  std::size_t cursor = 0;  // the cell it stands on
};

Visible visible_of(std::string_view text, std::size_t cursor, std::span<const TextPart> hidden) {
  constexpr std::string_view line_end = "↵";
  std::string shown;
  std::size_t shown_cursor = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    while (!hidden.empty() && i >= hidden.front().end) hidden = hidden.subspan(1);
    if (text[i] == '\n') {
      shown += line_end;
    } else if (hidden.empty() || i < hidden.front().begin) {
      shown += text[i];
    } else if ((static_cast<unsigned char>(text[i]) & 0xC0) != 0x80) {  // one for each character
      shown += '*';
    }
    shown_cursor = i + 1 == cursor ? shown.size() : shown_cursor;
  }
  Visible visible{cells_of(shown), 0};
  const auto at = std::find_if(visible.cells.begin(), visible.cells.end(),
                               [&](const Cell& cell) { return cell.begin >= shown_cursor; });
  visible.cursor = static_cast<std::size_t>(at - visible.cells.begin());
  return visible;
}

bool is_blank(char c) { return c == ' ' || c == '\n'; }

}  // namespace

std::size_t InputLine::before(std::size_t byte) const {
  const auto edges = character_edges(text_);
  const auto at = std::lower_bound(edges.begin(), edges.end(), byte);
  return at == edges.begin() ? 0 : *std::prev(at);
}

std::size_t InputLine::behind(std::size_t byte) const {
  const auto edges = character_edges(text_);
  const auto at = std::upper_bound(edges.begin(), edges.end(), byte);
  return at == edges.end() ? text_.size() : *at;
}

void InputLine::move_to(std::size_t byte) {
  cursor_ = byte;
  cycle_.clear();
}

void InputLine::show(std::string text, std::size_t cursor) {
  text_ = std::move(text);
  cursor_ = cursor;
}

void InputLine::put(std::string text, std::size_t cursor) {
  show(std::move(text), cursor);
  cycle_.clear();
}

void InputLine::replace(std::size_t begin, std::size_t end, std::string_view with) {
  text_.replace(begin, end - begin, with);
  move_to(begin + with.size());
}

std::size_t InputLine::insert(std::string_view typed) {
  const std::string text = typed_text(typed);
  const std::string_view fitting = utf8_cut(text, bytes_max - text_.size());
  replace(cursor_, cursor_, fitting);
  return text.size() - fitting.size();
}

void InputLine::clear() {
  replace(0, text_.size(), "");
  browsed_ = history_.size();
  unfinished_.clear();
}

void InputLine::left() { move_to(before(cursor_)); }
void InputLine::right() { move_to(behind(cursor_)); }
void InputLine::word_left() { move_to(word_begin()); }
void InputLine::word_right() { move_to(word_end()); }

std::size_t InputLine::word_begin() const {
  std::size_t byte = cursor_;
  while (byte > 0 && !is_word(text_[byte - 1])) --byte;
  while (byte > 0 && is_word(text_[byte - 1])) --byte;
  return byte;
}

std::size_t InputLine::word_end() const {
  std::size_t byte = cursor_;
  while (byte < text_.size() && !is_word(text_[byte])) ++byte;
  while (byte < text_.size() && is_word(text_[byte])) ++byte;
  return byte;
}

void InputLine::erase_left() { replace(before(cursor_), cursor_, ""); }

void InputLine::erase_right() { replace(cursor_, behind(cursor_), ""); }

void InputLine::cut(std::size_t begin, std::size_t end) {
  if (begin < end) killed_ = text_.substr(begin, end - begin);
  replace(begin, end, "");
}

void InputLine::cut_word_left() {
  std::size_t byte = cursor_;
  while (byte > 0 && is_blank(text_[byte - 1])) --byte;
  while (byte > 0 && !is_blank(text_[byte - 1])) --byte;
  cut(byte, cursor_);
}

void InputLine::cut_word_right() { cut(cursor_, word_end()); }
void InputLine::cut_all_left() { cut(0, cursor_); }
void InputLine::cut_all_right() { cut(cursor_, text_.size()); }
void InputLine::yank() { insert(killed_); }

void InputLine::browse(std::size_t index) {
  if (browsed_ == history_.size()) unfinished_ = text_;
  browsed_ = index;
  const std::string& line = index == history_.size() ? unfinished_ : history_[index];
  replace(0, text_.size(), line);
}

void InputLine::older() {
  if (browsed_ > 0) browse(browsed_ - 1);
}

void InputLine::newer() {
  if (browsed_ < history_.size()) browse(browsed_ + 1);
}

void InputLine::complete(const Completer& completer, bool backwards) {
  if (cycle_.empty()) {
    Chat::Completions found = completer(text_, cursor_);
    if (found.words.empty()) return;
    UVCHAT_ASSERT(found.begin <= cursor_);
    const std::size_t first = backwards ? found.words.size() - 1 : 0;
    cycle_.push_back({text_, cursor_, std::move(found), first});
  } else {
    Cycle& cycle = cycle_.front();
    const std::size_t choices = cycle.completions.words.size() + 1;
    cycle.next = (cycle.next + (backwards ? choices - 1 : 1)) % choices;
  }
  const Cycle& cycle = cycle_.front();
  if (cycle.next == cycle.completions.words.size()) {
    show(cycle.typed, cycle.cursor);
    return;
  }
  const std::string head =
      cycle.typed.substr(0, cycle.completions.begin) + cycle.completions.words[cycle.next];
  std::string_view tail = std::string_view(cycle.typed).substr(cycle.cursor);
  if (head.ends_with(' ') && tail.starts_with(' ')) tail.remove_prefix(1);
  show(head + std::string(tail), head.size());
}

std::string InputLine::take(bool remember) {
  std::string line = std::exchange(text_, {});
  if (!remember) {
    sodium_memzero(killed_.data(), killed_.size());  // a part of it may have been cut
    killed_.clear();
  } else if (!line.empty() && (history_.empty() || history_.back() != line)) {
    history_.push_back(line);
    if (history_.size() > history_max) history_.pop_front();
  }
  clear();
  return line;
}

InputLine::View InputLine::view(std::size_t columns, std::span<const TextPart> hidden) const {
  const Visible visible = visible_of(text_, cursor_, hidden);
  const std::span<const Cell> cells(visible.cells);
  std::size_t cursor_column = columns_of(cells.first(visible.cursor));
  // Scrolled by half a line, so that it does not move with each key. One column is for the cursor,
  // and one on each side for the marks.
  const std::size_t step = std::max<std::size_t>(columns / 2, 1);
  std::size_t left_out = 0;
  std::size_t begin = 0;
  while (cursor_column - left_out + 2 > columns && begin < visible.cursor) {
    const std::size_t until = left_out + step;
    while (left_out < until && begin < visible.cursor) left_out += cells[begin++].columns;
  }
  View view;
  view.more_left = begin > 0;
  view.cursor_column = cursor_column - left_out + (view.more_left ? 1 : 0);
  std::size_t used = view.more_left ? 1 : 0;
  for (; begin < cells.size(); ++begin) {
    used += cells[begin].columns;
    if (used + 1 > columns) {
      view.more_right = true;
      break;
    }
    view.cells.push_back(cells[begin]);
  }
  return view;
}

SecretLine::SecretLine() { text_.reserve(bytes_max); }

SecretLine::~SecretLine() { wipe(); }

void SecretLine::insert(std::string_view typed) {
  for (const char c : typed) {
    if (is_control(c)) continue;
    is_cut_ = is_cut_ || text_.size() == bytes_max;
    if (!is_cut_) text_ += c;
  }
}

void SecretLine::erase_left() {
  while (!text_.empty() && (static_cast<unsigned char>(text_.back()) & 0xC0) == 0x80) {
    text_.pop_back();
  }
  if (!text_.empty()) text_.pop_back();
}

void SecretLine::wipe() {
  sodium_memzero(text_.data(), text_.capacity());
  text_.clear();
  is_cut_ = false;
}

}  // namespace uvchat::cli
