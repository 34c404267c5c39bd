// How a run ends: all that is under way arrives, the server shuts down, nothing is left.

#include <algorithm>

#include "tests/simulation/world.h"
#include "uvchat/base/limits.h"

namespace uvchat::simulation {
namespace {

constexpr std::uint64_t settle_rounds_max = 3'000;
constexpr std::uint64_t keeping_rounds_max = 10'000;  // the store often fails

}  // namespace

// Everything that is under way moves on.
void World::round_of_all() {
  for (const auto& client : clients_) {
    carry_bytes(*client);
    end_write(*client);
    end_close(*client);
  }
  for (const auto& loop : loops_) {
    turn(*loop, true);
    loop->core.tick(now_);
  }
  answer_a_request();
  hub_step();
  now_.mono_ms += limits::tick_ms;
  now_.wall_us += static_cast<std::int64_t>(limits::tick_ms) * 1000;
}

// A line may wait for longer than anything else: for the flood gate, for a penalty, or in the ring
// of one who is held.
bool World::idle() const {
  const auto done = [](const auto& c) {
    const bool heard = c->reset || c->eof_sent || c->unheard.empty();
    return c->closing || (c->on_its_way.empty() && c->writing.empty() && heard);
  };
  const auto empty = [](const auto& loop) {
    return loop->mail.empty() && !loop->core.has_work() && loop->core.figures().queued_bytes == 0;
  };
  return !model_.anybody_parked() && !model_.anybody_to_show() &&
         std::all_of(clients_.begin(), clients_.end(), done) &&
         std::all_of(loops_.begin(), loops_.end(), empty);
}

// Everybody reads and all that is under way arrives: who is still there has seen all of it.
void World::settle() {
  for (const auto& client : clients_) client->takes = true;
  std::uint64_t quiet = 0;
  for (std::uint64_t round = 0; round < settle_rounds_max && quiet < 20; ++round) {
    round_of_all();
    quiet = idle() ? quiet + 1 : 0;
    if (!outcome_.failure.empty()) return;
  }
  check_invariants();
  if (model_.anybody_to_show()) fail("somebody is never shown");
  for (const auto& client : clients_) {
    Session& session = model_.session(client->conn);
    if (session.gone || client->reset || client->closing || client->eof_sent) continue;
    check_left_out(session);
    if (!session.expected.empty()) fail("never seen: " + session.expected.front().line);
    if (!client->unheard.empty()) fail("never heard: " + client->unheard.front());
    if (session.parked) fail("never answered to the end: " + model_.name_of(session));
    if (!client->classroom) check_roster(*client);
  }
  settle_what_is_kept();
}

// Nobody says anything any more: sooner or later the store has all that it is to have.
void World::settle_what_is_kept() {
  std::string missing = model_.what_is_not_kept(store_);
  for (std::uint64_t round = 0; round < keeping_rounds_max && !missing.empty(); ++round) {
    round_of_all();
    if (!outcome_.failure.empty()) return;
    missing = model_.what_is_not_kept(store_);
  }
  if (!missing.empty()) fail("the store does not keep " + missing);
}

// What a slow reader has not seen lies in the times that they were told. A line that looks like
// another one may be taken for it.
void World::check_left_out(Session& session) {
  while (!session.expected.empty() && session.expected.front().said_us != 0) leave_out(session);
  const auto is_told = [&](const Expected& line) {
    return std::any_of(session.gaps.begin(), session.gaps.end(), [&](const TimeSpan& gap) {
      return gap.from_us <= line.said_us && line.said_us <= gap.to_us;
    });
  };
  for (const Expected& gone : session.left_out) {
    const bool is_found =
        std::any_of(session.fetchable.begin(), session.fetchable.end(),
                    [&](const Expected& line) { return line.line == gone.line && is_told(line); });
    if (!is_found) fail("left out, and " + model_.name_of(session) + " is not told: " + gone.line);
  }
}

// Who has seen all that is said shows the channels that he is in, all of whom he was told there,
// and nobody who has gone.
void World::check_roster(const Client& client) {
  const auto company = model_.company_of(client.conn);
  const auto& shown = client.roster.channels();
  const std::string viewer = model_.name_of(model_.session(client.conn));
  for (const auto& [channel, nicks] : company) {
    if (!shown.contains(channel)) fail(viewer + " does not know that he is in " + channel);
  }
  for (const auto& [channel, nicks] : shown) {
    const auto there = company.find(channel);
    if (there == company.end()) {
      fail(viewer + " believes that he is in " + channel);
      continue;
    }
    for (const std::string& nick : nicks) {
      if (!there->second.contains(nick)) fail(viewer + " sees a ghost in " + channel + ": " + nick);
    }
  }
  for (const auto& [channel, nicks] : model_.acquaintances_of(client.conn)) {
    for (const std::string& nick : nicks) {
      const auto at = shown.find(channel);
      if (at != shown.end() && at->second.contains(nick)) continue;
      fail(viewer + " does not know that " + nick + " is in " + channel);
    }
  }
}

void World::shut_down() {
  if (!outcome_.failure.empty()) return;
  stopping_ = true;
  listening_.sent(Listening::ShutDown());
  (void)runner_.shut_down();
  for (const auto& loop : loops_) loop->core.stop(now_, 5'000);
  live(random_.below(200));
  auto stopped = [this] {
    return std::all_of(loops_.begin(), loops_.end(),
                       [](const auto& l) { return l->core.stopped(); });
  };
  for (std::uint64_t round = 0; round < settle_rounds_max && !stopped(); ++round) {
    round_of_all();
    if (!outcome_.failure.empty()) return;
  }
  if (!stopped()) fail("the loops have not stopped");
  hub_step();  // it has read all its mail, even where no loop had anything to wait for
}

void World::check_end() {
  if (!outcome_.failure.empty()) return;
  check_invariants();
  if (!heard_shut_down_) fail("the hub was never told to shut down");
  if (hub_.session_count() != 0 || hub_.channel_count() != 0) fail("the hub is not empty");
  if (model_.present_count() != 0) fail("the model has people that the hub has not");
  // Nobody has kept a place.
  if (door_.open() != 0) fail("somebody is still there");
  if (!model_.all_are_counted()) fail("the hub has not counted a user of a gateway");
  std::vector<net::AcceptGate::Place> places;
  for (std::size_t i = 0; i < connections_max; ++i) {
    const Address fresh = *Address::parse("10.0.0." + std::to_string(i));
    auto place = gate_.enter({fresh}, now_);
    if (!place) return fail("a place was not given up");
    places.push_back(std::move(*place));
  }
  for (const auto& loop : loops_) {
    const LoopFigures numbers = loop->core.figures();
    if (numbers.connections != 0 || numbers.queued_bytes != 0) fail("a loop is not empty");
    if (numbers.pool_bytes_in_use != 0) fail("blocks were not given back");
  }
}

}  // namespace uvchat::simulation
