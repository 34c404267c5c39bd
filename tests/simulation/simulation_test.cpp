// Fixed seeds, and fresh ones that differ from day to day: UVCHAT_SEED chooses where they begin.

#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "hub/command.h"
#include "tests/simulation/world.h"
#include "uvchat/irc/modes.h"

namespace uvchat::simulation {
namespace {

std::uint64_t current_seed = 0;

// A broken assertion ends the process: it says with which seed.
void say_seed(int) {
  std::fprintf(stderr, "seed %llu\n", static_cast<unsigned long long>(current_seed));
  std::_Exit(134);
}

// Each command is answered, and each mode is set and taken.
void expect_all_is_asked_for(const World::Outcome& all) {
  for (const hub::Command& command : hub::command_table()) {
    EXPECT_TRUE(all.answered.contains(command.name)) << command.name << " is never answered";
  }
  const std::string letters = std::string(irc::channel_modes::lists)
                                  .append(irc::channel_modes::keyed)
                                  .append(irc::channel_modes::valued)
                                  .append(irc::channel_modes::flags)
                                  .append("qaohv");
  for (const std::string sign : {"+", "-"}) {
    for (const char letter : letters) {
      EXPECT_TRUE(all.modes_set.contains(sign + letter)) << sign << letter << " is never told";
    }
    for (const char letter : irc::user_modes) {
      const bool may = letter != 'o' || sign == "-";
      EXPECT_TRUE(!may || all.modes_set.contains(sign + letter + "!"))
          << sign << letter << " of a user is never told";
    }
  }
}

World::Outcome run_seeds(std::uint64_t first, std::uint64_t count) {
  std::signal(SIGABRT, say_seed);
  World::Outcome all;
  std::uint64_t seen = 0;
  std::uint64_t turned_away = 0;
  std::uint64_t turned_away_by_hub = 0;
  for (current_seed = first; current_seed < first + count; ++current_seed) {
    const World::Outcome one = World::run(current_seed, HashKey{1});
    EXPECT_EQ(one.failure, "") << "seed " << current_seed;
    const World::Outcome two = World::run(current_seed, HashKey{2, 3});
    EXPECT_EQ(one.wire_digest, two.wire_digest)
        << "seed " << current_seed << ": the wire depends on the hash key";
    if (testing::Test::HasFailure()) break;
    for (const auto& [name, times] : one.answered) all.answered[name] += times;
    for (const auto& [mode, times] : one.modes_set) all.modes_set[mode] += times;
    seen += one.lines_seen;
    turned_away += one.turned_away;
    turned_away_by_hub += one.turned_away_by_hub;
  }
  EXPECT_GT(seen, count * 10) << "people saw next to nothing: the simulation does not simulate";
  EXPECT_GT(turned_away, count) << "the door hardly turns anybody away";
  EXPECT_GT(turned_away_by_hub, count / 10) << "gateways' users have hardly any limits";
  std::signal(SIGABRT, SIG_DFL);
  return all;
}

std::uint64_t fresh_seed() {
  if (const char* given = std::getenv("UVCHAT_SEED")) return std::strtoull(given, nullptr, 10);
  return static_cast<std::uint64_t>(std::chrono::system_clock::now().time_since_epoch().count());
}

TEST(Simulation, FixedSeedsHold) { expect_all_is_asked_for(run_seeds(1, 200)); }

TEST(Simulation, FreshSeedsHold) { run_seeds(fresh_seed(), 200); }

}  // namespace
}  // namespace uvchat::simulation
