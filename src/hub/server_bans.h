#pragma once

#include <tsl/robin_map.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "hub/server_ban_mask.h"
#include "uvchat/base/address.h"
#include "uvchat/base/keyed_hash.h"
#include "uvchat/hub/request.h"

namespace uvchat::hub {

struct Session;

// Who may not use the server: K-lines ("user@host", the host as people see it, an address or a
// network) and D-lines (an address or a network). Owned by the hub; times are wall.
//
// However many there are, a question costs what limits::wildcard_bans_max masks cost, and a look
// for each length of prefix that is in use and for each label of a host. For that, a mask is found
// by its place: a network, a whole host, a host's end ("*.example.org"), or any host. The masks
// whose host has other wildcards are compared one by one; there are at most wildcard_bans_max of
// them.
class ServerBans {
 public:
  explicit ServerBans(const HashKey& key);
  // Without those that add() refuses: what was kept has been checked before.
  ServerBans(const HashKey& key, const std::vector<ServerBan>& kept);

  // Takes it, in the place of one with the same mask; or says why not: a constant text.
  std::optional<std::string_view> add(ServerBan ban);
  // False where there is none. `mask`: as ServerBanMask::text() has it, as is the next one's.
  bool remove(ServerBanKind kind, std::string_view mask);
  const ServerBan* find(ServerBanKind kind, std::string_view mask) const;

  // The D-line of an address; the D-line or K-line of a session: the oldest. Null where none holds
  // at `now_ms`.
  const ServerBan* of(const Address& address, std::int64_t now_ms) const;
  const ServerBan* of(const Session& session, std::int64_t now_ms) const;

  // In the order in which they were set, those that are over included: the first whose number is at
  // least `number`, which becomes its own. Null where none is left.
  const ServerBan* from(ServerBanKind kind, std::uint64_t& number) const;
  static bool holds(const ServerBan& ban, std::int64_t now_ms) {
    return ban.expires_ms == 0 || now_ms < ban.expires_ms;
  }

  // Forgets some of those that are over. To be called now and then.
  void forget_old(std::int64_t now_ms);

  std::size_t size() const { return by_number_[0].size() + by_number_[1].size(); }
  // Looked up or compared since the start: for tests of the bound.
  std::uint64_t looks() const { return looks_; }

 private:
  struct Entry {
    std::uint64_t number;
    bool is_other;             // in others_
    std::uint64_t host_bytes;  // classes_of(mask.host)
    ServerBan ban;
    ServerBanMask mask;
  };
  using Bucket = std::vector<const Entry*>;  // in the order of setting
  struct Search;
  template <typename V>
  using TextMap = tsl::robin_map<std::string, V, KeyedStringHash, std::equal_to<>>;

  static std::size_t at(ServerBanKind kind) { return static_cast<std::size_t>(kind); }
  Bucket& bucket_for(const ServerBanMask& mask);
  void remove(ServerBanKind kind, std::uint64_t number);
  void compare(Search& search, const Bucket& bucket) const;
  static bool host_matches(const ServerBanMask& mask, const Search& search);
  void look_up(Search& search, std::string place) const;
  void look_up_networks(Search& search) const;
  void look_up_host(Search& search, std::string_view host) const;

  std::array<std::map<std::uint64_t, Entry>, 2> by_number_;  // by kind, in the order of setting
  std::array<TextMap<std::uint64_t>, 2> by_mask_;            // by kind
  TextMap<Bucket> by_place_;
  Bucket others_;  // K-lines that have no place
  // By kind and length: how many networks have it.
  std::array<std::array<std::uint32_t, Network::bits_max + 1>, 2> prefixes_{};
  std::set<std::pair<std::int64_t, std::uint64_t>> expiring_;  // when, which
  std::uint64_t numbers_ = 0;
  mutable std::uint64_t looks_ = 0;
};

// "90" (minutes), "1d12h", "30s" in milliseconds; nothing where it is no duration. 0 is for ever.
std::optional<std::int64_t> parse_duration_ms(std::string_view text);

}  // namespace uvchat::hub
