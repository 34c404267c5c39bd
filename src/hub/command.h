#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "hub/call.h"
#include "uvchat/hub/event.h"

namespace uvchat::hub {

// A row of the table in command.cpp. CONTRIBUTING.md says how to add a command.
struct Command {
  std::string_view name;
  void (*handler)(Call&);
  std::uint8_t least_params;
  bool before_registration;      // may come before the session is registered
  std::uint16_t penalty_ms = 0;  // for which its sender is not heard: what costs more than a line
  bool takes_empty = false;      // the handler is called even if a required parameter is empty
  bool of_history = false;       // unknown where nothing is kept of what is said
};

// All commands, sorted by name.
std::span<const Command> command_table();

// Calls f(name, how often it was called) for each command that was.
template <typename F>
void for_each_command_used(const ChatState& state, F&& f) {
  for (std::size_t i = 0; i < state.commands_used.size(); ++i) {
    if (state.commands_used[i] > 0) f(command_table()[i].name, state.commands_used[i]);
  }
}

// Takes a line of an IRC session apart, finds its command, makes all checks of its row, calls it
// and sends its answers; or keeps the line, where the session must wait for its turn. REQUIRES:
// session is not quitting. Afterwards it may be forgotten.
void dispatch(ChatState& state, Session& session, std::string_view line, LineFlaw flaw, Now now);

// Goes on with a parked session: its next page, then the lines that have waited, and releases it
// when none is left. REQUIRES: parked, and waits for nothing. Afterwards it may be forgotten.
void resume(ChatState& state, Session& session, Now now);
// It has paid for what its last line has cost. REQUIRES: it was parked for that until now.
// Afterwards it may be forgotten: its input may be over.
void resume_paid(ChatState& state, Session& session, Now now);
// Goes on with the page that waits for this answer. REQUIRES: the session's first page does.
// Afterwards it may be forgotten.
void resume_with(ChatState& state, Session& session, const Answer& answer, Now now);

}  // namespace uvchat::hub
