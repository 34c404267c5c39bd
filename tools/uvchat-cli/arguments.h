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
};

// What the command line does not say and the preferences neither is asked: `ask` shows the question
// with what Enter means, and gives the answer; nothing at the end of the input. Where `ask` is null
// there is nobody to be asked.
using Ask = std::function<std::optional<std::string>(const std::string& question,
                                                     const std::string& usual)>;

// An exit code instead where the program is done: --help, or a mistake, which has been told.
tl::expected<Arguments, int> parse_arguments(int argc, const char* const* argv,
                                             const Preferences& preferences, const Ask& ask);

}  // namespace uvchat::cli
