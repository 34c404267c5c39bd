// Commands that are answered when the server has done what they ask for.

#include "hub/later_answers.h"

#include <algorithm>
#include <utility>

#include "hub/call.h"

namespace uvchat::hub {
namespace {

bool is_answered_by(const Deferred& command, const Answer& answer) {
  return command.if_late.index() == answer.index() &&
         ticket_of(command.if_late).number == ticket_of(answer).number;
}

// False where it has been told already.
bool tell(ChatState& state, Deferred& command, const Answer& answer, Now now) {
  const auto on_answer = std::exchange(command.on_answer, nullptr);
  if (!on_answer) return false;
  Session* session = state.find(ticket_of(command.if_late).conn);
  if (session == nullptr) return true;
  const irc::Message message;
  Reply reply = reply_to(state, *session, now, {std::move(command.label)});
  Call call{state, *session, message, reply, now};
  on_answer(call, answer);
  reply.finish();
  charge(call);
  return true;
}

}  // namespace

bool answer_deferred(ChatState& state, const Answer& answer, Now now) {
  bool is_news = false;
  for (std::size_t i = 0; i < state.deferred.size(); ++i) {
    Deferred& command = state.deferred[i];
    if (is_answered_by(command, answer)) is_news = tell(state, command, answer, now) || is_news;
  }
  return is_news;
}

std::optional<Answer> late_answer(const ChatState& state, Now now) {
  const auto late = std::find_if(
      state.deferred.begin(), state.deferred.end(),
      [&](const Deferred& command) { return command.on_answer && now.mono_ms >= command.due_ms; });
  return late == state.deferred.end() ? std::nullopt : std::optional(late->if_late);
}

void forget_answered(ChatState& state, const Answer& answer) {
  std::erase_if(state.deferred,
                [&](const Deferred& command) { return is_answered_by(command, answer); });
}

}  // namespace uvchat::hub
