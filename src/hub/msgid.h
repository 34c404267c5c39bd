#pragma once

#include <array>
#include <cstdint>

namespace uvchat::hub {

// The id of a message, which is its key in history: what is told and never stored has room 0.
struct Msgid {
  std::uint32_t room = 0;    // 24 bits
  std::int64_t time_us = 0;  // wall
  std::uint16_t node = 0;
  std::uint64_t n = 0;  // msgid_n_bits: the epoch of the node's start, and a count within it
};
inline constexpr unsigned msgid_n_bits = 40;
inline constexpr unsigned msgid_count_bits = 20;

// The first `n` after a start. Two starts seldom have the same epoch; where nothing is stored that
// and the time tell their messages apart. A full count goes on in the next epoch.
inline std::uint64_t first_msgid_n(std::uint64_t random) {
  constexpr std::uint64_t epochs = std::uint64_t{1} << (msgid_n_bits - msgid_count_bits);
  return random % epochs << msgid_count_bits;
}

// Its 18 bytes (room 3, time 8, node 2, n 5, the highest byte first) in base64url.
using MsgidText = std::array<char, 24>;
MsgidText msgid_text(const Msgid& id);

}  // namespace uvchat::hub
