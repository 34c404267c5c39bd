#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// In which conversations something was said while the user was not there (CHATHISTORY TARGETS):
// rooms, and people who had never talked to the user before.

namespace uvchat::cli {

struct ClientState;

// A conversation, and when something was said there last, by the server's clock.
struct TargetNews {
  std::string name;
  std::int64_t time_ms = 0;
};

struct Targets {
  static constexpr std::size_t page = 500;
  static constexpr std::size_t pages_max = 4;
  // People of the past of whom it is not known whether the user has read what they said.
  static constexpr std::size_t asked_max = 12;

  bool is_asked = false;  // and not answered yet
  std::int64_t since_ms = 0;
  bool was_here = false;  // the client was connected then, in this run
  std::size_t pages = 0;
  std::vector<TargetNews> asked_about;  // whether it is read; MARKREAD answers
};

// Call it when the server's greeting is over.
void ask_targets(ClientState& chat);
// The whole answer.
void take_targets(ClientState& chat, const std::vector<TargetNews>& news);
// FAIL CHATHISTORY ... TARGETS, or nothing came.
void refuse_targets(ClientState& chat);
// How far the user has read what was asked about; 0: nothing. False if it was not asked about.
bool take_marker_of_target(ClientState& chat, std::string_view name, std::int64_t marker_ms);

}  // namespace uvchat::cli
