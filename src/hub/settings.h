#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "uvchat/base/keyed_hash.h"
#include "uvchat/base/limits.h"

// What the hub is told once, at the start.

namespace uvchat::hub {

enum class SessionKind : std::uint8_t { irc, classroom };

// What the hub must know of the listener a connection came by.
struct ListenerSettings {
  SessionKind kind = SessionKind::irc;
  std::string room;  // classroom: where its sessions are
};

struct HubSettings {
  std::string server_name = "uvchat.local";
  std::string network = "uvchat";
  std::string description = "uvchat";
  std::string version = "uvchat";
  std::vector<std::string> motd;
  std::vector<ListenerSettings> listeners;
  std::uint8_t loops = 1;
  std::uint8_t node = 0;  // goes into message ids

  bool cloak_hosts = true;
  HashKey cloak_key{};  // secret, and the same after a restart: bans are made of cloaked hosts

  std::size_t nick_chars_max = limits::nick_chars_max;
  std::size_t channel_chars_max = limits::channel_chars_max;
  std::size_t topic_bytes_max = limits::topic_bytes_max;
  std::size_t channels_per_user_max = 100;
  std::size_t list_entries_max = 100;  // of each list of a channel
  std::uint64_t registration_timeout_ms = 30'000;
  std::uint64_t ping_interval_ms = 90'000;
  // Bounds of a step; the simulation makes them small, so that they are reached.
  std::uint64_t outbox_expanded_bytes_max = limits::outbox_expanded_bytes_max;
};

}  // namespace uvchat::hub
