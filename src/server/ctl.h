#pragma once

#include <string>
#include <vector>

#include "server/ctl_link.h"
#include "uvchat/base/result.h"

namespace uvchat::server {

// `uvchat-server ctl`: a request of the admin API, made of the words of a command line.
struct CtlWish {
  AdminPlace place;
  bool as_json = false;
  std::string command;             // "users", "kill"
  std::vector<std::string> words;  // behind it
  std::string duration;            // --for; empty: none
  bool is_address = false;         // --address: a ban of one, or of a network (a D-line)
};

// What is to be printed. `columns`: of the terminal; 0: it is none. Lists are asked for page by
// page.
Result<std::string> control(const CtlWish& wish, std::size_t columns);

// Of the file whose first line it is, which only its owner may read.
Result<std::string> token_in(const std::string& path);

// A command, for --help and for the checks of the arguments.
struct CtlCommand {
  std::string name;
  std::string purpose;
  std::vector<std::string> needs;  // words: "NICK"
  std::string may_take;            // one more word; empty: none
  bool takes_text = false;         // the rest of the words are the last one, with spaces
  bool takes_duration = false;
  bool takes_address = false;
};
const std::vector<CtlCommand>& ctl_commands();

}  // namespace uvchat::server
