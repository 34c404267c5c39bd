#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "chat/chat.h"
#include "screen/composer.h"
#include "screen/grid.h"
#include "screen/input_line.h"
#include "screen/key_press.h"
#include "screen/layout.h"
#include "screen/message_pane.h"

namespace uvchat::cli {

// A chat on a screen: keys go in, pictures of the screen come out. Pure: it has no terminal and no
// clock. One thread.
class Screen {
 public:
  struct Picture {
    Grid grid;
    std::size_t cursor_row = 0;
    std::size_t cursor_column = 0;
    std::string title;  // of the terminal; empty: its own
    bool bell = false;
    std::optional<Alert> notice;  // for the desktop
  };

  Screen(Chat& chat, Marks marks) : chat_(chat), marks_(marks), composer_(chat) {}

  void press(const KeyPress& press, Now now);
  // The bytes so far of a paste that has not ended; nothing if there is none.
  void set_pasting(std::optional<std::size_t> bytes) { pasting_ = bytes; }
  // REQUIRES: rows and columns are not 0.
  Picture draw(std::size_t rows, std::size_t columns, Now now);

 private:
  using Move = std::optional<ScrollPosition> (MessagePane::*)(const std::optional<ScrollPosition>&,
                                                              std::size_t) const;

  bool press_page();
  void press_secret(const KeyPress& press, Now now);
  bool press_view(const KeyPress& press, Now now);
  void press_escape_before(const std::string& text, Now now);
  void turn_wheel(const KeyPress& press, Now now);
  bool go_to_room(const KeyPress& press);
  void enter(Now now);
  void interrupt(Now now);
  void scroll(Move move, std::size_t rows, Now now);
  void leave_found();
  std::size_t page_rows() const;
  void scroll_members(bool down, std::size_t rows);
  // Something else than the messages: the list of keys, or a picture.
  bool has_page() const { return keys_from_ || chat_.drawing() != nullptr; }
  bool folds() const { return folds_.value_or(chat_.settings().fold_joins); }
  void show(std::size_t index);
  void show_active();
  MessagePane messages() const;
  const Room& room() const { return *chat_.rooms()[chat_.current()]; }
  void follow_chat();
  std::string notice(Now now) const;
  void draw_input(Picture& picture) const;
  bool is_watching(Now now) const;
  bool is_watched(const Alert& alert, Now now) const;
  void tell_what_is_seen(Now now);
  void announce(Picture& picture, Now now);

  Chat& chat_;
  Marks marks_;
  Composer composer_;
  SecretLine secret_;
  bool secret_refused_ = false;        // the last key would have made it too long
  std::optional<std::string> prompt_;  // the question that secret_ answers
  Layout layout_;                      // of the last picture
  std::string room_name_;              // of the room that position_ is in
  std::optional<ScrollPosition> position_;
  std::uint64_t findings_ = 0;            // of /search, as far as they were followed
  bool tells_found_ = false;              // the status line tells of the latest of them
  bool is_at_beginning_ = false;          // the last key could lead no further back
  std::optional<std::size_t> keys_from_;  // while the list of keys is shown: its first row
  std::size_t keys_rows_ = 0;
  std::optional<std::uint64_t> asked_at_ms_;  // when Ctrl-C was pressed; mono_ms
  std::optional<std::size_t> pasting_;
  std::optional<bool> members_wish_;         // shown or hidden, if the user has chosen
  std::size_t members_hidden_ = 0;           // the first ones
  std::optional<std::size_t> rooms_hidden_;  // the same for the list of rooms, once it was scrolled
  std::optional<bool> folds_;                // joins and quits, if the user has chosen
  std::optional<bool> has_focus_;            // if the terminal reports it
  std::optional<std::uint64_t> pressed_at_ms_;
  std::optional<std::uint64_t> announced_at_ms_;
  std::optional<Alert> alert_;  // not told yet
};

}  // namespace uvchat::cli
