#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "hub/reply.h"
#include "hub/state.h"
#include "uvchat/base/limits.h"
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
  const std::uint64_t work_before = state.work.done();
  std::int64_t owed = 0;  // work that others do later because of it; or, below 0, that others pay

  // What it has cost so far.
  std::uint64_t work() const { return state.work.done() - work_before; }
  User& user() const { return session.user; }
  std::string_view param(std::size_t i) const { return message.param(i); }
};

// A row of the table in command.cpp. To add a command: a row, a handler, its words in help.cpp, a
// conversation.
struct Command {
  std::string_view name;
  void (*handler)(Call&);
  std::uint8_t least_params;
  bool before_registration;      // may come before the session is registered
  std::uint16_t penalty_ms = 0;  // for which its sender is not heard: what costs more than a line
  bool takes_empty = false;      // answers itself to one of the least parameters that is empty
};

// All commands, sorted by name.
std::span<const Command> command_table();

// The answer to a command of `session`.
Reply reply_to(ChatState& state, const Session& session, Now now, UnfinishedReply begun = {});

// Answers in pages, the first of them now. Where more are left the session is parked: they come
// with the next ticks, and until then its lines wait. A page keeps copies of what it needs: the
// command's line is gone when it is called again, and so may be the channels and users it began
// with.
void answer_in_pages(Call& call, Page page);
// Whether the page has cost enough: what is left is for the next one.
inline bool page_is_full(const Call& page) { return page.work() >= limits::page_work_max; }
// Makes the caller pay for what was done for them since the call began, with time in which they are
// not heard; where it was much, what they have sent meanwhile waits too. `free`: so much work costs
// nothing.
void charge(Call& call, std::uint64_t free = limits::free_work);
// Parks the session until its password has been checked or too much time has passed.
void check_password(Call& call, std::string hash, std::string_view password,
                    std::function<void(Call&, PasswordVerdict)> on_verdict);

// Calls f(name, how often it was called) for each command that was.
template <typename F>
void for_each_command_used(const ChatState& state, F&& f) {
  for (std::size_t i = 0; i < state.commands_used.size(); ++i) {
    if (state.commands_used[i] > 0) f(command_table()[i].name, state.commands_used[i]);
  }
}

// Takes a line of an IRC session apart, finds its command, makes all checks of its row, calls it
// and sends its answers. REQUIRES: session is not quitting. Afterwards it may be forgotten.
void dispatch(ChatState& state, Session& session, std::string_view line, LineFlaw flaw, Now now);

// Goes on with a parked session: its next page, then the lines that have waited, and releases it
// when none is left. REQUIRES: parked, no password is being checked. Afterwards it may be
// forgotten.
void resume(ChatState& state, Session& session, Now now);
// It has paid for what its last line has cost. REQUIRES: it is parked for that. Afterwards it may
// be forgotten: its input may be over.
void resume_paid(ChatState& state, Session& session, Now now);
// The verdict it is parked for. The same requirement, the other way round.
void resume_with(ChatState& state, Session& session, PasswordVerdict verdict, Now now);

}  // namespace uvchat::hub
