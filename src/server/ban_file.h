#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "uvchat/base/result.h"
#include "uvchat/store/request.h"

// The server's bans as a JSON file, which an operator may read and, while the server is not
// running, edit.

namespace uvchat::server {

// Those that are not over at `wall_ms`, with their masks as the hub has them. A file that is not
// there holds none. A ban whose mask is none today, although an older server took it, is among them
// as it was written, so that it is not gone with the next change; is_usable() tells them apart. A
// file that is wrong in another way is refused: who is banned must not come in because of
// somebody's slip. The error is one line, "PATH:LINE:COLUMN: what is wrong", as it is for a
// configuration.
Result<std::vector<ServerBan>> load_bans(const std::string& path, std::int64_t wall_ms);

// The hub can take it: its mask is one, and its texts are lines.
bool is_usable(const ServerBan& ban);
bool is_over(const ServerBan& ban, std::int64_t wall_ms);

// What the file is to hold: the hub says what changes, and copies nothing else.
class KeptBans {
 public:
  explicit KeptBans(const std::vector<ServerBan>& bans);

  void change(const store::ChangeBan& change);
  // Replaces all that the file holds, or leaves it as it was. Those that are over go.
  Result<void> save(const std::string& path, std::int64_t wall_ms);

  std::vector<ServerBan> all() const;

 private:
  void remove(ServerBanKind kind, const std::string& mask);

  std::map<std::uint64_t, ServerBan> in_order_;                // in which they were set
  std::unordered_map<std::string, std::uint64_t> by_mask_[2];  // by kind
  std::uint64_t set_ = 0;
};

}  // namespace uvchat::server
