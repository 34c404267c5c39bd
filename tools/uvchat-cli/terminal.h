#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>

#include "grid.h"
#include "key_press.h"
#include "message_pane.h"
#include "painter.h"
#include "uvchat/base/result.h"

namespace uvchat::cli {

// The terminal at standard input and output, taken over for a full screen by ncurses: at most one
// in a process. However the process ends (SIGKILL apart), the terminal is left as it was. What goes
// to standard error meanwhile is kept, and told when the terminal is left.
//
// Used by one thread. Needs choose_utf8().
class Terminal {
 public:
  static Result<std::unique_ptr<Terminal>> open();
  ~Terminal();
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  // What was typed, in order; nothing once all of it has been read. Waits for the rest of a key
  // that has begun, for some 50 ms.
  std::optional<KeyPress> read();
  bool is_gone() const;  // nobody can type any more

  std::size_t rows() const;
  std::size_t columns() const;
  Marks marks() const;

  // REQUIRES: the grid has the terminal's size.
  void paint(const Grid& grid, std::size_t cursor_row, std::size_t cursor_column, bool colours);
  // The next paint() draws everything, at the size and in the modes that the terminal has now.
  void start_anew();
  // Gives the terminal back and stops the process; returns when it goes on.
  void suspend();

 private:
  Terminal();

  void define_keys();
  std::optional<KeyPress> read_alt();

  Pen pen_;
  bool colours_ = true;  // of what is painted
  bool pasting_ = false;
  std::string pasted_;
  Grid painted_;
};

}  // namespace uvchat::cli
