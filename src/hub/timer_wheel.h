#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

// All deadlines of the hub: a hierarchical timing wheel (Varghese and Lauck, 1987). Scheduling is
// O(1), a tick costs what is due. Resolution: limits::tick_ms.

namespace uvchat::hub {

struct Session;

// A place in a ring: a slot's head, or a timer that is scheduled.
class TimerLink {
 public:
  TimerLink() = default;
  TimerLink(const TimerLink&) = delete;
  TimerLink& operator=(const TimerLink&) = delete;

 protected:
  friend class TimerWheel;
  void unlink();
  void link_before(TimerLink& head);

  TimerLink* next_ = nullptr;
  TimerLink* prev_ = nullptr;
};

// A deadline inside the thing that has it. Cancels itself when that thing goes.
class Timer : public TimerLink {
 public:
  explicit Timer(Session& owner) : owner_(&owner) {}
  ~Timer() { unlink(); }

  Session& owner() const { return *owner_; }

 private:
  friend class TimerWheel;
  std::uint64_t due_tick_ = 0;
  Session* owner_;
};

class TimerWheel {
 public:
  explicit TimerWheel(std::uint64_t now_ms);
  ~TimerWheel();  // REQUIRES: nothing is scheduled any more, or its owners still live
  TimerWheel(const TimerWheel&) = delete;
  TimerWheel& operator=(const TimerWheel&) = delete;

  // Sets the one deadline of `timer`, whether or not it had another. A time that has passed is due
  // at the next tick, one beyond the horizon (over a week) at the horizon.
  void schedule(Timer& timer, std::uint64_t due_ms);

  // The next timer that is due at `now_ms`, no longer scheduled; nullptr when there is none left.
  Timer* next_due(std::uint64_t now_ms);

 private:
  static constexpr unsigned slot_bits = 6;
  static constexpr std::size_t slots = std::size_t{1} << slot_bits;
  static constexpr std::size_t levels = 4;
  static constexpr std::uint64_t horizon_ticks = (std::uint64_t{1} << (slot_bits * levels)) - 1;

  static Timer& first_of(TimerLink& head) { return static_cast<Timer&>(*head.next_); }
  void place(Timer& timer);
  void advance_one_tick();

  std::uint64_t tick_;  // all slots up to and with this tick have been moved to due_
  TimerLink due_;
  std::array<std::array<TimerLink, slots>, levels> wheel_;
};

}  // namespace uvchat::hub
