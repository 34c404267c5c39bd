#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "chat/announce.h"
#include "screen/grid.h"
#include "screen/key_decoder.h"
#include "screen/message_pane.h"
#include "screen/painter.h"
#include "uvchat/base/result.h"

namespace uvchat::cli {

// The terminal at standard input and output, taken over for a full screen by ncurses: at most one
// in a process. However the process ends (except by SIGKILL), the terminal is restored. What is
// written to standard error meanwhile is kept, and shown when the terminal is left.
//
// Used by one thread. Needs choose_utf8().
class Terminal {
 public:
  static Result<std::unique_ptr<Terminal>> open();
  ~Terminal();
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  // The next key that was typed; nothing if there is none. Never waits: the rest of an unfinished
  // key or paste is read later, or given up at due_ms().
  std::optional<KeyPress> read(std::uint64_t now_ms);
  std::optional<std::uint64_t> due_ms() const { return decoder_.due_ms(); }
  std::optional<std::size_t> pasting() const { return decoder_.pasting(); }
  bool is_gone() const;  // it was closed: nobody can type any more

  std::size_t rows() const;
  std::size_t columns() const;
  Marks marks() const;

  // REQUIRES: the grid has the terminal's size.
  void paint(const Grid& grid, std::size_t cursor_row, std::size_t cursor_column, bool colours);
  // The title (empty: the one that was there before), the bell, and a notification.
  void announce(const std::string& title, bool bell, const std::optional<Alert>& notice);
  // Whether we get the mouse, or the terminal selects text with it.
  void use_mouse(bool ours);
  // The next paint() draws everything, at the size and in the modes that the terminal has now.
  void start_anew();
  // Gives the terminal back and stops the process; returns when it goes on.
  void suspend();

 private:
  Terminal();

  void define_keys();
  void read_bytes(std::uint64_t now_ms);
  void give_back();

  KeyDecoder decoder_;
  Pen pen_;
  bool colours_ = true;  // of what is painted
  Announcing announcing_;
  std::string title_;  // of ours
  bool has_mouse_ = false;
  Grid painted_;
};

}  // namespace uvchat::cli
