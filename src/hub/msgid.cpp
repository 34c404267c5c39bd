#include "hub/msgid.h"

#include <cstddef>
#include <cstdint>
#include <tuple>

namespace uvchat::hub {
namespace {

constexpr std::string_view base64url_digits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

}  // namespace

MsgidText msgid_text(const Place& place) {
  const auto time = static_cast<std::uint64_t>(place.key.time_us);
  // The 144 bits from the highest: 64 and 64 and 16.
  const std::uint64_t high = std::uint64_t{place.room} << 40 | time >> 24;
  const std::uint64_t middle = time << 40 | std::uint64_t{place.key.node} << 24 | place.key.n >> 16;
  const std::uint64_t low = place.key.n & 0xFFFF;
  MsgidText text{};
  const auto put = [&](std::size_t at, std::uint64_t value, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
      text[at + i] = base64url_digits[value >> 6 * (count - 1 - i) & 63];
    }
  };
  put(0, high >> 4, 10);
  put(10, (high & 15) << 2 | middle >> 62, 1);
  put(11, middle >> 2, 10);
  put(21, (middle & 3) << 16 | low, 3);
  return text;
}

std::optional<Place> place_of_msgid(std::string_view text) {
  if (text.size() != std::tuple_size_v<MsgidText>) return std::nullopt;
  std::array<std::uint8_t, 18> bytes{};
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::size_t digit = base64url_digits.find(text[i]);
    if (digit == base64url_digits.npos) return std::nullopt;
    const std::size_t at = i / 4 * 3;  // of the three bytes that four digits make
    const auto bits = static_cast<std::uint32_t>(digit << 6 * (3 - i % 4));
    for (std::size_t j = 0; j < 3; ++j) {
      bytes[at + j] = static_cast<std::uint8_t>(bytes[at + j] | bits >> 8 * (2 - j));
    }
  }
  const auto number = [&](std::size_t first, std::size_t count) {
    std::uint64_t value = 0;
    for (std::size_t i = first; i < first + count; ++i) value = value << 8 | bytes[i];
    return value;
  };
  return Place{static_cast<store::RoomNumber>(number(0, 3)),
               {.time_us = static_cast<std::int64_t>(number(3, 8)),
                .node = static_cast<std::uint16_t>(number(11, 2)),
                .n = number(13, 5)}};
}

}  // namespace uvchat::hub
