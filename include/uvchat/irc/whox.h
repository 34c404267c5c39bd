#pragma once

#include <string>
#include <string_view>

// The second parameter of WHO: which users, and what of each (modern.ircdocs.horse, IRCv3 WHOX).

namespace uvchat::irc {

// Not inline: clang takes begin() and end() of an inline view from two copies of its text.
// The fields a reply may have, in the order in which it has them: token, channel, user, address,
// host, server, nick, flags, distance, idle seconds, account, rank, real name.
constexpr std::string_view whox_fields = "tcuihsnfdlaor";

struct WhoOptions {
  bool operators_only = false;
  bool extended = false;  // a '%' was there: answers have the fields below
  std::string fields;     // those asked for and known, each once, in the order of a reply
  std::string token = "0";

  bool operator==(const WhoOptions&) const = default;
};

// Takes "[flags][%fields[,token]]" apart. Flags and fields nobody knows are passed over; a token
// that is not one to three digits is none, which is said as 0.
WhoOptions parse_who_options(std::string_view param);

}  // namespace uvchat::irc
