#pragma once

#include <cstdint>
#include <string>

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
  f1,
};

// What a user did on the keyboard.
struct KeyPress {
  Key key = Key::text;
  std::string text;
};

}  // namespace uvchat::cli
