#include "tests/cipher/vectors.h"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <span>

#include "cipher/kdf.h"
#include "uvchat/base/assert.h"

namespace uvchat::cipher {
namespace {

const nlohmann::json& all_vectors() {
  static const nlohmann::json all = [] {
    std::ifstream file(UVCHAT_CIPHER_VECTORS);
    return nlohmann::json::parse(file);
  }();
  return all;
}

// GoogleTest takes letters, digits and underscores.
std::string test_name(const nlohmann::json& entry, std::size_t number) {
  std::string name = entry.value("id", "number_" + std::to_string(number));
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

}  // namespace

std::ostream& operator<<(std::ostream& out, const Vector& vector) { return out << vector.name; }

std::vector<Vector> vectors(const char* list) {
  std::vector<Vector> entries;
  for (const nlohmann::json& entry : all_vectors().at(list)) {
    entries.push_back({test_name(entry, entries.size()), entry});
  }
  return entries;
}

const nlohmann::json& vector_of(const char* list, std::string_view id) {
  const nlohmann::json& entries = all_vectors().at(list);
  const auto found = std::find_if(entries.begin(), entries.end(),
                                  [&](const nlohmann::json& entry) { return entry["id"] == id; });
  UVCHAT_ASSERT(found != entries.end());
  return *found;
}

std::vector<std::uint8_t> from_hex(std::string_view hex) {
  std::vector<std::uint8_t> bytes(hex.size() / 2);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    std::from_chars(&hex[2 * i], &hex[2 * i] + 2, bytes[i], 16);
  }
  return bytes;
}

std::string to_hex(const std::uint8_t* bytes, std::size_t size) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string hex;
  for (std::size_t i = 0; i < size; ++i) {
    hex += digits[bytes[i] >> 4];
    hex += digits[bytes[i] & 0xF];
  }
  return hex;
}

RootKey root_of(std::string_view key_id) {
  const auto bytes = from_hex(vector_of("keys", key_id).at("root").get<std::string>());
  return RootKey(std::span<const std::uint8_t, RootKey::bytes_count>(bytes));
}

LineKind kind_of(std::string_view name) {
  for (const LineKind kind : {LineKind::privmsg, LineKind::notice}) {
    if (kind_name(kind) == name) return kind;
  }
  UVCHAT_ASSERT(name == "TOPIC");
  return LineKind::topic;
}

std::string_view class_name(LineClass line_class) {
  switch (line_class) {
    case LineClass::clear:
      return "clear";
    case LineClass::unknown_version:
      return "unknown_version";
    case LineClass::damaged:
      return "damaged";
    case LineClass::other_key:
      return "other_key";
    case LineClass::replayed:
      return "replayed";
    case LineClass::ok:
      break;
  }
  return "ok";
}

}  // namespace uvchat::cipher
