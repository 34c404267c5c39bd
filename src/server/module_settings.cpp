#include "server/module_settings.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>

#include "hub/spam_filters.h"
#include "server/cloak_key.h"
#include "server/version.h"
#include "uvchat/base/address.h"
#include "uvchat/http/hosts.h"

namespace uvchat::server {
namespace {

std::size_t send_queues_total(std::size_t configured) {
  if (configured > 0) return configured;
  const long pages = sysconf(_SC_PHYS_PAGES);
  const long page_bytes = sysconf(_SC_PAGESIZE);
  if (pages <= 0 || page_bytes <= 0) return std::size_t{512} * 1024 * 1024;
  return static_cast<std::size_t>(pages) / 4 * static_cast<std::size_t>(page_bytes);
}

// People of this machine reach it, without a proxy.
bool is_for_uploads(const ListenerConfig& listener) {
  const net::ListenerSettings& net = listener.net;
  const auto address = Address::parse(net.address);
  return listener.is_http() && !net.is_for_operators && net.proxy == net::ProxyUse::off &&
         net.port != 0 && address && address->is_loopback();
}

}  // namespace

std::string upload_url(const Config& config) {
  if (!config.http.url.empty()) return http::origin_text(config.http.url) + "/upload";
  for (const ListenerConfig& listener : config.listen) {
    if (!is_for_uploads(listener)) continue;
    const net::ListenerSettings& net = listener.net;
    const bool has_colons = net.address.find(':') != std::string::npos;
    return (net.tls ? "https://" : "http://") +
           (has_colons ? "[" + net.address + "]" : net.address) + ":" + std::to_string(net.port) +
           "/upload";
  }
  return {};
}

std::vector<ListenerConfig> listeners_of(const Config& config) {
  constexpr std::size_t listeners_max = 256;  // an event names its listener with one byte
  std::vector<ListenerConfig> listeners = config.listen;
  const auto is_admin = [](const ListenerConfig& l) { return l.net.is_for_operators; };
  const std::string folder = state_directory().value_or("");
  if (folder.empty() || listeners.size() == listeners_max ||
      std::any_of(listeners.begin(), listeners.end(), is_admin)) {
    return listeners;
  }
  net::ListenerSettings& own = listeners.emplace_back().net;
  own.profile.protocol = net::Protocol::http;
  own.address = std::string(net::ListenerSettings::unix_prefix) + admin_socket(folder);
  own.port = 0;
  own.is_for_operators = true;
  own.is_optional = true;  // nobody has asked for it
  return listeners;
}

hub::HubSettings hub_settings(const Config& config, std::uint8_t loops, const HashKey& cloak_key) {
  hub::HubSettings settings = config.hub;
  settings.version = version;
  settings.loops = loops;
  settings.cloak_key = cloak_key;
  settings.accounts.sends_mail = !config.mail.program.empty();
  settings.flood = config.loop.flood;
  settings.sts = config.tls.sts;
  settings.uploads = {.guests = config.uploads.guests,
                      .url = config.uploads.is_served ? upload_url(config) : ""};
  if (!config.spam_filters.empty()) {
    settings.spam_filters = std::make_shared<const hub::SpamFilters>(config.spam_filters);
  }
  std::erase(settings.default_user_modes, '+');
  for (const ListenerConfig& listener : listeners_of(config)) {
    settings.listeners.push_back(
        {listener.is_classroom() ? hub::SessionKind::classroom : hub::SessionKind::irc,
         listener.room});
  }
  return settings;
}

store::Retention retention(const HistoryConfig& config) {
  constexpr std::int64_t day_us = std::int64_t{86'400} * 1'000'000;
  return {.age_max_us = config.retention_days * day_us,
          .room_lines_max = config.lines_per_room_max,
          .room_events_max = config.events_per_room_max,
          .room_bytes_max = config.room_bytes_max,
          .bytes_max = config.bytes_max};
}

net::GateSettings gate_settings(const Config& config, std::uint32_t connections_max) {
  net::GateSettings settings = config.gate;
  settings.connections_max = connections_max;
  settings.limits = config.hub.address_limits;
  for (const hub::WebircGateway& gateway : config.hub.webirc) {
    settings.gateways.insert(settings.gateways.end(), gateway.addresses.begin(),
                             gateway.addresses.end());
  }
  return settings;
}

net::LoopSettings loop_settings(const Config& config, const std::string& config_file,
                                std::uint8_t loop, std::uint8_t loops) {
  net::LoopSettings settings = config.loop;
  settings.loop = loop;
  const std::filesystem::path folder = std::filesystem::path(config_file).parent_path();
  for (const ListenerConfig& listener : listeners_of(config)) {
    settings.listeners.push_back(listener.net);
    net::ListenerSettings& given = settings.listeners.back();
    if (!given.is_unix()) continue;
    given.address = std::string(given.unix_prefix) + (folder / given.unix_path()).string();
    given.mode = static_cast<unsigned>(std::stoul(listener.mode, nullptr, 8));
  }
  settings.send_queues_total_bytes = send_queues_total(config.send_queues_total_bytes) / loops;
  return settings;
}

}  // namespace uvchat::server
