#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// The words of modes (modern.ircdocs.horse "Modes"): letters, ranks in a channel, and the changes
// that a MODE command asks for.

namespace uvchat::irc {

// Channel modes. Which take a parameter stands in ISUPPORT's CHANMODES: `lists` always name an
// entry or ask for the list, `keyed` always, `valued` only when they are set, `flags` never.
namespace channel_modes {
// Not inline: clang takes begin() and end() of an inline view from two copies of its text.
constexpr std::string_view lists = "Ibe";
constexpr std::string_view keyed = "k";
constexpr std::string_view valued = "fl";
constexpr std::string_view flags = "CMRUWcimnstuxz";
}  // namespace channel_modes
// bot, messages of those alone who are logged in, no CTCP, all connections are over TLS, invisible,
// operator, is logged in, server notices, sees WALLOPS
inline constexpr std::string_view user_modes = "BRTZiorsw";

// A set of letters, 'A' to 'z'.
class ModeSet {
 public:
  constexpr bool has(char letter) const { return (bits_ & bit(letter)) != 0; }
  constexpr void set(char letter, bool on) {
    bits_ = on ? bits_ | bit(letter) : bits_ & ~bit(letter);
  }
  constexpr bool empty() const { return bits_ == 0; }
  // In the order of the alphabet, capitals first.
  std::string letters() const;
  friend constexpr bool operator==(ModeSet, ModeSet) = default;

 private:
  // Other characters are never in the set.
  static constexpr std::uint64_t bit(char letter) {
    return letter >= 'A' && letter <= 'z' ? std::uint64_t{1} << static_cast<unsigned>(letter - 'A')
                                          : 0;
  }
  std::uint64_t bits_ = 0;
};

// Ranks of a member in a channel, who may have several at once. From low to high.
enum class Rank : std::uint8_t { voice, halfop, op, admin, owner };

struct RankSign {
  Rank rank;
  char letter;
  char prefix;
};
// From high to low, as ISUPPORT's PREFIX and multi-prefix have them.
inline constexpr std::array<RankSign, 5> rank_signs = {{{Rank::owner, 'q', '~'},
                                                        {Rank::admin, 'a', '&'},
                                                        {Rank::op, 'o', '@'},
                                                        {Rank::halfop, 'h', '%'},
                                                        {Rank::voice, 'v', '+'}}};
std::optional<Rank> rank_of_letter(char letter);

class RankSet {
 public:
  constexpr bool has(Rank rank) const { return (bits_ & bit(rank)) != 0; }
  constexpr void set(Rank rank, bool on) {
    bits_ = static_cast<std::uint8_t>(on ? bits_ | bit(rank) : bits_ & ~bit(rank));
  }
  constexpr bool empty() const { return bits_ == 0; }
  constexpr bool at_least(Rank rank) const { return bits_ >= bit(rank); }
  // "@" or, with `all`, "@+"; empty for a plain member.
  std::string_view prefixes(bool all) const;
  friend constexpr bool operator==(RankSet, RankSet) = default;

 private:
  static constexpr std::uint8_t bit(Rank rank) {
    return static_cast<std::uint8_t>(1U << static_cast<unsigned>(rank));
  }
  std::uint8_t bits_ = 0;
};

// One change out of "+ov-b alice bob *!*@host".
struct ModeChange {
  bool on = true;
  char letter = 0;
  std::optional<std::string_view> param;
};

// Takes the words of a MODE command apart, the first being the letters. `takes_param(letter, on)`
// says which letters take the next word; where none is left, `param` is empty.
std::vector<ModeChange> parse_modes(std::span<const std::string_view> words,
                                    bool (*takes_param)(char letter, bool on));
// Whether a letter of a channel's MODE takes a parameter; ranks and lists do.
bool channel_mode_takes_param(char letter, bool on);
inline bool user_mode_takes_param(char, bool) { return false; }

}  // namespace uvchat::irc
