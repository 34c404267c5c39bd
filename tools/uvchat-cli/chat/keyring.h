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

// How one conversation is ciphered. It outlives the room's being closed, so that what is ciphered
// once does not leave in clear because a window was shut.
struct Lock {
  std::string name;  // of the room or the other's nick
  // Nothing leaves in clear. Set by the wish for a key, and taken back only by the user's.
  bool closed = false;
  cipher::Conversation conversation;
  std::size_t keys_coming = 0;  // asked for or being made: until then nothing is sent
  int caesar_shift = 0;         // 0: none
  std::uint32_t newest_topic_s = 0;
  std::string kept_as;  // its name in the file; empty: it is not on disk

  bool is_kept() const { return !kept_as.empty(); }
  // As Room::cipher shows it.
  std::string title() const;
};

// The locks of one server's conversations, and the file of those that are kept.
//
// Names that any rule for names makes one have one lock here: a server that changes its rule finds
// no way around it. A lock stays at its address.
//
// The file is JSON: { "HOST:PORT": { "#room": ["64 hex digits", ...] } }, the current key first.
class Keyring {
 public:
  // A server makes us keep no more names than these.
  static constexpr std::size_t locks_max = 10'000;
  // So many new names it gives to closed conversations: each is written to disk.
  static constexpr std::size_t closed_renames_max = 256;

  explicit Keyring(std::string server_name) : server_name_(std::move(server_name)) {}

  static bool is_same(std::string_view a, std::string_view b);
  Lock* find(std::string_view name);
  // The one that is there, or a new one.
  Lock& of(std::string_view name);
  // Whether what is said to `target` could reach a closed conversation, whatever a server takes the
  // signs before a name for.
  bool guards(std::string_view target);
  // The conversation is called so now; its old name stays closed if it was. False, and nothing has
  // changed, where that name has keys of its own or there are too many names or renames.
  bool rename(Lock& lock, std::string_view to);
  // By name.
  std::vector<Lock*> all();

  Result<void> load(std::string_view file);
  // `file` as it stands now, but of this conversation with the keys that are here, or with none.
  // All else in it stays, other clients have written it: a key of the conversation too that is not
  // here, behind those that are. An error where it holds a mistake, which would be buried.
  Result<std::string> with_lock(std::string_view file, const Lock& lock) const;
  Result<std::string> without_lock(std::string_view file, const Lock& lock) const;

 private:
  Result<std::string> changed(std::string_view file, const Lock& lock, nlohmann::json* keys) const;

  std::string server_name_;
  std::size_t closed_renames_ = 0;
  std::unordered_map<std::string, Lock> locks_;  // by the fold of their names
};

}  // namespace uvchat::cli
