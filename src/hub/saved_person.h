#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "uvchat/irc/modes.h"
#include "uvchat/irc/names.h"

namespace uvchat::hub {

// Under which the store has it, beside what its owner has set for the account.
inline constexpr std::string_view person_setting = "person";

// What is kept of somebody who is always on, besides the channels that they are in.
struct SavedPerson {
  std::int64_t absent_since_ms = 0;  // wall; 0: they were connected
  irc::ModeSet modes;                // but for what ends with a connection
  std::string nick, user, host, realname;
  std::string away;  // empty: they were here
};

std::string text_of(const SavedPerson& person);
// Nothing where somebody has changed it so that no user can be made of it. The nick is a word
// without controls that may be no valid nick here, or somebody else's.
std::optional<SavedPerson> read_saved_person(const irc::Names& names, std::string_view text);

}  // namespace uvchat::hub
