#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>

namespace uvchat::loadtest {

// Who sent a line, and the number of the line among theirs.
struct Marker {
  std::uint16_t room = 0;
  std::uint16_t sender = 0;  // index among the senders of the room
  std::uint32_t sequence = 0;

  friend bool operator==(const Marker&, const Marker&) = default;
};

// A marker is the last 18 bytes of every payload: "~=" and 16 digits of four bits, each '0' + its
// value ("0".."9:;<=>?"). There is no letter in it, so Caesar's cipher leaves it as it is; and
// standing at the line's end, it is found without looking at anything else.
inline constexpr std::size_t marker_bytes = 18;

namespace detail {

static_assert(std::endian::native == std::endian::little, "the digits are decoded in a word");

inline constexpr std::uint16_t lead = 0x3d7e;  // "~="

inline bool are_digits(std::uint64_t word) {
  return (word & 0xf0f0f0f0f0f0f0f0) == 0x3030303030303030;
}

// Eight digits, the first of them in the lowest byte, to the number they mean.
inline std::uint32_t number_of(std::uint64_t word) {
  word &= 0x0f0f0f0f0f0f0f0f;
  word = (word << 4 | word >> 8) & 0x00ff00ff00ff00ff;
  word = (word << 8 | word >> 16) & 0x0000ffff0000ffff;
  return static_cast<std::uint32_t>(word << 16 | word >> 32);
}

inline void write_digits(std::uint32_t number, char* out) {
  for (int i = 7; i >= 0; --i, number >>= 4) out[i] = static_cast<char>('0' + (number & 0xf));
}

}  // namespace detail

// Writes marker_bytes bytes.
inline void write_marker(const Marker& marker, char* out) {
  std::memcpy(out, &detail::lead, 2);
  detail::write_digits(static_cast<std::uint32_t>(marker.room << 16 | marker.sender), out + 2);
  detail::write_digits(marker.sequence, out + 10);
}

// The marker at the end of `line` (without CR LF), if there is one.
inline std::optional<Marker> read_marker(std::string_view line) {
  if (line.size() < marker_bytes) return std::nullopt;
  const char* at = line.data() + line.size() - marker_bytes;
  std::uint16_t lead = 0;
  std::uint64_t origin = 0;
  std::uint64_t sequence = 0;
  std::memcpy(&lead, at, 2);
  std::memcpy(&origin, at + 2, 8);
  std::memcpy(&sequence, at + 10, 8);
  if (lead != detail::lead || !detail::are_digits(origin) || !detail::are_digits(sequence)) {
    return std::nullopt;
  }
  const std::uint32_t who = detail::number_of(origin);
  return Marker{static_cast<std::uint16_t>(who >> 16), static_cast<std::uint16_t>(who),
                detail::number_of(sequence)};
}

}  // namespace uvchat::loadtest
