// When something happens of which nobody has spoken: the turns of those who are
// parked, members who are shown, and deadlines.

#include <algorithm>
#include <set>
#include <utility>

#include "tests/simulation/model.h"
#include "tests/simulation/words.h"
#include "uvchat/base/limits.h"

namespace uvchat::simulation {
namespace {

constexpr std::uint64_t never = UINT64_MAX - limits::tick_ms;

// A deadline is met in the first tick that has reached it.
std::uint64_t tick_of(std::uint64_t due_ms) {
  return (due_ms + limits::tick_ms - 1) / limits::tick_ms;
}
bool is_met(std::uint64_t due_ms, std::uint64_t now_ms) {
  return due_ms != never && tick_of(due_ms) <= now_ms / limits::tick_ms;
}

}  // namespace

// Bans that are over are forgotten, late answers told; and lines that have waited for others of
// their account have their turn, the earliest first.
void Model::tick() {
  std::erase_if(bans_.list, [&](const Ban& ban) { return !ban.in_force(now_.wall_ms()); });
  tell_late();
  std::set<std::pair<std::uint64_t, ConnId>> due;
  for (const auto& [conn, s] : sessions_) {
    if (!s.gone && s.turn_ms != 0 && s.turn_ms <= now_.mono_ms) due.insert({s.turn_ms, conn});
  }
  for (const auto& [at_ms, conn] : due) {
    Session& s = sessions_.at(conn);
    s.turn_ms = 0;
    s.has_turn = true;
    go_on_later(s);
  }
}

// --- The line of those who are parked. Each has a place in it, and goes to its
// end after a turn in which he was not done.

void Model::park(Session& s) {
  if (std::exchange(s.parked, true)) return;
  line_.push_back(s.conn);
}

void Model::go_on_later(Session& s) {
  if (!s.parked || s.waits()) return;
  if (!s.answering() && s.waiting.empty()) {
    s.parked = false;
  } else if (!s.stalled) {
    line_.push_back(s.conn);
  }
}

void Model::after_step(Session& s) {
  if (s.gone) return;
  if (s.no_more_lines && !s.answering() && s.waiting.empty()) {
    ended(s.conn, "Connection closed");
  } else {
    go_on_later(s);
  }
}

// An account earns lines as somebody alone does, by however many sessions they are said. What must
// be said is free.
bool Model::must_wait(Session& s, std::string_view text, LineFlaw flaw) {
  const Person& p = person_of(s);
  const std::string name = upper(irc::parse(text).value_or(irc::Message()).command);
  if (name == "PING" || name == "PONG" || name == "QUIT") return false;
  if (!bounds_.flood || s.classroom || !p.registered || p.account == nullptr) return false;
  const std::uint64_t at_ms = p.account->pace.turn_ms(now_.mono_ms, text.size() + 2);
  if (at_ms <= now_.mono_ms || p.sessions.size() == 1) return false;
  happened_.add(Happening::line_waits_for_others);
  s.turn_ms = at_ms;
  s.waiting.emplace_front(text, flaw);
  park(s);
  return true;
}

void Model::next_page() {
  if (line_.empty()) {
    breaks("the hub goes on with somebody, and nobody waits");
    return;
  }
  Session& s = sessions_.at(line_.front());
  line_.pop_front();
  if (!s.gone && s.parked && !s.waits() && !s.stalled) go_on(s);
}

void Model::go_on(Session& s) {
  caller_ = &s;
  if (!s.pages.empty()) {
    if (go_on_with(s.pages.front())) s.pages.pop_front();
    end_step();
  } else if (!s.waiting.empty()) {
    const auto [text, flaw] = std::move(s.waiting.front());
    s.waiting.pop_front();
    if (std::exchange(s.has_turn, false) || !must_wait(s, text, flaw)) run(s, text, flaw);
  }
  after_step(s);
}

void Model::reads(ConnId conn, bool again, const TimeSpan& left_out) {
  Session& s = sessions_.at(conn);
  s.stalled = !again;
  if (!again) return;
  s.heard_ms = now_.mono_ms;
  s.heard_by_ms = 0;
  tell_left_out(s, left_out);
  go_on_later(s);
}

void Model::no_more_lines(ConnId conn) {
  Session& s = sessions_.at(conn);
  s.no_more_lines = true;
  s.stalled = false;
  go_on_later(s);
}

// --- Deadlines

// When a PING comes for their silence, or its answer must have come.
std::uint64_t Model::ping_due_of(const Session& s) const {
  if (s.gone || s.classroom || !person_of(s).registered) return never;
  return std::max(s.heard_ms, s.pinged_ms) + ping_interval_ms;
}

// When the next deadline of this session comes that has a consequence. What is not read, or whose
// lines wait, cannot be heard: its clock stands still.
std::uint64_t Model::due_of(const Session& s) const {
  if (s.gone) return never;
  if (s.classroom) {
    std::uint64_t last = s.heard_ms;
    for (const std::string& folded : person_of(s).channels) {
      last = std::max(last, channels_.at(folded).spoken_ms);
    }
    return last + classroom_idle_ms;
  }
  std::uint64_t due = s.stalled || s.parked ? never : ping_due_of(s);
  if (!person_of(s).registered) due = s.opened_ms + registration_ms_max;
  if (s.batch && !s.batch->failed) due = std::min(due, s.batch->due_ms);
  if (s.question) due = std::min(due, s.question->due_ms);
  return due;
}

// The hub has done something of its own accord: it must be time for it.
void Model::deadline(ConnId conn, bool pinged, bool closed, bool loses_nick) {
  Session& s = sessions_.at(conn);
  caller_ = &s;
  if (loses_nick) return end_grace(me());
  const bool of_silence = pinged || (closed && me().registered && !s.classroom && !s.question);
  const std::uint64_t due = of_silence ? ping_due_of(s) : due_of(s);
  if (now_.mono_ms < due) {
    breaks("a deadline of " + name_of(s) + " is met " + std::to_string(due - now_.mono_ms) +
           " ms before its time");
  }
  // An answer may be all that it has waited for.
  const bool is_late = s.question && now_.mono_ms >= s.question->due_ms;
  const std::uint64_t registers_by_ms = me().registered ? never : s.opened_ms + registration_ms_max;
  const bool ends_by_it = is_late && s.no_more_lines && s.waiting.empty() &&
                          tick_of(s.question->due_ms) < tick_of(registers_by_ms);
  if (closed && !ends_by_it) return end_for_time(s);
  if (pinged) {
    if (s.pinged_ms != 0) breaks(name_of(s) + " is pinged twice");
    s.pinged_ms = now_.mono_ms;
  } else if (is_late) {
    time_out(s);
  } else if (s.batch) {
    time_out_lines();
  }
}

void Model::end_for_time(Session& s) {
  if (!me().registered) return ended(s.conn, "Registration timed out");
  if (s.classroom) return ended(s.conn, "Idle for too long");
  if (s.pinged_ms == 0) breaks(name_of(s) + " was not asked whether they are there");
  const std::string silent_s = std::to_string((now_.mono_ms - s.heard_ms) / 1000);
  ended(s.conn, "Ping timeout: " + (s.heard_by_ms > s.heard_ms ? std::string(1, any) : silent_s) +
                    " seconds");
}

// Whose deadline may have been met without a word: of a NOTICE they are not told that it cannot be
// stored in time; and they are in a channel no more in which they were to be told what was said.
// Who has nothing else to do is seen to be released. Of the others the earliest is guessed: it may
// have been a clock that was set anew, and theirs be set so until their deadline comes.
std::optional<ConnId> Model::silent_deadline(const std::set<ConnId>& released) {
  Session* first = nullptr;
  for (auto& [conn, s] : sessions_) {
    const bool is_late = !s.gone && s.question && is_met(s.question->due_ms, now_.mono_ms);
    if (!is_late || !is_silent(s)) continue;
    if (released.contains(conn)) return conn;
    if (s.question->of == Question::Of::sayings && s.waiting.empty()) continue;
    if (first == nullptr || s.question->due_ms < first->question->due_ms) first = &s;
  }
  if (first == nullptr) return std::nullopt;
  first->may_be_parked = true;
  return first->conn;
}

bool Model::is_silent(const Session& s) {
  const Question& question = *s.question;
  if (!s.answer.label.empty() && s.pages.empty()) return false;  // the label tells
  if (question.of == Question::Of::past) {
    Source source = question.wish->source;
    return question.wish->of == Wish::Of::replay && !may_still_read(person_of(s), source);
  }
  const auto is_notice = [](const Untold& one) { return one.speech.command == "NOTICE"; };
  return question.of == Question::Of::sayings && !s.caps.contains("standard-replies") &&
         !(question.of_batch && !question.of_batch->label.empty()) &&
         std::all_of(question.sayings.begin(), question.sayings.end(), is_notice);
}

bool Model::has_grace_due(ConnId conn) const {
  const Session& s = sessions_.at(conn);
  if (s.gone) return false;
  const std::uint64_t due_ms = person_of(s).grace_due_ms;
  return due_ms != 0 && now_.mono_ms >= due_ms;
}

// Somewhere in the deadlines that are due the clock of those is set anew who cannot be heard.
void Model::stop_clocks() {
  for (auto& [conn, s] : sessions_) {
    const bool cannot_be_heard = s.stalled || s.parked || s.may_be_parked;
    if (cannot_be_heard && now_.mono_ms >= ping_due_of(s)) s.heard_by_ms = now_.mono_ms;
  }
}

// All that was due has been done.
void Model::no_deadline_is_left() {
  stop_clocks();
  for (auto& [conn, s] : sessions_) s.may_be_parked = false;
  for (const auto& [id, p] : people_) {
    if (p.grace_due_ms == 0 || !is_met(p.grace_due_ms, now_.mono_ms)) continue;
    breaks("the grace of " + p.nick + " has ended, and they keep their nick");
  }
  for (const auto& [conn, s] : sessions_) {
    const std::uint64_t due = due_of(s);
    const bool is_ping = due == ping_due_of(s);
    std::uint64_t latest = due;
    if (is_ping) latest = std::max(due, s.heard_by_ms + ping_interval_ms);
    if (s.classroom) latest = std::max(due, s.heard_by_ms + classroom_idle_ms);
    if (due == never || !is_met(latest, now_.mono_ms)) continue;
    breaks("a deadline of " + name_of(s) + " was missed by " +
           std::to_string(now_.mono_ms - latest) + " ms");
  }
}

}  // namespace uvchat::simulation
