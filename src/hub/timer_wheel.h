#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

// The deadlines of sessions, in monotonic milliseconds: a hierarchical timing wheel (Varghese and
// Lauck, 1987). Scheduling is O(1), a tick costs what is due. Resolution: limits::tick_ms. Owned by
// the hub's thread. Not here is Deferred::due_ms: such a command needs no session.

namespace uvchat::hub {

struct Session;

// A place in a ring: the head of a slot, or a timer that is scheduled.
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

// What is due.
enum class Deadline : std::uint8_t {
  registration,       // the session has not registered
  ping,               // it may have fallen silent
  classroom_silence,  // the same of a classroom's session
  answer,             // the server has not answered what its command asks for
  payment,            // it has paid for its last line, with time
  batch,              // no line of its open batch has come
  nick_grace,         // its guest has a nick that belongs to an account, and has not logged in
};

// A deadline of a session, inside the thing that has it. Cancels itself when that thing goes.
class Timer : public TimerLink {
 public:
  explicit Timer(Session& owner) : owner_(&owner) {}
  ~Timer() { unlink(); }

  Session& owner() const { return *owner_; }
  Deadline deadline() const { return deadline_; }
  bool scheduled() const { return next_ != nullptr; }

 private:
  friend class TimerWheel;
  static constexpr std::uint64_t ticks_max = (std::uint64_t{1} << 56) - 1;
  std::uint64_t due_tick_ : 56 = 0;
  Deadline deadline_ : 8 = Deadline::registration;
  Session* owner_;
};
static_assert(sizeof(Timer) <= 32);  // each session has one

class TimerWheel {
 public:
  explicit TimerWheel(std::uint64_t now_ms);
  ~TimerWheel();  // REQUIRES: nothing is scheduled any more, or its owners still live
  TimerWheel(const TimerWheel&) = delete;
  TimerWheel& operator=(const TimerWheel&) = delete;

  // Sets what `timer` is for and when it is due, in place of what it was for. A time that has
  // passed is due at the next tick, one beyond the horizon (over a week) at the horizon.
  void schedule(Timer& timer, Deadline deadline, std::uint64_t due_ms);
  static void cancel(Timer& timer) { timer.unlink(); }

  // The next timer that is due at `now_ms`, no longer scheduled; null: there is none left.
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
