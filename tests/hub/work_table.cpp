// Prints the table of docs/work.md: what the worst line of each command costs here.

#include <cstdio>

#include "tests/hub/heavy_world.h"

int main() {
  uvchat::hub::HeavyWorld world;
  std::printf(
      "| command | worst case tried | units, line | units, page | all | us, line | us, page |\n");
  std::printf("|---|---|---|---|---|---|---|\n");
  for (const uvchat::hub::HeavyLine& line : uvchat::hub::HeavyWorld::lines()) {
    const uvchat::hub::Cost cost = world.cost_of(line);
    std::printf(
        "| %.*s | %.*s | %llu | %llu | %llu | %llu | %llu |\n",
        static_cast<int>(line.command.size()), line.command.data(),
        static_cast<int>(line.what.size()), line.what.data(),
        static_cast<unsigned long long>(cost.line), static_cast<unsigned long long>(cost.page),
        static_cast<unsigned long long>(cost.all), static_cast<unsigned long long>(cost.line_us),
        static_cast<unsigned long long>(cost.page_us));
  }
}
