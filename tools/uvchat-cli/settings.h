#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace uvchat::cli {

// How the user wants the client to look and behave. /set changes it, the preferences keep it.
struct Settings {
  std::vector<std::string> highlight_words;  // a line with one of them is a mention, as our nick is
  std::string time_format = "%H:%M";         // strftime's, beside each line
  // What a mention or a private message does outside the room on screen.
  bool bell = true;
  bool title = true;                  // the terminal's title tells of it
  bool desktop_notifications = true;  // OSC 9 and 777
  bool colours = true;
  bool mouse = true;
  bool fold_joins = true;  // long rows of joins and quits become one line
  bool member_list = true;
  std::size_t paste_lines_ask = 5;  // a paste of more lines asks first; 0: none asks
};

}  // namespace uvchat::cli
