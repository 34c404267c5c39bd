#include "hub/call.h"

#include <algorithm>
#include <string>
#include <utility>

#include "hub/account_pace.h"
#include "uvchat/base/assert.h"
#include "uvchat/base/limits.h"

namespace uvchat::hub {

Reply reply_to(ChatState& state, const Session& session, Now now, UnfinishedReply begun) {
  return Reply(state.outbox, session.receiver(), session.nick_or_star(), state.settings.server_name,
               now.wall_ms(), std::move(begun));
}

void answer_in_pages(Call& call, Page page) {
  const auto& parked = call.session.parked;
  if (parked && parked->if_late) return parked->pages.push_back(std::move(page));
  switch (page(call)) {
    case Progress::done:
      return;
    case Progress::more:
      return call.state.park(call.session).pages.push_back(std::move(page));
    case Progress::waiting:
      UVCHAT_ASSERT(parked && parked->if_late);
      return parked->pages.push_front(std::move(page));
  }
}

Page in_steps(std::vector<Page> steps) {
  return [steps = std::move(steps), next = std::size_t{0}](Call& page) mutable {
    return steps[next++](page);
  };
}

void charge(Call& call, std::uint64_t free) {
  const auto work = static_cast<std::uint64_t>(static_cast<std::int64_t>(call.work()) + call.owed);
  const std::uint64_t ms = std::min(work / limits::work_per_ms, limits::charge_ms_max);
  if (!call.state.settings.flood.enabled) return;
  Session& session = call.session;
  const bool costs = work > free && ms > 0;
  if (costs) penalize(call.state, session, static_cast<std::uint32_t>(ms));
  if (session.kind != SessionKind::irc || !session.is_registered()) return;
  // An answer in pages is paid for when its last page is said.
  const std::uint64_t now_ms = call.now.mono_ms;
  std::uint64_t paid_ms = now_ms;
  if (session.parked) paid_ms = std::max(now_ms, std::exchange(session.parked->paid_ms, 0));
  if (costs) paid_ms += ms;
  if (session.parked && session.parked->answering()) {
    session.parked->paid_ms = paid_ms;
  } else if (paid_ms - now_ms >= limits::heavy_work / limits::work_per_ms) {
    call.state.wait_to_pay(session, paid_ms);
  }
}

void wait_for_answer(Call& call, Answer if_late) {
  Parked& parked = call.state.park(call.session);
  UVCHAT_ASSERT(!parked.if_late);
  parked.if_late = std::move(if_late);
  call.state.timers.schedule(parked.answer_due, Deadline::answer,
                             call.now.mono_ms + limits::answer_ms_max);
}

void ask_to_change(Call& call, store::Request change, Changes::Settle settle) {
  const Ticket ticket = ask(call, AskStore{{}, std::move(change)},
                            StoreAnswered{{}, store::in_doubt("the database does not answer")});
  call.state.changes.expect(ticket, std::move(settle));
}

void ask_store(ChatState& state, store::Request request, Changes::Settle settle) {
  const Ticket ticket = state.next_ticket({});
  state.changes.expect(ticket, std::move(settle));
  state.outbox.ask(AskStore{ticket, std::move(request)});
}

bool may_defer(Call& call, std::string_view command) {
  if (call.state.deferred.size() < limits::deferred_max) return true;
  call.reply.fail(command, {"TRY_AGAIN"}, "Too many changes wait for the disk: nothing was done");
  return false;
}

void defer(Call& call, Answer if_late, std::string label,
           std::function<void(Call&, const Answer&)> on_answer) {
  call.state.deferred.push_back({std::move(if_late), call.now.mono_ms + limits::answer_ms_max,
                                 std::move(label), std::move(on_answer)});
}

}  // namespace uvchat::hub
