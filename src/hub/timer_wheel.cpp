#include "hub/timer_wheel.h"

#include <algorithm>

#include "uvchat/base/limits.h"

namespace uvchat::hub {

void TimerLink::unlink() {
  if (next_ == nullptr) return;
  prev_->next_ = next_;
  next_->prev_ = prev_;
  next_ = prev_ = nullptr;
}

void TimerLink::link_before(TimerLink& head) {
  prev_ = head.prev_;
  next_ = &head;
  prev_->next_ = this;
  head.prev_ = this;
}

TimerWheel::TimerWheel(std::uint64_t now_ms) : tick_(now_ms / limits::tick_ms) {
  due_.next_ = due_.prev_ = &due_;
  for (auto& level : wheel_) {
    for (TimerLink& head : level) head.next_ = head.prev_ = &head;
  }
}

TimerWheel::~TimerWheel() {
  auto empty_ring = [](TimerLink& head) {
    while (head.next_ != &head) head.next_->unlink();
  };
  empty_ring(due_);
  for (auto& level : wheel_) std::for_each(level.begin(), level.end(), empty_ring);
}

void TimerWheel::schedule(Timer& timer, Deadline deadline, std::uint64_t due_ms) {
  timer.unlink();
  timer.deadline_ = deadline;
  const std::uint64_t due_tick = (due_ms + limits::tick_ms - 1) / limits::tick_ms;
  timer.due_tick_ = std::clamp(due_tick, tick_ + 1, tick_ + horizon_ticks) & Timer::ticks_max;
  place(timer);
}

// A timer is on the lowest level whose slots reach as far as its tick.
void TimerWheel::place(Timer& timer) {
  const std::uint64_t distance = timer.due_tick_ - tick_;
  std::size_t level = 0;
  while (distance >> (slot_bits * (level + 1)) != 0) ++level;
  const std::uint64_t slot = (timer.due_tick_ >> (slot_bits * level)) & (slots - 1);
  timer.link_before(wheel_[level][slot]);
}

void TimerWheel::advance_one_tick() {
  ++tick_;
  // When a level begins its next round, the timers of that round come down from the level above.
  for (std::size_t level = 1; level < levels; ++level) {
    if ((tick_ & ((std::uint64_t{1} << (slot_bits * level)) - 1)) != 0) break;
    TimerLink& head = wheel_[level][(tick_ >> (slot_bits * level)) & (slots - 1)];
    while (head.next_ != &head) {
      Timer& timer = first_of(head);
      timer.unlink();
      place(timer);
    }
  }
  TimerLink& head = wheel_[0][tick_ & (slots - 1)];
  while (head.next_ != &head) {
    Timer& timer = first_of(head);
    timer.unlink();
    timer.link_before(due_);
  }
}

Timer* TimerWheel::next_due(std::uint64_t now_ms) {
  while (due_.next_ == &due_ && tick_ < now_ms / limits::tick_ms) advance_one_tick();
  if (due_.next_ == &due_) return nullptr;
  Timer& timer = first_of(due_);
  timer.unlink();
  return &timer;
}

}  // namespace uvchat::hub
