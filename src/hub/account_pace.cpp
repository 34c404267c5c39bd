#include "hub/account_pace.h"

#include <string>

namespace uvchat::hub {
namespace {

constexpr std::size_t line_end_bytes = 2;

bool has_others(const Session& session) {
  return session.user != nullptr && session.user->sessions->next_of_user != nullptr;
}

}  // namespace

bool is_sent_of_need(std::string_view command) {
  return command == "PING" || command == "PONG" || command == "QUIT";
}

// One session alone has paid its loop: the account is charged, in case that another one comes.
bool waits_for_turn(ChatState& state, Session& session, std::string_view line, LineFlaw flaw,
                    Now now) {
  const FloodGate::Rate rate(state.settings.flood);
  const std::uint64_t at_ms =
      session.user->account->gate.take_turn(rate, now.mono_ms, line.size() + line_end_bytes);
  if (at_ms <= now.mono_ms || !has_others(session)) return false;
  Parked& parked = state.park(session);
  parked.awaits_turn = true;
  parked.lines.push_front({std::string(line), flaw, true});
  state.awaiting_turn.insert({at_ms, session.conn});
  return true;
}

void give_turns(ChatState& state, Now now) {
  auto& awaiting = state.awaiting_turn;
  while (!awaiting.empty() && awaiting.begin()->first <= now.mono_ms) {
    Session* session = state.find(awaiting.begin()->second);
    awaiting.erase(awaiting.begin());
    if (session == nullptr || !session->parked) continue;
    session->parked->awaits_turn = false;
    state.resume_later(*session);
  }
}

void penalize(ChatState& state, const Session& session, std::uint32_t ms) {
  if (!has_others(session)) return state.outbox.penalty(session.conn, ms);
  for_each_session_of(*session.user,
                      [&](const Session& each) { state.outbox.penalty(each.conn, ms); });
}

}  // namespace uvchat::hub
