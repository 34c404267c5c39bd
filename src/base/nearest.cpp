#include "uvchat/base/nearest.h"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <utility>
#include <vector>

namespace uvchat {
namespace {

// Levenshtein's distance: insertions, deletions and substitutions that lead from one to the other.
std::size_t edit_distance(std::string_view from, std::string_view to) {
  std::vector<std::size_t> row(to.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= from.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i);
    for (std::size_t j = 1; j <= to.size(); ++j) {
      const std::size_t substituted = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
      diagonal = std::exchange(row[j], std::min({row[j] + 1, row[j - 1] + 1, substituted}));
    }
  }
  return row.back();
}

// A slip of the finger, not another word.
bool is_near(std::string_view given, std::string_view known) {
  return given.size() <= 2 * known.size() && edit_distance(given, known) <= 1 + known.size() / 4;
}

}  // namespace

std::optional<std::string_view> nearest_word(std::string_view given,
                                             std::span<const std::string_view> known) {
  const auto nearest =
      std::min_element(known.begin(), known.end(), [&](std::string_view a, std::string_view b) {
        return edit_distance(given, a) < edit_distance(given, b);
      });
  if (nearest == known.end() || !is_near(given, *nearest)) return std::nullopt;
  return *nearest;
}

}  // namespace uvchat
