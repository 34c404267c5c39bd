#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "uvchat/base/address.h"
#include "uvchat/hub/request.h"

namespace uvchat::hub {

struct Session;

// Who may not use the server: K-lines ("user@host", the host as people see it, an address or a
// network) and D-lines (an address or a network). Owned by the hub; times are wall.
class ServerBans {
 public:
  // Masks that are not valid are left out: what was kept has been checked before.
  explicit ServerBans(const std::vector<ServerBan>& kept);

  // The mask as it is kept: "*@10.0.0.0/8" for "10.1.2.3/8"; nothing where it is none.
  static std::optional<std::string> valid_mask(ServerBanKind kind, std::string_view mask);

  // Replaces one with the same mask. REQUIRES: a mask from valid_mask.
  void add(ServerBan ban);
  // False where there is none.
  bool remove(ServerBanKind kind, std::string_view mask);

  // The D-line of an address; the K-line or D-line of a session. Null where none holds at `now_ms`.
  const ServerBan* of(const Address& address, std::int64_t now_ms) const;
  const ServerBan* of(const Session& session, std::int64_t now_ms) const;

  // Those in force, in the order in which they were set.
  std::vector<ServerBan> list(std::int64_t now_ms) const;

 private:
  struct Entry {
    ServerBan ban;
    std::string user;                // a K-line's, folded, with wildcards
    std::string host;                // the same
    std::optional<Network> network;  // a D-line's, or a K-line's whose host is one
  };
  static std::optional<Entry> parse(ServerBan ban);
  static bool holds(const Entry& entry, std::int64_t now_ms);

  std::vector<Entry> entries_;
};

// "90" (minutes), "1d12h", "30s" in milliseconds; nothing where it is no duration. 0 is for ever.
std::optional<std::int64_t> parse_duration_ms(std::string_view text);

}  // namespace uvchat::hub
