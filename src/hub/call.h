#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "hub/acts/actor.h"
#include "hub/reply.h"
#include "hub/state.h"
#include "uvchat/base/limits.h"
#include "uvchat/base/time.h"
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
  // Work to add to this command's bill; below 0, work that somebody else pays for.
  std::int64_t owed = 0;

  // What it has cost so far.
  std::uint64_t work() const { return state.work.done() - work_before; }
  // The caller: their user, or the draft of one while they register.
  User& user() const { return session.person(); }
  Actor actor() const { return {state, user(), &session, &reply, now}; }
  std::string_view param(std::size_t i) const { return message.param(i); }
};

// The answer to a command of `session`.
Reply reply_to(ChatState& state, const Session& session, Now now, UnfinishedReply begun = {});

// Answers in pages, the first of them now. Where more are left the session is parked: they come
// with the next ticks, and until then its lines wait. A page keeps copies of what it needs: the
// command's line is gone when it is called again, and so may be the channels and users it began
// with.
void answer_in_pages(Call& call, Page page);
// A page for a command that asks the server several times: each step but the last returns
// Progress::waiting or ends the command with Progress::done, and the next one gets its answer.
Page in_steps(std::vector<Page> steps);
// Whether the page has cost enough: what is left is for the next one.
inline bool page_is_full(const Call& page) { return page.work() >= limits::page_work_max; }
// Makes the caller pay for what was done for them since the call began, with time in which they are
// not heard; where it was much, what they have sent meanwhile waits too. `free`: so much work costs
// nothing.
void charge(Call& call, std::uint64_t free = limits::free_work);
// Asks the server, for a page that returns Progress::waiting then. It is called again with the
// answer in Call::answer: of the same kind as `if_late`, which stands for an answer that has not
// come in time. Returns the ticket of both. REQUIRES: nothing else is asked for in the same step.
template <typename Q, typename A>
Ticket ask(Call& call, Q question, A if_late);
// Asks the store for a change, for a page that returns Progress::waiting then. `settle` does what
// the answer means for the state, before the page is called, and also where the session has gone or
// the answer comes too late for it: it must not refer to what may be gone by then.
void ask_to_change(Call& call, store::Request change, Changes::Settle settle);
// The same for nobody: a session may have wished for it, but none waits.
void ask_store(ChatState& state, store::Request request, Changes::Settle settle);
// Asks the server while the session goes on: its next lines take effect meanwhile, for the command
// has done all but tell what became of it. `on_answer(Call&, const A&)` tells it, under `label`
// (escaped; empty: none). REQUIRES: may_defer().
template <typename Q, typename A, typename F>
void answer_later(Call& call, Q question, A if_late, std::string label, F on_answer);
// Whether one more command may be answered later; says so where it may not.
bool may_defer(Call& call, std::string_view command);

// For ask() and answer_later(), which give the question and its `if_late` the same ticket.
void wait_for_answer(Call& call, Answer if_late);
void defer(Call& call, Answer if_late, std::string label,
           std::function<void(Call&, const Answer&)> on_answer);

template <typename Q, typename A>
Ticket ask(Call& call, Q question, A if_late) {
  const Ticket ticket = call.state.next_ticket(call.session.conn);
  question.ticket = if_late.ticket = ticket;
  wait_for_answer(call, std::move(if_late));
  call.state.outbox.ask(std::move(question));
  return ticket;
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
