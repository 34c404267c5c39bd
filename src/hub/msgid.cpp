#include "hub/msgid.h"

#include <cstddef>
#include <string_view>

namespace uvchat::hub {
namespace {

constexpr std::string_view base64url_digits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

}  // namespace

MsgidText msgid_text(const Msgid& id) {
  const auto time = static_cast<std::uint64_t>(id.time_us);
  // The 144 bits from the highest: 64 and 64 and 16.
  const std::uint64_t high = std::uint64_t{id.room} << 40 | time >> 24;
  const std::uint64_t middle = time << 40 | std::uint64_t{id.node} << 24 | id.n >> 16;
  const std::uint64_t low = id.n & 0xFFFF;
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

}  // namespace uvchat::hub
