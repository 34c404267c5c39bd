#include "hub/hub.h"

#include <algorithm>
#include <string>
#include <utility>

#include "hub/account_pace.h"
#include "hub/acts/absences.h"
#include "hub/acts/notices.h"
#include "hub/acts/quit.h"
#include "hub/acts/speak.h"
#include "hub/acts/stay.h"
#include "hub/command.h"
#include "hub/commands/bans.h"
#include "hub/commands/caps.h"
#include "hub/commands/classroom.h"
#include "hub/commands/isupport.h"
#include "hub/commands/multiline.h"
#include "hub/commands/nicks.h"
#include "hub/commands/room_change.h"
#include "hub/commands/token.h"
#include "hub/declared_rooms.h"
#include "hub/errands.h"
#include "hub/later_answers.h"
#include "hub/registered_rooms.h"
#include "hub/reveal.h"
#include "hub/saved_people.h"
#include "hub/skipped.h"
#include "hub/state.h"
#include "hub/unverified.h"
#include "hub/upload_admission.h"

namespace uvchat::hub {
namespace {

// A call without an IRC line: a classroom session's event.
template <typename F>
void call_without_line(ChatState& state, Session& session, Now now, F&& f) {
  const irc::Message message;
  Reply reply = reply_to(state, session, now);
  Call call{state, session, message, reply, now};
  f(call);
  if (session.quitting) return state.forget(session);
  charge(call);
}

void end_and_forget(ChatState& state, Session& session, std::string_view reason, Now now) {
  end_session(state, session, reason, now);
  state.forget(session);
}

void opened(ChatState& state, const EventBatch& batch, const Event& event, Now now) {
  const Hello& hello = batch.hello(event);
  const Address& address = hello.address;
  Session& session = state.open(event.conn, event.detail);
  session.heard_ms = now.mono_ms;
  session.is_borrowed = hello.is_borrowed;
  session.from_this_machine = address.is_loopback() && !hello.is_borrowed;
  session.has_tls = hello.tls;
  session.has_websocket = hello.is_websocket;
  session.may_keep_tls = hello.may_keep_tls && !session.from_this_machine;
  if (hello.certificate) session.make_extras().certificate = hello.certificate;
  state.set_address(session, address);
  const auto& gateways = state.settings.webirc;
  const bool by_gateway = session.kind == SessionKind::irc &&
                          std::any_of(gateways.begin(), gateways.end(),
                                      [&](const WebircGateway& g) { return g.has(address); });
  if (by_gateway || hello.is_proxys) session.origin = Origin::gateway;
  if (state.shutting_down) {
    end_and_forget(state, session, "Server shutting down", now);
  } else if (const ServerBan* ban = state.bans.of(address, now.wall_ms())) {
    call_without_line(state, session, now,
                      [&](Call& call) { turn_away(call.actor(), session, *ban); });
  } else if (const auto why = hello.is_proxys ? state.count_by_user(session, now) : std::nullopt) {
    end_and_forget(state, session, *why, now);
  } else if (session.kind == SessionKind::classroom) {
    state.timers.schedule(session.timer, Deadline::classroom_silence, now.mono_ms);
    call_without_line(state, session, now, open_classroom);
  } else {
    state.timers.schedule(session.timer, Deadline::registration,
                          now.mono_ms + state.settings.registration_timeout_ms);
  }
}

void heard(ChatState& state, Session& session, std::string_view line, LineFlaw flaw, Now now) {
  session.heard_ms = now.mono_ms;
  session.ping_sent = false;
  if (session.kind == SessionKind::classroom) {
    call_without_line(state, session, now, [&](Call& call) { hear_classroom(call, line); });
    return;
  }
  if (session.parked) {
    session.parked->lines.push_back({std::string(line), flaw});
    return;
  }
  dispatch(state, session, line, flaw, now);
}

std::string_view end_reason_text(EndReason reason) {
  switch (reason) {
    case EndReason::eof:
      return "Connection closed";
    case EndReason::reset:
      return "Connection reset";
    case EndReason::send_queue_exceeded:
      return "SendQ exceeded";
    case EndReason::endless_line:
      return "Line too long";
    case EndReason::broken_framing:
      return "Protocol error";
    case EndReason::send_queues_exceeded:
      return "SendQ exceeded (server short of memory)";
  }
  return "Connection closed";
}

// The classroom's protocol has no PING: TCP finds out when a peer has gone without a word (see
// net::set_options). A session is ended here when it and its room have been silent for very long.
void look_at_silence(ChatState& state, Session& session, Now now) {
  constexpr std::uint64_t look_again_ms = 3'600'000;  // for a limit that REHASH may have set
  const std::uint64_t idle_ms = state.settings.classroom_idle_ms;
  std::uint64_t last_ms = session.heard_ms;
  for (const Membership* m : session.user->memberships) {
    last_ms = std::max(last_ms, m->channel->spoken_ms);
  }
  const auto look_again = [&](std::uint64_t at_ms) {
    state.timers.schedule(session.timer, Deadline::classroom_silence, at_ms);
  };
  if (idle_ms == 0) {
    look_again(now.mono_ms + look_again_ms);
  } else if (now.mono_ms - last_ms < idle_ms) {
    look_again(last_ms + idle_ms);
  } else {
    end_and_forget(state, session, "Idle for too long", now);
  }
}

// A PING after a silence, and the end after another one. A session that is not read (its send queue
// is full) or whose lines are held (it is parked) cannot be heard: its clock stands still.
void look_for_life(ChatState& state, Session& session, Now now) {
  const std::uint64_t interval = state.settings.ping_interval_ms;
  const auto look_again = [&](std::uint64_t at_ms) {
    state.timers.schedule(session.timer, Deadline::ping, at_ms);
  };
  const std::uint64_t silent_ms = now.mono_ms - session.heard_ms;
  if (silent_ms < interval) return look_again(session.heard_ms + interval);
  if (session.stalled || session.parked) {
    session.heard_ms = now.mono_ms;
    look_again(now.mono_ms + interval);
  } else if (!session.ping_sent) {
    session.ping_sent = true;
    const std::string body = "PING :" + state.settings.server_name;
    state.outbox.to_one(session.receiver(), Line{.body = body, .time_ms = now.wall_ms()});
    look_again(now.mono_ms + interval);
  } else {
    end_and_forget(state, session, "Ping timeout: " + std::to_string(silent_ms / 1000) + " seconds",
                   now);
  }
}

void meet(ChatState& state, const Timer& timer, Now now) {
  Session& session = timer.owner();
  switch (timer.deadline()) {
    case Deadline::registration:
      return end_and_forget(state, session, "Registration timed out", now);
    case Deadline::ping:
      return look_for_life(state, session, now);
    case Deadline::classroom_silence:
      return look_at_silence(state, session, now);
    case Deadline::answer:
      return resume_with(state, session, Answer(*session.parked->if_late), now);
    case Deadline::payment:
      return resume_paid(state, session, now);
    case Deadline::batch:
      return time_out_batch(state, session, now);
    case Deadline::nick_grace:
      return end_nick_grace(state, session, now);
  }
}

void take_settings(ChatState& state, const HubSettings& fresh, Now now) {
  const HubSettings before = state.settings;
  state.take_settings(fresh);
  declare_rooms(state, before.rooms, now);
  look_at_all_staying(state, now);
  services_changed(state, before, now);  // to those who have the capability, which may go now
  caps_changed(state, before, now);
  isupport_changed(state, before, now);
}

// For the command that waits for the answer, and for what it means to all.
void take_answer(ChatState& state, const Answer& answer, Now now) {
  const auto* reloaded = std::get_if<SettingsReloaded>(&answer);
  if (reloaded != nullptr && reloaded->settings) take_settings(state, *reloaded->settings, now);
  if (reloaded != nullptr) tell_errand_of_reload(state, *reloaded);
  if (const auto* checked = std::get_if<PasswordChecked>(&answer)) {
    settle_upload_login(state, *checked, now);
  }
  const Ticket ticket = ticket_of(answer);
  if (const auto* of_store = std::get_if<StoreAnswered>(&answer)) {
    state.changes.settle(ticket, of_store->answer, now);
  }
  Session* session = state.find(ticket.conn);
  if (session != nullptr && session->parked && session->parked->waits_for(ticket)) {
    return resume_with(state, *session, answer, now);
  }
  const bool is_news = answer_deferred(state, answer, now);
  const auto* stored = std::get_if<StoreAnswered>(&answer);
  if (stored != nullptr && is_news && stored->answer.outcome == store::Outcome::unavailable) {
    tell_bans_not_saved(state, stored->answer.why, now);
  }
}

// What a strict history has stored is told, in the order in which it was said; what it could not
// store is told to nobody. Then the commands that have said it go on. A batch may be large: true,
// where some of it is left for the next step.
bool tell_what_is_stored(ChatState& state, Now now, WorkBound& bound) {
  for (const History::Settled& settled : state.history.take_settled()) {
    state.unspoken.settle(settled.batch, settled.answer);
  }
  bound.begin(limits::stored_us_max);
  while (state.unspoken.has_settled() && !state.outbox.full() && !bound.reached()) {
    const auto next = state.unspoken.take_settled();
    if (next->answer.outcome == store::Outcome::done) {
      const Place& place = next->untold.saying->record().place;
      next->untold.is_refused ? state.history.take_back({{place.room, place.key}})
                              : tell_said(state, next->untold);
    }
    if (next->is_last) take_answer(state, StoreAnswered{next->untold.ticket, next->answer}, now);
  }
  return state.unspoken.has_settled();
}

}  // namespace

Hub::Hub(HubSettings settings, const HashKey& hash_key, std::uint64_t seed, Now now, LogSink& log) {
  const auto rooms = std::exchange(settings.kept_rooms, {});
  const auto accounts = settings.accounts.kept;
  state_ = std::make_unique<ChatState>(std::move(settings), hash_key, seed, now, log);
  for (const store::KeptRoom& kept : rooms) {
    if (kept.room.founder != 0) load_room(*state_, kept);
  }
  declare_rooms(*state_, {}, now);
  load_people(*state_, accounts, rooms, now);
  state_->history.free_rooms_left();
}

Hub::~Hub() = default;

void Hub::apply(const EventBatch& batch, const Event& event, Now clock) {
  const Now now = state_->in_order(clock);
  state_->under_pressure = batch.under_pressure;
  state_->loop_figures[batch.loop] = batch.figures;
  if (event.kind == EventKind::opened) return opened(*state_, batch, event, now);
  Session* session = state_->find(event.conn);
  if (session == nullptr) return;  // said before it heard that the hub had closed it
  switch (event.kind) {
    case EventKind::opened:
      break;
    case EventKind::line:
      heard(*state_, *session, batch.payload(event), static_cast<LineFlaw>(event.detail), now);
      break;
    case EventKind::ended:
      if (session->parked && static_cast<EndReason>(event.detail) == EndReason::eof) {
        session->parked->ended = end_reason_text(EndReason::eof);
        session->stalled = false;  // nothing is told of it any more
        state_->resume_later(*session);
        break;
      }
      end_and_forget(*state_, *session, end_reason_text(static_cast<EndReason>(event.detail)), now);
      break;
    case EventKind::stalled:
      session->stalled = true;
      break;
    case EventKind::drained:
      session->stalled = false;
      session->heard_ms = now.mono_ms;
      tell_skipped(*state_, *session, batch.skipped_before(event), now);
      state_->resume_later(*session);
      break;
  }
}

bool Hub::tick(Now clock, WorkBound& bound) {
  const Now now = state_->in_order(clock);
  state_->outbox.trim(now);
  state_->history.tick(now);
  const bool untold_left = tell_what_is_stored(*state_, now, bound);
  state_->bans.forget_old(now.wall_ms());
  drop_unverified(*state_, now);
  save_some(*state_, now);
  while (const auto late = late_answer(*state_, now)) take_answer(*state_, *late, now);
  give_turns(*state_, now);
  const bool pages_left = resume_parked(now, bound);
  const bool errands_left = carry_out_errands(*state_, now, bound);
  const bool hidden_left = reveal_some(*state_, now, bound);
  const bool absent_left = end_long_absences(*state_, now, bound);
  return meet_deadlines(now, bound) || absent_left || hidden_left || errands_left || pages_left ||
         untold_left;
}

bool Hub::meet_deadlines(Now now, WorkBound& bound) {
  bound.begin(limits::deadlines_us_max);
  while (!state_->outbox.full() && !bound.reached()) {
    Timer* timer = state_->timers.next_due(now.mono_ms);
    if (timer == nullptr) return false;
    meet(*state_, *timer, now);
  }
  return true;
}

// Each parked session once: one that joins the line again while it is served waits for the next
// tick.
bool Hub::resume_parked(Now now, WorkBound& bound) {
  bound.begin(limits::pages_us_max);
  std::deque<ConnId>& line = state_->resumable;
  for (std::size_t left = line.size(); left > 0; --left) {
    if (state_->outbox.full() || bound.reached()) break;
    Session* session = state_->find(line.front());
    line.pop_front();
    if (session == nullptr || !session->parked || session->parked->waits()) continue;
    if (session->stalled) continue;  // `drained` brings it back
    resume(*state_, *session, now);
  }
  return !line.empty();
}

void Hub::answered(const Answer& answer, Now clock) {
  const Now now = state_->in_order(clock);
  take_answer(*state_, answer, now);
  give_room_turns(*state_, now);
  forget_answered(*state_, answer);
}

void Hub::take(Errand&& errand) { state_->errands.waiting.push_back(std::move(errand)); }

void Hub::shut_down(Now clock) {
  const Now now = state_->in_order(clock);
  save_all(*state_, now);
  state_->shutting_down = true;
  std::vector<Session*> all;
  all.reserve(state_->session_count());
  state_->for_each_session([&all](Session& session) { all.push_back(&session); });
  // Nobody hears that the others leave: everybody leaves.
  for (Session* session : all) state_->stop_monitoring_all(*session);
  for (Session* session : all) {
    User* user = session->user;
    while (user != nullptr && !user->memberships.empty()) state_->part(*user->memberships.back());
    end_and_forget(*state_, *session, "Server shutting down", now);
  }
  forget_absent(*state_);
}

void Hub::step_took(std::uint64_t us) {
  HubFigures& figures = state_->hub_figures;
  ++figures.steps;
  figures.busy_us += us;
  figures.longest_step_us = std::max(figures.longest_step_us, us);
  figures.steps_us.add(us);
}

ChatFigures Hub::figures() const {
  return {
      state_->session_count(),           state_->unknown_count(), state_->directory.user_count(),
      state_->directory.channel_count(), state_->hub_figures,     state_->loop_figures};
}

std::uint64_t Hub::work_done() const { return state_->work.done(); }
Outbox& Hub::outbox() { return state_->outbox; }

std::vector<Request> Hub::take_requests() {
  const History::Ask ask = [&](store::Request request, Changes::Settle settle) {
    ask_store(*state_, std::move(request), std::move(settle));
  };
  state_->shutting_down ? state_->history.ask_for_all(ask) : state_->history.ask(ask);
  return state_->outbox.take_requests();
}

std::size_t Hub::session_count() const { return state_->session_count(); }
std::size_t Hub::channel_count() const { return state_->directory.channel_count(); }
void Hub::check_invariants() const {
  state_->check_invariants();
  check_absences(*state_);
}

}  // namespace uvchat::hub
