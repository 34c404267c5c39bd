#pragma once

#include <string_view>

#include "hub/call.h"

// "*playback", to whom clients speak that know ZNC's way to read what was said (znc.in/playback).

namespace uvchat::hub {

inline constexpr std::string_view playback_nick = "*playback";

// "PLAY <channel|nick|*>{,...} [<from> [<to>]]", with times in seconds since 1970.
void play_back(Call& call, std::string_view text);

}  // namespace uvchat::hub
