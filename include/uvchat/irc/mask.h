#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// Masks: "nick!user@host" with wildcards, and extended bans, which say something else of whom or of
// what (ISUPPORT EXTBAN, modern.ircdocs.horse).

namespace uvchat::irc {

// '*' stands for any run of characters, '?' for one (of UTF-8). Compares bytes: fold both sides
// first. The time is at most that of text times pattern / 64, whatever they hold.
bool glob_matches(std::string_view pattern, std::string_view text);
// The same; adds to `steps` how many it took, of 2 to 4 ns each.
bool glob_matches(std::string_view pattern, std::string_view text, std::uint64_t& steps);

// What is missing becomes '*': "alice" is "alice!*@*", "@host" "*!*@host", "user@host"
// "*!user@host".
std::string whole_mask(std::string_view mask);

// An entry of a list of masks, taken apart.
//   m:MASK   who matches may not speak (the entry bans from nothing else)
//   r:TEXT   matches the real name      j:#channel   matches the members of a channel
// They nest one deep: "m:r:*spam*".
struct BanMask {
  enum class Of : std::uint8_t { prefix, realname, channel };

  bool mutes = false;
  Of of = Of::prefix;
  std::string pattern;  // as given, but a prefix is whole

  std::string text() const;
};
inline constexpr std::string_view extban_letters = "jmr";

// Nothing where `mask` is empty, no word that may stand inside a line, or an extended ban without
// its argument.
std::optional<BanMask> parse_ban_mask(std::string_view mask);

}  // namespace uvchat::irc
