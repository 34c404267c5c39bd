#include "chat/keyring.h"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "chat/address.h"
#include "chat/kept_file.h"
#include "chat/server_facts.h"
#include "chat/server_key.h"
#include "chat/text.h"
#include "chat/texts.h"
#include "uvchat/base/hex.h"
#include "uvchat/irc/names.h"

namespace uvchat::cli {
namespace {

using KeyBytes = cipher::SecretBytes<cipher::RootKey::bytes_count>;

std::optional<cipher::RootKey> key_from_hex(std::string_view hex) {
  if (hex.size() != 2 * cipher::RootKey::bytes_count) return std::nullopt;
  KeyBytes bytes;
  for (std::size_t i = 0; i < cipher::RootKey::bytes_count; ++i) {
    const char* const digits = hex.data() + 2 * i;
    const auto [end, error] = std::from_chars(digits, digits + 2, bytes.writable()[i], 16);
    if (error != std::errc() || end != digits + 2) return std::nullopt;
  }
  return cipher::RootKey(bytes.bytes());
}

std::optional<cipher::RootKey> key_from_json(const nlohmann::json& hex) {
  return hex.is_string() ? key_from_hex(hex.get_ref<const std::string&>()) : std::nullopt;
}

// A copy of the file. Its texts, which may be keys, are overwritten at its end.
struct SecretTree {
  nlohmann::json json;

  explicit SecretTree(nlohmann::json its_json) : json(std::move(its_json)) {}
  SecretTree(SecretTree&& other) noexcept : json(std::exchange(other.json, nullptr)) {}
  SecretTree& operator=(SecretTree&&) = delete;
  ~SecretTree() { wipe_texts(json); }

  static void wipe_texts(nlohmann::json& node) {
    if (node.is_string()) {
      auto& text = node.get_ref<std::string&>();
      cipher::wipe(text.data(), text.size());
    } else if (node.is_structured()) {
      for (nlohmann::json& child : node) wipe_texts(child);
    }
  }
};

tl::unexpected<Error> broken(const std::string& why) {
  return fail(fill(Text::keys_file_broken, {{"why", why}}));
}

// The contents of the file; an empty file is an empty object.
Result<SecretTree> servers_of(std::string_view file) {
  auto root = parse_kept_file(file);
  if (!root) return broken(root.error().text);
  merge_spellings(*root);
  return SecretTree(std::exchange(*root, nullptr));
}

// The part of one server.
Result<SecretTree> conversations_of(std::string_view file, const std::string& server_name) {
  auto root = servers_of(file);
  if (!root) return tl::unexpected(root.error());
  const auto mine = root->json.find(server_name);
  if (mine == root->json.end()) return SecretTree(nlohmann::json::object());
  if (!mine->is_object()) return broken(fill(Text::kept_part_wrong, {{"part", server_name}}));
  return SecretTree(std::exchange(*mine, nullptr));
}

constexpr std::size_t signs_max = 16;  // before a name

std::string rfc1459_lower(std::string_view name) {
  std::string lower(name);
  for (char& c : lower) {
    const std::size_t at = std::string_view("[]\\~").find(c);
    c = at == std::string_view::npos ? c : "{}|^"[at];
  }
  return lower;
}

// The same for all names that are equal by CASEMAPPING=ascii or rfc1459 or by UTF8MAPPING=rfc8265.
std::string widest_fold(std::string_view name) {
  static const irc::Names names(irc::Casemapping::precis);
  return rfc1459_lower(names.fold(rfc1459_lower(name)));
}

tl::unexpected<Error> bad_key(const std::string& name) {
  return fail(fill(Text::keys_file_bad_key, {{"room", name}}));
}

}  // namespace

std::string Lock::title() const {
  if (conversation.has_key()) return "aes1 " + cipher::short_key_id(conversation.current()->id());
  if (closed) return text(Text::lock_closed);
  return caesar_shift == 0 ? "" : "caesar " + std::to_string(caesar_shift);
}

bool Keyring::is_same(std::string_view a, std::string_view b) {
  return widest_fold(a) == widest_fold(b);
}

Lock* Keyring::find(std::string_view name) {
  if (locks_.empty()) return nullptr;
  const auto found = locks_.find(widest_fold(name));
  return found == locks_.end() ? nullptr : &found->second;
}

Lock& Keyring::of(std::string_view name) {
  Lock& lock = locks_[widest_fold(name)];
  if (lock.name.empty()) lock.name = name;
  return lock;
}

bool Keyring::guards(std::string_view target) {
  if (std::none_of(locks_.begin(), locks_.end(),
                   [](const auto& each) { return each.second.closed; })) {
    return false;
  }
  for (std::size_t signs = 0; signs <= signs_max; ++signs) {
    const Lock* const lock = find(target);
    if (lock != nullptr && lock->closed) return true;
    if (target.empty() || !is_name_sign(target.front())) return false;
    target.remove_prefix(1);
  }
  return true;  // no name begins like this
}

bool Keyring::rename(Lock& lock, std::string_view to) {
  const std::string from_fold = widest_fold(lock.name);
  const std::string to_fold = widest_fold(to);
  if (from_fold == to_fold) {
    lock.name = to;
    return true;
  }
  const auto there = locks_.find(to_fold);
  if (there != locks_.end() &&
      (there->second.conversation.has_key() || there->second.keys_coming > 0)) {
    return false;
  }
  if (there == locks_.end() && locks_.size() >= locks_max) return false;
  const bool is_closed = lock.closed || (there != locks_.end() && there->second.closed);
  if (is_closed && closed_renames_++ >= closed_renames_max) return false;
  // The lock of the new name goes to the old one, so that no lock is ever lost.
  auto moved = locks_.extract(from_fold);
  auto left = there == locks_.end() ? decltype(moved)() : locks_.extract(to_fold);
  const std::string from = std::exchange(lock.name, std::string(to));
  moved.key() = to_fold;
  if (left.empty()) {
    locks_[from_fold].name = from;
  } else {
    left.key() = from_fold;
    left.mapped().name = from;
    lock.closed = lock.closed || left.mapped().closed;
    locks_.insert(std::move(left));
  }
  locks_[from_fold].closed = lock.closed;
  locks_.insert(std::move(moved));
  return true;
}

std::vector<Lock*> Keyring::all() {
  std::vector<Lock*> locks;
  for (auto& [fold, lock] : locks_) locks.push_back(&lock);
  std::sort(locks.begin(), locks.end(),
            [](const Lock* a, const Lock* b) { return a->name < b->name; });
  return locks;
}

Result<void> Keyring::load(std::string_view file) {
  const auto conversations = conversations_of(file, server_name_);
  if (!conversations) return tl::unexpected(conversations.error());
  for (const auto& [name, keys] : conversations->json.items()) {
    if (!keys.is_array() || keys.empty() || !is_word(name) || !is_printable(name)) {
      return bad_key(printable(name));  // it was there before
    }
    // The key that is added last becomes the current one.
    for (auto hex = keys.rbegin(); hex != keys.rend(); ++hex) {
      auto key = key_from_json(*hex);
      if (!key) return bad_key(name);
      Lock& lock = of(name);
      lock.closed = true;
      lock.conversation.add_key(std::move(*key));
      lock.kept_as = name;
    }
  }
  return {};
}

Result<std::string> Keyring::with_lock(std::string_view file, const Lock& lock) const {
  SecretTree keys(nlohmann::json::array());
  for (const cipher::RootKey* const key : lock.conversation.keys()) {
    keys.json.push_back(hex_text(key->bytes()));
  }
  return changed(file, lock, &keys.json);
}

Result<std::string> Keyring::without_lock(std::string_view file, const Lock& lock) const {
  return changed(file, lock, nullptr);
}

// With `keys` (null: none) instead of the lock's.
Result<std::string> Keyring::changed(std::string_view file, const Lock& lock,
                                     nlohmann::json* keys) const {
  const auto conversations = conversations_of(file, server_name_);
  if (!conversations) return tl::unexpected(conversations.error());
  SecretTree mine(nlohmann::json::object());
  for (const auto& [name, there] : conversations->json.items()) {
    if (name != lock.kept_as && !is_same(name, lock.name)) {
      mine.json[name] = there;
      continue;
    }
    for (const nlohmann::json& hex : there) {
      if (!key_from_json(hex)) return bad_key(name);
      if (keys != nullptr && std::find(keys->begin(), keys->end(), hex) == keys->end()) {
        keys->push_back(hex);
      }
    }
  }
  if (keys != nullptr) mine.json[lock.name] = std::exchange(*keys, nullptr);
  auto root = servers_of(file);
  if (!root) return tl::unexpected(root.error());
  SecretTree::wipe_texts(root->json[server_name_]);
  root->json[server_name_] = std::exchange(mine.json, nullptr);
  return root->json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

}  // namespace uvchat::cli
