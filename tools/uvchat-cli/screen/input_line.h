#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "chat/chat.h"
#include "chat/wrap.h"

namespace uvchat::cli {

// The line a user types: text, a cursor that stands between characters as people see them (grapheme
// clusters), a history, and completion. Pure; used by one thread.
//
// Several pasted lines are kept as lines, with '\n' between them.
class InputLine {
 public:
  static constexpr std::size_t bytes_max = 65536;
  static constexpr std::size_t history_max = 500;

  // `killed` is what was cut last, in any line; it outlives this one.
  explicit InputLine(std::string& killed) : killed_(killed) {}

  const std::string& text() const { return text_; }
  std::size_t cursor() const { return cursor_; }  // a byte of the text
  bool empty() const { return text_.empty(); }

  // Inserts at the cursor. '\n' stays (CR LF and CR become one), a tab becomes a space, and other
  // control characters are removed. Returns how many bytes are left out because the line would be
  // longer than bytes_max.
  std::size_t insert(std::string_view typed);
  void clear();
  // Replaces the text.
  void put(std::string text, std::size_t cursor);

  void left();
  void right();
  void word_left();
  void word_right();
  void home() { move_to(0); }
  void end() { move_to(text_.size()); }

  void erase_left();
  void erase_right();
  // yank() inserts what these cut.
  void cut_word_left();   // to the space before the word
  void cut_word_right();  // to the word's end
  void cut_all_left();
  void cut_all_right();
  void yank();

  // The line before this one in the history, and back; the line that was being typed is kept.
  void older();
  void newer();
  const std::deque<std::string>& history() const { return history_; }  // oldest first

  // Inserts the first completion, then each time the next one, or the one before. After the last
  // one, the typed text comes again. Any other key ends this.
  using Completer = std::function<Chat::Completions(std::string_view line, std::size_t cursor)>;
  void complete(const Completer& completer, bool backwards);

  // Takes the line out, and adds it to the history if it is to be remembered. If not, no copy of it
  // stays here; the caller wipes what it got.
  std::string take(bool remember = true);

  // The text's cells that fit into `columns` with the cursor among them; '\n' is shown as `↵`.
  struct View {
    std::vector<Cell> cells;
    std::size_t cursor_column = 0;
    bool more_left = false;   // the first column of `columns` is left free for a mark of it
    bool more_right = false;  // and so is the last
  };
  // `hidden`: parts of the text, in order, whose characters are shown as stars.
  View view(std::size_t columns, std::span<const TextPart> hidden = {}) const;

 private:
  struct Cycle {
    std::string typed;  // the whole line as it was
    std::size_t cursor = 0;
    Chat::Completions completions;
    std::size_t next = 0;  // completions.words.size(): what was typed
  };

  void move_to(std::size_t byte);
  void show(std::string text, std::size_t cursor);
  void replace(std::size_t begin, std::size_t end, std::string_view with);
  void cut(std::size_t begin, std::size_t end);
  void browse(std::size_t index);
  std::size_t before(std::size_t byte) const;  // the grapheme cluster's begin
  std::size_t behind(std::size_t byte) const;
  std::size_t word_begin() const;
  std::size_t word_end() const;

  std::string text_;
  std::size_t cursor_ = 0;
  std::string& killed_;
  std::deque<std::string> history_;  // oldest first
  std::size_t browsed_ = 0;          // history_.size(): the line being typed
  std::string unfinished_;           // that line, while another one is shown
  std::vector<Cycle> cycle_;         // one while Tab goes through completions, else none
};

// A secret line: it shows nothing, remembers nothing, and is wiped at its end.
class SecretLine {
 public:
  static constexpr std::size_t bytes_max = 1024;

  SecretLine();
  ~SecretLine();
  SecretLine(const SecretLine&) = delete;
  SecretLine& operator=(const SecretLine&) = delete;

  // Control characters are left out. So is what would make it longer than bytes_max; then is_cut()
  // is true until it is wiped.
  void insert(std::string_view typed);
  void erase_left();
  void wipe();
  std::string_view text() const { return text_; }
  bool is_cut() const { return is_cut_; }

 private:
  bool is_cut_ = false;
  std::string text_;  // never grows beyond what it reserved: no copy is left behind
};

}  // namespace uvchat::cli
