#include "tests/simulation/listening.h"

#include <algorithm>

#include "tests/simulation/world.h"
#include "uvchat/base/limits.h"

namespace uvchat::simulation {
namespace {

bool loses_nick(std::string_view lines) {
  return lines.find(":NickServ!NickServ@srv NOTICE ") != lines.npos &&
         lines.find(" from now on.") != lines.npos;
}

}  // namespace

// --- What the hub hears

void Listening::begin_step() {
  part_ = Part::none;
  asked_for_deadline_ = met_deadline_ = false;
  sent_bytes_ = 0;
  pinged_.clear();
  closed_.clear();
  released_.clear();
  sent_.clear();
  penalties_.clear();
  for (; !letters_.empty(); letters_.pop_front()) read(letters_.front());
}

void Listening::read(const Letter& letter) {
  if (const auto* turn = std::get_if<EventBatch>(&letter)) {
    loops_[turn->loop].turns.push_back(*turn);
  } else if (const auto* delivered = std::get_if<Delivered>(&letter)) {
    loops_[delivered->loop].backlog_bytes -= delivered->bytes;
  } else if (const auto* answer = std::get_if<Answer>(&letter)) {
    world_.model_.set_now(world_.now_);
    world_.heard_answer(*answer);
  } else if (const auto* errand = std::get_if<Errand>(&letter)) {
    world_.model_.errand_comes(std::get<errand::KillUser>(errand->wish));
  } else {
    world_.heard_shut_down_ = true;
    world_.model_.set_now(world_.now_);
    world_.model_.shut_down();
  }
}

// In turn; one that has too much left to deliver is not listened to.
void Listening::choose_loop() {
  for (std::size_t i = 0; i < loops_.size(); ++i) {
    const std::size_t at = (next_loop_ + i) % loops_.size();
    if (loops_[at].turns.empty() || loops_[at].backlog_bytes > backlog_bytes_max_) continue;
    next_loop_ = at;
    return;
  }
  world_.fail(
      "the hub serves a loop that has said nothing, or is not to be "
      "listened to");
}

// The parts of a step come in one order.
void Listening::begin(std::uint64_t) {
  part_ = static_cast<Part>(static_cast<int>(part_) + 1);
  if (part_ == Part::stored) {
    world_.model_.set_now(world_.now_);
    world_.model_.settle_batches();
  }
  if (part_ == Part::pages) world_.model_.tick();
  if (part_ == Part::turn) choose_loop();
}

// False: the hub does another piece now, and so does the model.
bool Listening::reached() {
  if (part_ == Part::deadlines) {
    // Asked again after one: it was met. Asked once alone: none was due.
    met_deadline_ = asked_for_deadline_;
    if (met_deadline_ || world_.random_.one_in(20)) return true;
    asked_for_deadline_ = true;
    return false;
  }
  if (only_deadlines_ || met_deadline_ || world_.random_.one_in(20)) return true;
  if (part_ == Part::stored) {
    world_.model_.next_stored();
  } else if (part_ == Part::pages) {
    world_.model_.next_page();
  } else if (part_ == Part::errands) {
    world_.model_.next_errand();
  } else if (part_ == Part::reveals) {
    world_.model_.next_reveal();
  } else if (part_ == Part::absences) {
    world_.model_.next_absence();
  } else if (loops_[next_loop_].turns.empty()) {
    world_.fail("the hub hears what nobody has said");
  } else {
    Loop& loop = loops_[next_loop_];
    const EventBatch& batch = loop.turns.front();
    world_.heard(batch, batch.events.at(loop.position++));
  }
  return false;
}

// --- What it sends

void Listening::sees(const DeliveryBatch& batch) {
  loops_[batch.loop].backlog_bytes += batch.expanded_bytes;
  sent_bytes_ += batch.expanded_bytes;
  for (const Effect& effect : batch.effects) {
    if (effect.kind == EffectKind::close && !closed_.insert(effect.conn).second) {
      world_.fail("the hub closes twice");
    }
    if (effect.kind == EffectKind::release) released_.insert(effect.conn);
    if (effect.kind == EffectKind::penalty) penalties_[effect.conn].push_back(effect.value);
    if (effect.kind == EffectKind::deliver_one) sees_lines(effect.conn, batch.slice(effect));
    if (effect.kind != EffectKind::deliver_list) continue;
    const DeliveryBatch::List& list = batch.lists[effect.value];
    for (std::uint32_t i = 0; i < list.count; ++i) {
      const ConnId conn = batch.receivers[list.first + i];
      if (conn != effect.conn) sees_lines(conn, batch.slice(effect));
    }
  }
}

void Listening::sees_lines(ConnId conn, std::string_view lines) {
  while (!lines.empty()) {
    const std::size_t end = lines.find('\n');
    const bool is_ping = lines.substr(0, end).ends_with("PING :srv\r");
    is_ping ? void(pinged_.insert(conn)) : void(++lines_[conn]);
    sent_[conn] += "\n  " + str(lines.substr(0, end));
    lines.remove_prefix(end + 1);
  }
}

void Listening::end_step() {
  const bool was_full = sent_bytes_ >= World::outbox_bytes_max;
  if (part_ == Part::turn) {
    Loop& loop = loops_[next_loop_];
    if (!loop.turns.empty() && loop.position == loop.turns.front().events.size()) {
      loop.turns.pop_front();
      loop.position = 0;
      next_loop_ = (next_loop_ + 1) % loops_.size();
    }
  }
  if (met_deadline_ || (asked_for_deadline_ && was_full)) {
    only_deadlines_ = true;
    sees_deadline();
    world_.model_.stop_clocks();
  } else if (asked_for_deadline_) {
    only_deadlines_ = false;
    world_.model_.no_deadline_is_left();
  }
  world_.tell_model_of_store();
  compare();
  compare_penalties();
}

// Whose it was: of the one who is closed, pinged, or told something that the
// model has not said. Of nobody, if it was one that had no consequence.
void Listening::sees_deadline() {
  std::set<ConnId> meant;
  for (const ConnId conn : closed_) {
    if (!world_.model_.session(conn).gone) meant.insert(conn);
  }
  if (meant.empty()) meant = pinged_;
  if (meant.empty()) {
    for (const auto& [conn, count] : lines_) {
      if (count > world_.model_.session(conn).told) meant.insert(conn);
    }
  }
  // All who see them hear of it when somebody loses a nick, and only they from NickServ.
  std::set<ConnId> renamed;
  for (const ConnId conn : meant) {
    if (world_.model_.has_grace_due(conn) && loses_nick(sent_[conn])) renamed.insert(conn);
  }
  if (!renamed.empty()) meant = renamed;
  if (meant.size() > 1) return world_.fail("two deadlines at once");
  if (meant.empty()) {
    const auto silent = world_.model_.silent_deadline(released_);
    if (silent) meant.insert(*silent);
  }
  if (meant.empty()) return;
  const ConnId conn = *meant.begin();
  world_.model_.deadline(conn, pinged_.contains(conn), closed_.contains(conn), !renamed.empty());
  pinged_.erase(conn);
}

// Everybody was sent as many lines as the model has said, and those are closed
// who are gone.
void Listening::compare() {
  if (!pinged_.empty()) world_.fail("a PING that no deadline has brought");
  for (const auto& [conn, s] : world_.model_.sessions()) {
    if (s.gone && !closed_.contains(conn)) continue;
    const std::uint64_t count = lines_[conn];
    if (count == s.told) continue;
    std::string wanted;
    for (std::size_t i = s.expected.size() > 5 ? s.expected.size() - 5 : 0; i < s.expected.size();
         ++i) {
      wanted += "\n  " + s.expected[i].line;
    }
    world_.fail(world_.model_.name_of(s) + ", who asked \"" + s.asked + "\", was sent " +
                std::to_string(count) + " lines and not " + std::to_string(s.told) +
                "; in this step: " + sent_[conn] + "\nand the last should be: " + wanted);
  }
  if (closed_ != world_.model_.take_gone()) {
    world_.fail("others are closed than those who are gone");
  }
}

// Whoever is to wait for what they have asked does, and nobody else for longer than a page of an
// answer may cost: how much of that it costs, the model does not know.
void Listening::compare_penalties() {
  constexpr std::uint64_t little_ms = limits::page_work_max / limits::work_per_ms;
  for (const auto& [conn, nothing] : world_.model_.sessions()) {
    Session& s = world_.model_.session(conn);
    std::vector<std::uint64_t> fines = std::exchange(s.fines, {});
    std::vector<std::uint64_t> charges = std::exchange(s.charges, {});
    for (const std::uint64_t ms : penalties_[conn]) {
      const auto fine = std::find(fines.begin(), fines.end(), ms);
      const auto charge = std::find_if(charges.begin(), charges.end(), [ms](std::uint64_t least) {
        return ms >= least && ms <= least + little_ms;
      });
      if (fine != fines.end()) {
        fines.erase(fine);
      } else if (charge != charges.end()) {
        charges.erase(charge);
      } else if (ms > little_ms) {
        world_.fail(world_.model_.name_of(s) + " waits " + std::to_string(ms) +
                    " ms for: " + s.asked);
      }
    }
    if (fines.empty() && charges.empty()) continue;
    world_.fail(world_.model_.name_of(s) + " does not wait for: " + s.asked);
  }
}

}  // namespace uvchat::simulation
