#include "uvchat/irc/modes.h"

namespace uvchat::irc {
namespace {

// The prefixes of each RankSet, made once.
const std::array<std::string, 32>& all_prefixes() {
  static const std::array<std::string, 32> table = [] {
    std::array<std::string, 32> made;
    for (std::size_t bits = 0; bits < made.size(); ++bits) {
      for (const RankSign& sign : rank_signs) {
        if ((bits >> static_cast<unsigned>(sign.rank) & 1U) != 0) made[bits] += sign.prefix;
      }
    }
    return made;
  }();
  return table;
}

}  // namespace

std::string ModeSet::letters() const {
  std::string found;
  for (char letter = 'A'; letter <= 'z'; ++letter) {
    if (has(letter)) found += letter;
  }
  return found;
}

std::optional<Rank> rank_of_letter(char letter) {
  for (const RankSign& sign : rank_signs) {
    if (sign.letter == letter) return sign.rank;
  }
  return std::nullopt;
}

std::string_view RankSet::prefixes(bool all) const {
  const std::string_view whole = all_prefixes()[bits_];
  return all ? whole : whole.substr(0, 1);
}

bool channel_mode_takes_param(char letter, bool on) {
  using namespace channel_modes;
  if (rank_of_letter(letter)) return true;
  if (lists.find(letter) != lists.npos || keyed.find(letter) != keyed.npos) return true;
  return on && valued.find(letter) != valued.npos;
}

std::vector<ModeChange> parse_modes(std::span<const std::string_view> words,
                                    bool (*takes_param)(char letter, bool on)) {
  std::vector<ModeChange> changes;
  if (words.empty()) return changes;
  std::size_t next = 1;
  bool on = true;
  for (const char letter : words.front()) {
    if (letter == '+' || letter == '-') {
      on = letter == '+';
      continue;
    }
    ModeChange& change = changes.emplace_back(ModeChange{on, letter, std::nullopt});
    if (takes_param(letter, on) && next < words.size()) change.param = words[next++];
  }
  return changes;
}

}  // namespace uvchat::irc
