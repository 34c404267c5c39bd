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
  is_spoiled_ = true;
  const nlohmann::json root = nlohmann::json::parse(file, nullptr, false);
  if (!root.is_object()) {
    return fail(text(Text::keys_file_broken));
  }
  other_file_ = file;
  const auto server = root.find(server_name_);
  if (server == root.end() || !server->is_object()) {
    is_spoiled_ = false;
    return {};
  }
  for (const auto& [name, keys] : server->items()) {
    // The current one comes last, and so becomes current.
    for (auto hex = keys.rbegin(); hex != keys.rend(); ++hex) {
      auto key = hex->is_string() ? key_from_hex(hex->get_ref<const std::string&>()) : std::nullopt;
      if (!key) {
        return fail(fill(Text::keys_file_bad_key, {{"room", name}}));
      }
      Lock& lock = open(name);
      lock.conversation.add_key(std::move(*key));
      lock.kept = true;
    }
  }
  is_spoiled_ = false;
  return {};
}

Result<std::string> Keyring::file() const {
  if (is_spoiled_) {
    return fail(text(Text::keys_file_broken));
  }
  nlohmann::json root =
      other_file_.empty() ? nlohmann::json::object() : nlohmann::json::parse(other_file_);
  nlohmann::json mine = nlohmann::json::object();
  for (const auto& [fold, lock] : locks_) {
    if (lock.kept && lock.conversation.has_key()) {
      for (const cipher::RootKey* const key : lock.conversation.keys()) {
        mine[lock.name].push_back(hex_of(*key));
      }
    }
  }
  root[server_name_] = std::move(mine);
  return root.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

}  // namespace uvchat::cli
