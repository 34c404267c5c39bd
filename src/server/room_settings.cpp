#include "server/room_settings.h"

#include <unistd.h>

#include "server/server.h"

namespace uvchat::server {
namespace {

std::size_t send_queues_total(std::size_t configured) {
  if (configured > 0) return configured;
  const long pages = sysconf(_SC_PHYS_PAGES);
  const long page_bytes = sysconf(_SC_PAGESIZE);
  if (pages <= 0 || page_bytes <= 0) return std::size_t{512} * 1024 * 1024;
  return static_cast<std::size_t>(pages) / 4 * static_cast<std::size_t>(page_bytes);
}

AddressLimits address_limits(const LimitsConfig& limits) {
  return {static_cast<std::size_t>(limits.connections_per_address_max), limits.connect_throttle,
          limits.exempt};
}

void take_limits(hub::HubSettings& settings, const LimitsConfig& limits) {
  settings.nick_chars_max = static_cast<std::size_t>(limits.nick_chars_max);
  settings.channel_chars_max = static_cast<std::size_t>(limits.channel_chars_max);
  settings.topic_bytes_max = static_cast<std::size_t>(limits.topic_bytes_max);
  settings.kick_bytes_max = static_cast<std::size_t>(limits.kick_bytes_max);
  settings.away_bytes_max = static_cast<std::size_t>(limits.away_bytes_max);
  settings.monitor_max = static_cast<std::size_t>(limits.monitor_max);
  settings.whowas_max = static_cast<std::size_t>(limits.whowas_max);
  settings.list_entries_max = static_cast<std::size_t>(limits.list_entries_max);
  settings.multiline_bytes_max = static_cast<std::size_t>(limits.multiline_bytes_max);
  settings.multiline_lines_max = static_cast<std::size_t>(limits.multiline_lines_max);
  settings.channels_per_user_max = static_cast<std::size_t>(limits.channels_per_user_max);
  settings.large_room_members = static_cast<std::size_t>(limits.large_room_members);
  settings.address_limits = address_limits(limits);
  settings.charges = limits.flood.enabled;
  settings.registration_timeout_ms = static_cast<std::uint64_t>(limits.registration_timeout_ms);
  settings.ping_interval_ms = static_cast<std::uint64_t>(limits.ping_interval_ms);
}

}  // namespace

hub::HubSettings hub_settings(const Config& config, std::uint8_t loops, const HashKey& cloak_key) {
  hub::HubSettings settings;
  settings.server_name = config.server.name;
  settings.network = config.server.network;
  settings.description = config.server.description;
  settings.version = version;
  settings.motd = config.server.motd;
  settings.admin = config.server.admin;
  settings.icon = config.server.icon;
  settings.password = config.server.password;
  const std::string& modes = config.server.default_user_modes;
  settings.default_user_modes = modes.substr(modes.starts_with('+') ? 1 : 0);
  settings.client_tags_denied = config.server.client_tags_denied;
  settings.operators = config.operators;
  settings.webirc = config.webirc;
  settings.relaymsg = config.relaymsg;
  settings.loops = loops;
  settings.casemapping = config.server.casemapping;
  settings.cloak_hosts = config.server.cloak_hosts;
  settings.cloak_key = cloak_key;
  for (const ListenerConfig& listener : config.listen) {
    const bool classroom = listener.protocol == Protocol::caesar;
    settings.listeners.push_back(
        {classroom ? hub::SessionKind::classroom : hub::SessionKind::irc, listener.room});
  }
  take_limits(settings, config.limits);
  return settings;
}

net::BookSettings book_settings(const Config& config, std::uint32_t connections_max) {
  net::BookSettings settings;
  settings.connections_max = connections_max;
  settings.limits = address_limits(config.limits);
  for (const hub::WebircGateway& gateway : config.webirc) {
    settings.gateways.insert(settings.gateways.end(), gateway.addresses.begin(),
                             gateway.addresses.end());
  }
  return settings;
}

net::LoopSettings loop_settings(const Config& config, std::uint8_t loop, std::uint8_t loops) {
  net::LoopSettings settings;
  settings.loop = loop;
  for (const ListenerConfig& listener : config.listen) {
    const bool classroom = listener.protocol == Protocol::caesar;
    settings.listeners.push_back(
        {{classroom ? net::Protocol::classroom : net::Protocol::irc, listener.shift},
         listener.address,
         listener.port});
  }
  settings.flood.enabled = config.limits.flood.enabled;
  settings.flood.burst_lines = static_cast<std::uint32_t>(config.limits.flood.burst_lines);
  settings.flood.lines_per_second =
      static_cast<std::uint32_t>(config.limits.flood.lines_per_second);
  settings.send_queue_soft_bytes = config.limits.send_queue_soft_bytes;
  settings.send_queue_hard_bytes = config.limits.send_queue_hard_bytes;
  settings.send_queues_total_bytes =
      send_queues_total(config.limits.send_queues_total_bytes) / loops;
  return settings;
}

}  // namespace uvchat::server
