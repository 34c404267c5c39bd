#include "cipher/line_key.h"

#include <algorithm>
#include <utility>

#include "cipher/kdf.h"
#include "cipher/random.h"
#include "uvchat/cipher/names.h"

namespace uvchat::cipher {
namespace {

LineKeyName name_of(const KeyId& root_id, const std::string& info) {
  const auto digest = sha256(std::string(root_id.begin(), root_id.end()) + info);
  LineKeyName name{};
  std::copy_n(digest.begin(), name.size(), name.begin());
  return name;
}

}  // namespace

std::string line_key_info(LineKind kind, std::string_view target, std::string_view sender) {
  std::string info = "line";
  info += '\0';
  info += kind_name(kind);
  info += '\0';
  info += fold_name(target);
  info += '\0';
  if (kind != LineKind::topic) info += fold_name(sender);
  return info;
}

LineKeys::LineKeys(RootKey root)
    : root_(std::move(root)), made_(0, KeyedStringHash{random_hash_key()}) {}

const LineKey* LineKeys::of(LineKind kind, std::string_view target, std::string_view sender) {
  std::string info = line_key_info(kind, target, sender);
  if (info.size() > names_bytes_max) return nullptr;
  if (const auto found = made_.find(info); found != made_.end()) return &found->second;
  if (made_.size() == keys_max) made_.clear();
  LineKey made;
  derive_key(root_.bytes(), info, made.key.writable());
  made.name = name_of(root_.id(), info);
  return &made_.emplace(std::move(info), std::move(made)).first->second;
}

}  // namespace uvchat::cipher
