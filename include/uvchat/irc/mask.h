#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "uvchat/irc/names.h"

// Masks: "nick!user@host" with wildcards, and extended bans, which say something else of whom or of
// what (ISUPPORT EXTBAN, modern.ircdocs.horse).

namespace uvchat::irc {

// '*' stands for any run of characters, '?' for one (of UTF-8). Compares bytes: fold both sides
// first. The time is at most that of text times pattern / 64, whatever they hold.
bool glob_matches(std::string_view pattern, std::string_view text);
// The same; adds to `steps` how many it took, of 2 to 4 ns each.
bool glob_matches(std::string_view pattern, std::string_view text, std::uint64_t& steps);

// What is missing becomes '*': "alice" is "alice!*@*", "@host" "*!*@host", "user@host"
// "*!user@host". A word that no nick can be is a host: "*.example.org", "192.0.2.7".
std::string whole_mask(std::string_view mask);

// An entry of a list of masks, taken apart.
//   m:MASK   who matches may not speak (the entry bans from nothing else)
//   r:TEXT   matches the real name      j:#channel   matches the members of a channel
//   a:NAME   matches who is logged in to an account, and may be given as account:NAME
// They nest one deep: "m:r:*spam*".
struct BanMask {
  enum class Of : std::uint8_t { prefix, realname, channel, account };

  bool mutes = false;
  Of of = Of::prefix;
  std::string pattern;  // as given, but a prefix is whole

  std::string text() const;
};
inline constexpr std::string_view extban_letters = "ajmr";
inline constexpr std::string_view account_extbans = "a,account";  // what may stand before NAME

// Nothing where `mask` is empty, no word that may stand inside a line, or can match nobody: for a
// character that is in no nick, user name or host, a network, or an extended ban that there is not.
std::optional<BanMask> parse_ban_mask(std::string_view mask);

// Whether a mask means more when it is folded: some characters beyond ASCII become a wildcard or a
// sign that divides masks.
bool folds_into_signs(std::string_view mask, std::string_view folded);
// The fold of a mask that somebody asks by; one that means more matches nothing.
std::string fold_of_mask(const Names& names, std::string_view mask);

}  // namespace uvchat::irc
