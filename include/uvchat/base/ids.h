#pragma once

#include <compare>
#include <cstdint>

namespace uvchat {

// The id of a connection: its loop, its slot there, and how often that slot has been used (its
// generation). Connections are named by id, never by pointer: what arrives late for a reused slot
// has an old generation and is dropped.
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
  // Starts at 1, so a default ConnId names no connection.
  constexpr std::uint32_t generation() const { return static_cast<std::uint32_t>(packed); }
  constexpr explicit operator bool() const { return packed != 0; }

  friend constexpr auto operator<=>(const ConnId&, const ConnId&) = default;
};

// Names a request: its answer brings it back.
struct Ticket {
  ConnId conn;               // the session that asked; nobody: the server itself
  std::uint64_t number = 0;  // higher than that of each earlier request; 0: nobody asked

  bool operator==(const Ticket&) const = default;
};

}  // namespace uvchat
