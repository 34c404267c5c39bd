#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace uvchat::cli {

enum class Key : std::uint8_t {
  text,     // KeyPress::text was typed
  paste,    // KeyPress::text was pasted: it may hold line ends
  control,  // with the letter KeyPress::text, in lower case
  alt,      // with the character KeyPress::text
  enter,
  escape,
  tab,
  back_tab,
  backspace,
  erase,  // the key Delete
  left,
  right,
  up,
  down,
  home,
  end,
  page_up,
  page_down,
  word_left,  // Left with Control
  word_right,
  alt_left,
  alt_right,
  wheel_up,  // the mouse wheel, at KeyPress::row and column
  wheel_down,
  focus_in,  // the terminal has come to the front, or gone
  focus_out,
  f1,
  f2,
  f3,
  f4,
  f5,
  f6,
  f7,
  f8,
  f9,
  f10,
};

// A key that the user pressed, or another event of the terminal.
struct KeyPress {
  Key key = Key::text;
  std::string text = {};
  std::size_t left_out = 0;  // bytes of a paste that was longer than can be kept
  std::size_t row = 0;       // where the mouse is
  std::size_t column = 0;
};

inline bool is_with_control(const KeyPress& press, std::string_view letter) {
  return press.key == Key::control && press.text == letter;
}

}  // namespace uvchat::cli
