#pragma once

#include <compare>
#include <cstdint>

namespace uvchat {

// The name of a connection: which loop owns it, which slot it sits in there, and how often that
// slot has been used. A connection is named, never pointed at: what arrives late for a slot that
// has a new tenant finds another generation and is dropped.
struct ConnId {
  static constexpr std::uint32_t slot_max = (1U << 24) - 1;

  std::uint64_t packed = 0;  // loop 8 | slot 24 | generation 32

  constexpr ConnId() = default;
  constexpr ConnId(std::uint8_t loop, std::uint32_t slot, std::uint32_t generation)
      : packed(std::uint64_t{loop} << 56 | std::uint64_t{slot & slot_max} << 32 | generation) {}

  constexpr std::uint8_t loop() const { return static_cast<std::uint8_t>(packed >> 56); }
  constexpr std::uint32_t slot() const {
    return static_cast<std::uint32_t>(packed >> 32) & slot_max;
  }
  // From 1: generation 0 is nobody's, so a default ConnId names no connection.
  constexpr std::uint32_t generation() const { return static_cast<std::uint32_t>(packed); }
  constexpr explicit operator bool() const { return packed != 0; }

  friend constexpr auto operator<=>(const ConnId&, const ConnId&) = default;
};

}  // namespace uvchat
