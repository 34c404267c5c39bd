#include "keyring.h"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "texts.h"

namespace uvchat::cli {
namespace {

using KeyBytes = cipher::SecretBytes<cipher::RootKey::bytes_count>;

std::optional<cipher::RootKey> key_from_hex(std::string_view hex) {
  if (hex.size() != 2 * cipher::RootKey::bytes_count) {
    return std::nullopt;
  }
  KeyBytes bytes;
  for (std::size_t i = 0; i < cipher::RootKey::bytes_count; ++i) {
    const char* const digits = hex.data() + 2 * i;
    const auto [end, error] = std::from_chars(digits, digits + 2, bytes.writable()[i], 16);
    if (error != std::errc() || end != digits + 2) {
      return std::nullopt;
    }
  }
  return cipher::RootKey(bytes.bytes());
}

std::optional<cipher::RootKey> key_from_json(const nlohmann::json& hex) {
  return hex.is_string() ? key_from_hex(hex.get_ref<const std::string&>()) : std::nullopt;
}

// What the file holds of a server; an empty file holds nothing.
Result<nlohmann::json> conversations_of(std::string_view file, const std::string& server_name) {
  const nlohmann::json root =
      file.empty() ? nlohmann::json::object() : nlohmann::json::parse(file, nullptr, false);
  if (!root.is_object()) {
    return fail(text(Text::keys_file_broken));
  }
  const auto mine = root.find(server_name);
  if (mine == root.end()) {
    return nlohmann::json::object();
  }
  if (!mine->is_object()) {
    return fail(text(Text::keys_file_broken));
  }
  return *mine;
}

tl::unexpected<Error> bad_key(const std::string& name) {
  return fail(fill(Text::keys_file_bad_key, {{"room", name}}));
}

std::string hex_of(const cipher::RootKey& key) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string hex;
  for (const std::uint8_t byte : key.bytes()) {
    hex += digits[byte >> 4U];
    hex += digits[byte & 15U];
  }
  return hex;
}

}  // namespace

std::string Lock::title() const {
  if (conversation.has_key()) {
    return "aes1 " + cipher::short_key_id(conversation.current()->id());
  }
  return caesar_shift == 0 ? "" : "caesar " + std::to_string(caesar_shift);
}

Keyring::Keyring(const ServerFacts& server, std::string server_name)
    : server_(server), server_name_(std::move(server_name)) {}

Lock* Keyring::find(std::string_view name) {
  if (locks_.empty()) {
    return nullptr;
  }
  const auto found = locks_.find(server_.fold(name));
  return found == locks_.end() ? nullptr : &found->second;
}

Lock& Keyring::open(std::string_view name) {
  Lock& lock = locks_[server_.fold(name)];
  if (lock.name.empty()) {
    lock.name = name;
  }
  return lock;
}

void Keyring::remove(std::string_view name) { locks_.erase(server_.fold(name)); }

void Keyring::rename(std::string_view from, std::string_view to) {
  auto node = locks_.extract(server_.fold(from));
  if (node.empty()) {
    return;
  }
  Lock& there = locks_[server_.fold(to)];
  if (!there.closed()) {
    there = std::move(node.mapped());
  }
  there.name = to;
}

void Keyring::spell(std::string_view name) {
  if (Lock* const lock = find(name)) {
    lock->name = name;
  }
}

void Keyring::fold_again() {
  std::unordered_map<std::string, Lock> folded;
  for (auto& [fold, lock] : locks_) {
    const auto [there, is_new] = folded.try_emplace(server_.fold(lock.name), std::move(lock));
    if (is_new) {
      continue;
    }
    if (!there->second.closed()) {
      there->second = std::move(lock);
    } else if (lock.closed()) {  // kept under what is no name, until the rule is another one
      folded.emplace(there->first + " " + lock.name, std::move(lock));
    }
  }
  locks_ = std::move(folded);
}

std::vector<Lock*> Keyring::all() {
  std::vector<Lock*> locks;
  for (auto& [fold, lock] : locks_) {
    locks.push_back(&lock);
  }
  std::sort(locks.begin(), locks.end(),
            [](const Lock* a, const Lock* b) { return a->name < b->name; });
  return locks;
}

Result<void> Keyring::load(std::string_view file) {
  auto conversations = conversations_of(file, server_name_);
  if (!conversations) {
    return tl::unexpected(conversations.error());
  }
  for (const auto& [name, keys] : conversations->items()) {
    // The current one comes last, and so becomes current.
    for (auto hex = keys.rbegin(); hex != keys.rend(); ++hex) {
      auto key = key_from_json(*hex);
      if (!key) {
        return bad_key(name);
      }
      Lock& lock = open(name);
      lock.conversation.add_key(std::move(*key));
      lock.kept_as = name;
    }
  }
  return {};
}

Result<std::string> Keyring::with_lock(std::string_view file, const Lock& lock) const {
  nlohmann::json keys = nlohmann::json::array();
  for (const cipher::RootKey* const key : lock.conversation.keys()) {
    keys.push_back(hex_of(*key));
  }
  return changed(file, lock, std::move(keys));
}

Result<std::string> Keyring::without_lock(std::string_view file, const Lock& lock) const {
  return changed(file, lock, nullptr);
}

// With `keys` (null: none) in the place of the lock's.
Result<std::string> Keyring::changed(std::string_view file, const Lock& lock,
                                     nlohmann::json keys) const {
  const auto conversations = conversations_of(file, server_name_);
  if (!conversations) {
    return tl::unexpected(conversations.error());
  }
  nlohmann::json mine = nlohmann::json::object();
  for (const auto& [name, there] : conversations->items()) {
    if (name != lock.kept_as && !server_.same(name, lock.name)) {
      mine[name] = there;
      continue;
    }
    for (const nlohmann::json& hex : there) {
      if (!key_from_json(hex)) {
        return bad_key(name);
      }
      if (!keys.is_null() && std::find(keys.begin(), keys.end(), hex) == keys.end()) {
        keys.push_back(hex);
      }
    }
  }
  if (!keys.is_null()) {
    mine[lock.name] = std::move(keys);
  }
  nlohmann::json root = file.empty() ? nlohmann::json::object() : nlohmann::json::parse(file);
  root[server_name_] = std::move(mine);
  return root.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

}  // namespace uvchat::cli
