#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "uvchat/cipher/line.h"
#include "uvchat/cipher/root_key.h"

// vectors.json, whose form docs/ciphered-lines.md describes in section 11.

namespace uvchat::cipher {

// An entry of one of its lists; every entry is a test, named by its id or its number.
struct Vector {
  std::string name;
  nlohmann::json json;
};

std::ostream& operator<<(std::ostream& out, const Vector& vector);

// The entries of the list of this name.
std::vector<Vector> vectors(const char* list);
// The entry with this id.
const nlohmann::json& vector_of(const char* list, std::string_view id);

std::vector<std::uint8_t> from_hex(std::string_view hex);
std::string to_hex(const std::uint8_t* bytes, std::size_t size);
template <typename Bytes>
std::string to_hex(const Bytes& bytes) {
  return to_hex(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
}

// The root of a key of the list "keys", as it stands there.
RootKey root_of(std::string_view key_id);

LineKind kind_of(std::string_view name);
std::string_view class_name(LineClass line_class);

}  // namespace uvchat::cipher
