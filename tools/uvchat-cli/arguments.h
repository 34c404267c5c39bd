#pragma once

#include <functional>
#include <optional>
#include <string>

#include "chat/preferences.h"
#include "link/client.h"
#include "uvchat/base/result.h"

namespace uvchat::cli {

// What a command line asks for.
struct Arguments {
  Options options;
  bool plain = false;
  FileToSend file = {};  // to be sent; an empty path: none
};

// What neither the command line nor the preferences say, the user is asked: `ask` shows a question
// with what Enter means, and returns the answer, or nothing at the end of the input. If `ask` is
// null, nobody can be asked.
using Ask = std::function<std::optional<std::string>(const std::string& question,
                                                     const std::string& usual)>;

// An exit code if the program is done: after --help, or after a mistake that has been reported.
tl::expected<Arguments, int> parse_arguments(int argc, const char* const* argv,
                                             const Preferences& preferences, const Ask& ask);

}  // namespace uvchat::cli
