#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "hub/acts/actor.h"
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
  const Answer* answer = nullptr;  // what the page that is called has waited for
  const std::uint64_t work_before = state.work.done();
  std::int64_t owed = 0;  // work that others do later because of it; or, below 0, that others pay

  // What it has cost so far.
  std::uint64_t work() const { return state.work.done() - work_before; }
  // The caller: their user, or the draft of one while they register.
  User& user() const { return session.person(); }
  Actor actor() const { return {state, user(), &session, &reply, now}; }
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
// Asks the server, for a page that returns Progress::waiting then. It is called again with the
// answer in Call::answer: of the same kind as `if_late`, which stands for an answer that has not
// come in time. REQUIRES: nothing else is asked for in the same step.
template <typename Q, typename A>
void ask(Call& call, Q question, A if_late);
// Asks the server while the session goes on: its next lines take effect meanwhile, for the command
// has done all but tell what became of it. `on_answer(Call&, const A&)` tells it, under `label`
// (escaped; empty: none). REQUIRES: may_defer().
template <typename Q, typename A, typename F>
void answer_later(Call& call, Q question, A if_late, std::string label, F on_answer);
// Whether one more command may be answered later; says so where it may not.
bool may_defer(Call& call, std::string_view command);

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
// when none is left. REQUIRES: parked, and waits for nothing. Afterwards it may be forgotten.
void resume(ChatState& state, Session& session, Now now);
// It has paid for what its last line has cost. REQUIRES: it was parked for that until now.
// Afterwards it may be forgotten: its input may be over.
void resume_paid(ChatState& state, Session& session, Now now);
// Goes on with the page that waits for this answer. REQUIRES: the session's first page does.
// Afterwards it may be forgotten.
void resume_with(ChatState& state, Session& session, const Answer& answer, Now now);

// Tells the commands that wait for this answer while their sessions go on. False: none does any
// more.
bool answer_deferred(ChatState& state, const Answer& answer, Now now);
// What stands for an answer that has not come in time; nothing: all are in time or have been told
// so. They are not forgotten, for the server still has to do what they ask for.
std::optional<Answer> late_answer(const ChatState& state, Now now);
// The server has done what they asked for.
void forget_answered(ChatState& state, const Answer& answer);

// For ask() and answer_later(), which give the question and its `if_late` the same ticket.
void wait_for_answer(Call& call, Answer if_late);
void defer(Call& call, Answer if_late, std::string label,
           std::function<void(Call&, const Answer&)> on_answer);

template <typename Q, typename A>
void ask(Call& call, Q question, A if_late) {
  question.ticket = if_late.ticket = call.state.next_ticket(call.session.conn);
  wait_for_answer(call, std::move(if_late));
  call.state.outbox.ask(std::move(question));
}

template <typename Q, typename A, typename F>
void answer_later(Call& call, Q question, A if_late, std::string label, F on_answer) {
  question.ticket = if_late.ticket = call.state.next_ticket(call.session.conn);
  defer(call, std::move(if_late), std::move(label),
        [on_answer = std::move(on_answer)](Call& later, const Answer& answer) {
          on_answer(later, std::get<A>(answer));
        });
  call.state.outbox.ask(std::move(question));
}

}  // namespace uvchat::hub
