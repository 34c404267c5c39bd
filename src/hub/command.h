#pragma once

#include <cstdint>
#include <string_view>

#include "hub/reply.h"
#include "hub/state.h"
#include "uvchat/base/time.h"
#include "uvchat/hub/event.h"
#include "uvchat/irc/message.h"

namespace uvchat::hub {

// What a handler gets: valid input, and where its words go. What it says to the caller goes through
// `reply`, what it says to others through `state.outbox`.
struct Call {
  ChatState& state;
  Session& session;
  const irc::Message& message;
  Reply& reply;
  Now now;

  User& user() const { return session.user; }
  std::string_view param(std::size_t i) const { return message.param(i); }
};

// A row of the table in command.cpp. To add a command: a row, a handler, a conversation.
struct Command {
  std::string_view name;
  void (*handler)(Call&);
  std::uint8_t least_params;
  bool before_registration;  // may come before the session is registered
};

// Takes a line of an IRC session apart, finds its command, makes all checks of its row, calls it
// and sends its answers. REQUIRES: session is not quitting. Afterwards it may be forgotten.
void dispatch(ChatState& state, Session& session, std::string_view line, LineFlaw flaw, Now now);

}  // namespace uvchat::hub
