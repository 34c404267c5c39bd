#pragma once

#include <cstddef>
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "uvchat/base/result.h"
#include "uvchat/cipher/conversation.h"

namespace uvchat::cli {

// How one conversation is ciphered. It outlives the room on the screen, so that closing a window
// does not make a ciphered conversation clear.
struct Lock {
  std::string name;  // of the room, or the other person's nick
  // Nothing is sent in clear. Set when a key is asked for, and reset only by the user.
  bool closed = false;
  cipher::Conversation conversation;
  std::size_t keys_coming = 0;  // being asked for or made; nothing is sent meanwhile
  int caesar_shift = 0;         // 0: none
  std::uint32_t newest_topic_s = 0;
  std::string kept_as;  // its name in the file; empty: it is not on disk

  bool is_kept() const { return !kept_as.empty(); }
  // For Room::cipher.
  std::string title() const;
};

// The locks of one server's conversations, and the file of those that are kept.
//
// Names that are equal by any rule for names share one lock, so a server cannot get around a lock
// by changing its rule. A lock stays at its address.
//
// The file is JSON: { "HOST:PORT": { "#room": ["64 hex digits", ...] } }, the current key first.
class Keyring {
 public:
  // A server cannot make us keep more names than this.
  static constexpr std::size_t locks_max = 10'000;
  // Renames of closed conversations that a server may cause: each is written to disk.
  static constexpr std::size_t closed_renames_max = 256;

  explicit Keyring(std::string server_name) : server_name_(std::move(server_name)) {}

  static bool is_same(std::string_view a, std::string_view b);
  Lock* find(std::string_view name);
  // The existing one, or a new one.
  Lock& of(std::string_view name);
  // Whether a text to `target` could reach a closed conversation, whatever a server makes of the
  // signs before a name.
  bool guards(std::string_view target);
  // Gives the conversation its new name; the old name stays closed if it was. Returns false, and
  // changes nothing, if the new name has its own keys or there are too many names or renames.
  bool rename(Lock& lock, std::string_view to);
  // By name.
  std::vector<Lock*> all();

  Result<void> load(std::string_view file);
  // `file` as it stands now, but with our keys for this conversation, or with none. All else stays,
  // because other clients have written it: also a key of this conversation that we do not have,
  // which then follows ours. An error if the file holds a mistake, which would be lost.
  Result<std::string> with_lock(std::string_view file, const Lock& lock) const;
  Result<std::string> without_lock(std::string_view file, const Lock& lock) const;

 private:
  Result<std::string> changed(std::string_view file, const Lock& lock, nlohmann::json* keys) const;

  std::string server_name_;
  std::size_t closed_renames_ = 0;
  std::unordered_map<std::string, Lock> locks_;  // by the fold of their names
};

}  // namespace uvchat::cli
