// long_run SEEDS [FIRST_SEED]: runs so many seeds and prints a digest of all that was written. The
// first failure ends it with its seed and exit code 1.

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>

#include "tests/simulation/world.h"

namespace {

using uvchat::simulation::World;

unsigned long long current_seed = 0;

void say_seed(int) {
  std::fprintf(stderr, "seed %llu\n", current_seed);
  std::_Exit(1);
}

// Of all seeds so far: two builds that print the same have written the same bytes.
unsigned long long digest = 0;

// How often each command was answered, and each mode set and taken.
std::map<std::string, std::uint64_t> asked;
uvchat::simulation::Happenings happened;

bool run_one(std::uint64_t& events, std::uint64_t& lines) {
  const World::Outcome one = World::run(current_seed, uvchat::HashKey{1});
  const World::Outcome two = World::run(current_seed, uvchat::HashKey{2, 3});
  digest = (digest ^ one.wire_digest) * 0x100000001B3;
  for (const auto& [name, times] : one.answered) asked[name] += times;
  for (const auto& [mode, times] : one.modes_set) asked[mode] += times;
  happened.add(one.happened);
  events += one.events + two.events;
  lines += one.lines_seen + two.lines_seen;
  if (one.failure.empty() && one.wire_digest == two.wire_digest) return true;
  std::printf("seed %llu failed: %s\n", current_seed,
              one.failure.empty() ? "the wire depends on the hash key" : one.failure.c_str());
  return false;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: long_run SEEDS [FIRST_SEED]\n");
    return 64;
  }
  std::signal(SIGABRT, say_seed);
  using Clock = std::chrono::steady_clock;
  const auto start = Clock::now();
  const std::uint64_t seeds = std::strtoull(argv[1], nullptr, 10);
  current_seed = argc > 2 ? std::strtoull(argv[2], nullptr, 10)
                          : static_cast<unsigned long long>(
                                std::chrono::system_clock::now().time_since_epoch().count());
  const unsigned long long first = current_seed;
  std::uint64_t events = 0;
  std::uint64_t lines = 0;
  for (; current_seed < first + seeds; ++current_seed) {
    if (!run_one(events, lines)) return 1;
  }
  const double passed = std::chrono::duration<double>(Clock::now() - start).count();
  std::printf(
      "%llu seeds from %llu, each twice, in %.0f s: %.1f seeds/s; %llu "
      "events heard, "
      "%llu lines compared, no failure; digest %016llx\n",
      static_cast<unsigned long long>(seeds), first, passed,
      passed > 0 ? static_cast<double>(seeds) / passed : 0.0,
      static_cast<unsigned long long>(events), static_cast<unsigned long long>(lines), digest);
  for (const auto& [name, times] : asked) {
    std::printf("%s %llu  ", name.c_str(), static_cast<unsigned long long>(times));
  }
  std::printf("\n");
  happened.for_each([](std::string_view name, std::uint64_t times) {
    std::printf("%llu times %.*s\n", static_cast<unsigned long long>(times),
                static_cast<int>(name.size()), name.data());
  });
  return 0;
}
