#include "server/hub_runner.h"

#include <algorithm>

#include "uvchat/base/assert.h"
#include "uvchat/base/limits.h"

namespace uvchat::server {

HubRunner::HubRunner(hub::Hub& hub, std::uint8_t loops, LoopPort& port, hub::WorkBound& bound,
                     std::uint64_t backlog_bytes_max)
    : hub_(hub), port_(port), bound_(bound), backlog_bytes_max_(backlog_bytes_max), loops_(loops) {}

bool HubRunner::post(EventBatch&& batch) { return mailbox_.post(std::move(batch)); }
bool HubRunner::give_back(DeliveryBatch&& batch) { return mailbox_.post(std::move(batch)); }
bool HubRunner::answer(Answer&& answer) { return mailbox_.post(std::move(answer)); }
bool HubRunner::take(Errand&& errand) { return mailbox_.post(std::move(errand)); }
bool HubRunner::shut_down() { return mailbox_.post(ShutDown{}); }

bool HubRunner::step(Now now) {
  take_mail(now);
  if (!paused()) {
    deadlines_left_ = hub_.tick(now, bound_);
    if (Loop* loop = next_with_turn()) apply_turn(*loop, now);
  }
#ifndef NDEBUG
  hub_.check_invariants();
#endif
  send_out();
  for (Request& request : hub_.take_requests()) port_.carry_out(std::move(request));
  return !paused() &&
         (deadlines_left_ || std::any_of(loops_.begin(), loops_.end(),
                                         [this](const Loop& loop) { return may_serve(loop); }));
}

bool HubRunner::waiting() const {
  return deadlines_left_ || std::any_of(loops_.begin(), loops_.end(),
                                        [](const Loop& loop) { return !loop.turns.empty(); });
}

std::size_t HubRunner::turns_waiting() const {
  std::size_t turns = 0;
  for (const Loop& loop : loops_) turns += loop.turns.size();
  return turns;
}

void HubRunner::take_mail(Now now) {
  mailbox_.take_all(mail_);
  for (Mail& mail : mail_) {
    if (auto* turn = std::get_if<EventBatch>(&mail)) {
      Loop& loop = loops_[turn->loop];
      loop.turns.push_back(std::move(*turn));
      UVCHAT_ASSERT(loop.turns.size() <= limits::event_batches_per_loop);
    } else if (auto* delivered = std::get_if<DeliveryBatch>(&mail)) {
      Loop& loop = loops_[delivered->loop];
      UVCHAT_ASSERT(loop.backlog_bytes >= delivered->expanded_bytes);
      loop.backlog_bytes -= delivered->expanded_bytes;
      hub_.outbox().give_back(std::move(*delivered));
    } else if (const auto* answer = std::get_if<Answer>(&mail)) {
      hub_.answered(*answer, now);
    } else if (auto* errand = std::get_if<Errand>(&mail)) {
      hub_.take(std::move(*errand));
    } else {
      hub_.shut_down(now);
    }
  }
  mail_.clear();
}

bool HubRunner::paused() const {
  return std::any_of(loops_.begin(), loops_.end(), [this](const Loop& loop) {
    return loop.backlog_bytes > 2 * backlog_bytes_max_;
  });
}

bool HubRunner::may_serve(const Loop& loop) const {
  return !loop.turns.empty() && loop.backlog_bytes <= backlog_bytes_max_;
}

// Round robin: begins with the loop after the one that was served last.
HubRunner::Loop* HubRunner::next_with_turn() {
  for (std::size_t i = 0; i < loops_.size(); ++i) {
    const std::size_t at = (next_loop_ + i) % loops_.size();
    if (may_serve(loops_[at])) {
      next_loop_ = at;
      return &loops_[at];
    }
  }
  return nullptr;
}

void HubRunner::apply_turn(Loop& loop, Now now) {
  EventBatch& turn = loop.turns.front();
  bound_.begin(limits::turn_us_max);
  while (loop.position < turn.events.size() && !hub_.outbox().full() && !bound_.reached()) {
    hub_.apply(turn, turn.events[loop.position++], now);
  }
  if (loop.position < turn.events.size()) return;
  loop.position = 0;
  turn.clear();
  port_.give_back(std::move(turn));
  loop.turns.erase(loop.turns.begin());
  next_loop_ = (next_loop_ + 1) % loops_.size();
}

void HubRunner::send_out() {
  for (std::size_t i = 0; i < loops_.size(); ++i) {
    DeliveryBatch batch = hub_.outbox().take(static_cast<std::uint8_t>(i));
    if (batch.empty()) {
      hub_.outbox().give_back(std::move(batch));
      continue;
    }
    loops_[i].backlog_bytes += batch.expanded_bytes;
    port_.deliver(std::move(batch));
  }
}

}  // namespace uvchat::server
