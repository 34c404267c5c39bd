#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "uvchat/base/address.h"
#include "uvchat/hub/request.h"

namespace uvchat::hub {

struct Session;
struct User;

// The mask of a ban from the server, taken apart. Only parse() makes one: its text() is what a ban
// is kept under, and is within limits::mask_bytes_max.
struct ServerBanMask {
  ServerBanKind kind = ServerBanKind::kline;
  std::string user;                // a K-line's, folded, with wildcards
  std::string host;                // the same
  std::optional<Network> network;  // a D-line's, or a K-line's whose host is one

  // "user@host" or "host" for a K-line, where the host may be an address or a network; an address
  // or a network for a D-line. Nothing where the text is none of them, or can match nobody.
  static std::optional<ServerBanMask> parse(ServerBanKind kind, std::string_view text);

  // The one way to write it: "*@10.0.0.0/8" for "10.1.2.3/8", "~ana@*" for "ana@*".
  std::string text() const;
  bool means(const Session& session) const;
  // All users, or all who come by IPv4 or by IPv6: no operator means that, whatever they write.
  bool means_everybody() const;
  // Of somebody who is absent: where they came from last is all that is known.
  bool means(const User& somebody) const;
};

// A text that some mask matches: as masks have it, A-Z and a-z are the same.
std::string ban_fold(std::string_view text);
bool has_wildcards(std::string_view text);

}  // namespace uvchat::hub
