// When something happens of which nobody has spoken: the turns of those who are
// parked, members who are shown, and deadlines.

#include <algorithm>

#include "tests/simulation/model.h"
#include "uvchat/base/limits.h"

namespace uvchat::simulation {
namespace {

constexpr std::uint64_t never = UINT64_MAX;

// A deadline is met in the first tick that has reached it.
bool is_met(std::uint64_t due_ms, std::uint64_t now_ms) {
  return due_ms != never &&
         (due_ms + limits::tick_ms - 1) / limits::tick_ms <= now_ms / limits::tick_ms;
}

}  // namespace

// Bans that are over are forgotten, late answers told.
void Model::tick() {
  std::erase_if(bans_.list, [&](const Ban& ban) { return !ban.in_force(now_.wall_ms()); });
  tell_late();
}

// --- The line of those who are parked. Each has a place in it, and goes to its
// end after a turn in which he was not done.

void Model::park(Person& p) {
  if (std::exchange(p.parked, true)) return;
  line_.push_back(p.conn);
}

void Model::go_on_later(Person& p) {
  if (!p.parked || p.waits()) return;
  if (!p.answering() && p.waiting.empty()) {
    p.parked = false;
  } else if (!p.stalled) {
    line_.push_back(p.conn);
  }
}

void Model::after_step(Person& p) {
  if (p.gone) return;
  if (p.no_more_lines && !p.answering() && p.waiting.empty()) {
    ended(p.conn, "Connection closed");
  } else {
    go_on_later(p);
  }
}

void Model::next_page() {
  if (line_.empty()) {
    breaks("the hub goes on with somebody, and nobody waits");
    return;
  }
  Person& p = people_.at(line_.front());
  line_.pop_front();
  if (!p.gone && p.parked && !p.waits() && !p.stalled) go_on(p);
}

void Model::go_on(Person& p) {
  caller_ = &p;
  if (!p.pages.empty()) {
    if (go_on_with(p, p.pages.front())) p.pages.pop_front();
    end_step();
  } else if (!p.waiting.empty()) {
    const auto [text, flaw] = std::move(p.waiting.front());
    p.waiting.pop_front();
    run(p, text, flaw);
  }
  after_step(p);
}

void Model::reads(ConnId conn, bool again) {
  Person& p = people_.at(conn);
  p.stalled = !again;
  if (!again) return;
  p.heard_ms = now_.mono_ms;
  p.heard_by_ms = 0;
  go_on_later(p);
}

void Model::no_more_lines(ConnId conn) {
  Person& p = people_.at(conn);
  p.no_more_lines = true;
  p.stalled = false;
  go_on_later(p);
}

// --- Deadlines

// When a PING comes for their silence, or its answer must have come.
std::uint64_t Model::ping_due_of(const Person& p) {
  return p.registered && !p.classroom ? std::max(p.heard_ms, p.pinged_ms) + ping_interval_ms
                                      : never;
}

// When the next deadline of this person comes that has a consequence. Who is not read, or whose
// lines wait, cannot be heard: their clock stands still.
std::uint64_t Model::due_of(const Person& p) const {
  if (p.gone) return never;
  if (p.classroom) {
    std::uint64_t last = p.heard_ms;
    for (const std::string& folded : p.channels) {
      last = std::max(last, channels_.at(folded).spoken_ms);
    }
    return last + classroom_idle_ms;
  }
  if (!p.registered) return p.opened_ms + registration_ms_max;
  std::uint64_t due = p.stalled || p.parked ? never : ping_due_of(p);
  if (p.batch && !p.batch->failed) due = std::min(due, p.batch->due_ms);
  if (p.check) due = std::min(due, p.check->due_ms);
  return due;
}

// The hub has done something of its own accord: it must be time for it.
void Model::deadline(ConnId conn, bool pinged, bool closed) {
  Person& p = people_.at(conn);
  caller_ = &p;
  const bool of_silence = pinged || (closed && p.registered && !p.classroom && !p.check);
  const std::uint64_t due = of_silence ? ping_due_of(p) : due_of(p);
  if (now_.mono_ms < due) {
    breaks("a deadline of " + p.nick + " is met " + std::to_string(due - now_.mono_ms) +
           " ms before its time");
  }
  const bool is_verdict = p.check && now_.mono_ms >= p.check->due_ms;
  if (closed && !is_verdict) return end_for_time(p);  // a verdict may be all that it has waited for
  if (pinged) {
    if (p.pinged_ms != 0) breaks(p.nick + " is pinged twice");
    p.pinged_ms = now_.mono_ms;
  } else if (is_verdict) {
    go_on_with_oper(p, PasswordVerdict::busy);
    end_step();
    after_step(p);
  } else if (p.batch) {
    time_out_lines(p);
  }
}

void Model::end_for_time(Person& p) {
  if (!p.registered) return ended(p.conn, "Registration timed out");
  if (p.classroom) return ended(p.conn, "Idle for too long");
  if (p.pinged_ms == 0) breaks(p.nick + " was not asked whether they are there");
  const std::string silent_s = std::to_string((now_.mono_ms - p.heard_ms) / 1000);
  ended(p.conn, "Ping timeout: " + (p.heard_by_ms > p.heard_ms ? std::string(1, any) : silent_s) +
                    " seconds");
}

// Somewhere in the deadlines that are due the clock of those is set anew who cannot be heard.
void Model::stop_clocks() {
  for (auto& [conn, p] : people_) {
    const bool cannot_be_heard = p.stalled || p.parked;
    if (cannot_be_heard && now_.mono_ms >= ping_due_of(p)) p.heard_by_ms = now_.mono_ms;
  }
}

// All that was due has been done.
void Model::no_deadline_is_left() {
  stop_clocks();
  for (const auto& [conn, p] : people_) {
    const std::uint64_t due = due_of(p);
    const bool is_ping = due == ping_due_of(p);
    std::uint64_t latest = due;
    if (is_ping) latest = std::max(due, p.heard_by_ms + ping_interval_ms);
    if (p.classroom) latest = std::max(due, p.heard_by_ms + classroom_idle_ms);
    if (due == never || !is_met(latest, now_.mono_ms)) continue;
    breaks("a deadline of " + p.nick + " was missed by " + std::to_string(now_.mono_ms - latest) +
           " ms");
  }
}

}  // namespace uvchat::simulation
