#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "chat/texts.h"

namespace uvchat::cli {

enum class Protocol : std::uint8_t { irc, classroom };

// How the user wants the client to look and behave. /set changes it, the preferences keep it.
struct Settings {
  std::vector<std::string>
      highlight_words;                // a line with one of them is a mention, as with our nick
  std::string time_format = "%H:%M";  // strftime's, beside each line
  // What a mention or a private message does outside the room on screen.
  bool bell = true;
  bool title = true;                  // the terminal's title shows it
  bool desktop_notifications = true;  // OSC 9 and 777
  bool colours = true;
  bool mouse = true;
  bool fold_joins = true;  // long rows of joins and quits become one line
  bool member_list = true;
  std::size_t paste_lines_ask = 5;  // longer pastes ask first; 0: never ask
  bool log = false;                 // write conversations to disk
  bool log_encrypted = false;       // also where a conversation has a key
  std::string file_host;            // another host than the server's to which files may be sent
  std::string download_folder;      // where /get puts files; empty: where the desktop's programs do
  std::vector<std::string> ignore;  // masks of people who are not shown
};

// The user's defaults, from $XDG_CONFIG_HOME/uvchat/cli.json. Arguments come first.
struct Preferences : Settings {
  std::string server;  // as on the command line; empty: none
  std::string nick;
  std::vector<std::string> rooms;
  std::optional<Protocol> protocol;
  std::optional<Language> language;
  std::string password;  // for `server`, and for no other
  std::string account;   // of `server`, to log in to
  // Where the client was last, for a start that names no server.
  std::string last_server;
  std::string last_nick;
  std::string last_account;
  std::vector<std::string> last_rooms;
  std::optional<Protocol> last_protocol;
};

}  // namespace uvchat::cli
