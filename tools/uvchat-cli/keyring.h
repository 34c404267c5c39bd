#pragma once

#include <cstddef>
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "server_facts.h"
#include "uvchat/base/result.h"
#include "uvchat/cipher/conversation.h"

namespace uvchat::cli {

// How one conversation is ciphered. It outlives the room's being closed, so that what is ciphered
// once does not leave in clear because a window was shut.
struct Lock {
  std::string name;  // of the room or the other's nick
  cipher::Conversation conversation;
  std::size_t keys_coming = 0;  // being made: until then nothing is sent
  int caesar_shift = 0;         // 0: none
  std::uint32_t newest_topic_s = 0;
  std::string kept_as;  // its name in the file; empty: it is not on disk

  // Nothing leaves in clear.
  bool closed() const { return conversation.has_key() || keys_coming > 0; }
  bool is_kept() const { return !kept_as.empty(); }
  // As Room::cipher shows it.
  std::string title() const;
};

// The locks of one server's conversations, and the file of those that are kept.
//
// The file is JSON: { "HOST:PORT": { "#room": ["64 hex digits", ...] } }, the current key first.
class Keyring {
 public:
  Keyring(const ServerFacts& server, std::string server_name);

  Lock* find(std::string_view name);
  Lock& open(std::string_view name);
  void remove(std::string_view name);
  void rename(std::string_view from, std::string_view to);
  // The server spells that name so.
  void spell(std::string_view name);
  void fold_again();
  // By name.
  std::vector<Lock*> all();

  Result<void> load(std::string_view file);
  // `file` as it stands now, but of this conversation with the keys that are here, or with none.
  // All else in it stays, other clients have written it: a key of the conversation too that is not
  // here, behind those that are. An error where it holds a mistake, which would be buried.
  Result<std::string> with_lock(std::string_view file, const Lock& lock) const;
  Result<std::string> without_lock(std::string_view file, const Lock& lock) const;

 private:
  Result<std::string> changed(std::string_view file, const Lock& lock, nlohmann::json keys) const;

  const ServerFacts& server_;
  std::string server_name_;
  std::unordered_map<std::string, Lock> locks_;
};

}  // namespace uvchat::cli
