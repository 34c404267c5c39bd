#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "uvchat/base/ids.h"

namespace uvchat::hub {

// A change of the server's bans that holds already and is not known to be on disk, and who waits to
// be told of it.
struct UnsavedBan {
  std::uint64_t ticket = 0;
  ConnId conn;                    // who made it; nobody: has been told all there is to tell
  std::string label;              // of the answer, escaped
  std::string_view command = {};  // a constant text
  bool lifted = false;
  std::string mask;
  std::string confirmation;
  std::uint64_t due_ms = 0;  // mono: when the disk has taken too long
};

}  // namespace uvchat::hub
