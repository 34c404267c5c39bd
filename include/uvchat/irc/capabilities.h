#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

// The IRCv3 capabilities the server offers. To add one: a name here, and the code that obeys it.

namespace uvchat::irc {

enum class Capability : std::uint8_t {
  batch,
  echo_message,
  labeled_response,
  message_tags,
  server_time,
};

inline constexpr std::array<std::string_view, 5> capability_names = {
    "batch", "echo-message", "labeled-response", "message-tags", "server-time",
};

class CapabilitySet {
 public:
  constexpr bool has(Capability c) const { return (bits_ & bit(c)) != 0; }
  constexpr void set(Capability c, bool on) {
    bits_ = static_cast<std::uint32_t>(on ? bits_ | bit(c) : bits_ & ~bit(c));
  }
  friend constexpr bool operator==(CapabilitySet, CapabilitySet) = default;

 private:
  static constexpr std::uint32_t bit(Capability c) { return 1U << static_cast<unsigned>(c); }
  std::uint32_t bits_ = 0;
};

constexpr std::optional<Capability> capability_named(std::string_view name) {
  for (std::size_t i = 0; i < capability_names.size(); ++i) {
    if (capability_names[i] == name) return static_cast<Capability>(i);
  }
  return std::nullopt;
}

}  // namespace uvchat::irc
