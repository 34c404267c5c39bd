#include "server/config_table.h"

#include <arpa/inet.h>

#include "uvchat/base/limits.h"
#include "uvchat/irc/names.h"

namespace uvchat::server {
namespace {

constexpr std::int64_t gibibyte = std::int64_t{1} << 30;
constexpr std::int64_t day_ms = 86'400'000;
constexpr std::int64_t slots_max = 1 << 24;  // a ConnId has 24 bits for one

bool is_line(std::string_view text, std::size_t bytes_max) {
  return text.size() <= bytes_max &&
         text.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos;
}

bool is_motd_line(std::string_view text) { return is_line(text, 400); }

bool is_description(std::string_view text) { return is_line(text, 150); }

// It becomes part of a parameter of ISUPPORT, where a space would end it.
bool is_network_name(std::string_view text) {
  return !text.empty() && text.size() <= 63 && std::all_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) > 0x20 && c != 0x7F;
  });
}

bool is_host_name(std::string_view text) {
  const auto host_character = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '-';
  };
  return !text.empty() && text.size() <= limits::host_bytes_max &&
         std::all_of(text.begin(), text.end(), host_character);
}

bool is_address(std::string_view text) {
  const std::string address(text);
  in6_addr binary{};
  return address.find('\0') == std::string::npos &&
         (inet_pton(AF_INET, address.c_str(), &binary) == 1 ||
          inet_pton(AF_INET6, address.c_str(), &binary) == 1);
}

bool is_room(std::string_view text) { return irc::valid_channel(text, limits::channel_chars_max); }

bool is_caesar(const ListenerConfig& listener) { return listener.protocol == Protocol::caesar; }

Object<ServerConfig> server_keys() {
  using T = ServerConfig;
  return Object<T>({
      key("name", &T::name,
          Text{"a host name of 1 to 63 letters, digits, dots and hyphens", is_host_name}),
      key("description", &T::description, Text{"one line of at most 150 bytes", is_description}),
      key("network", &T::network, Text{"1 to 63 bytes without spaces", is_network_name}),
      key("motd", &T::motd, ListOf<Text>{{"one line of at most 400 bytes", is_motd_line}}),
      key("io_threads", &T::io_threads, Whole<0, 64>{}),
      key("cloak_hosts", &T::cloak_hosts, Boolean{}),
  });
}

Object<ListenerConfig> listener_keys() {
  using T = ListenerConfig;
  constexpr std::string_view only_caesar = "only a listener with \"protocol\": \"caesar\" has it";
  return Object<T>({
      key("protocol", &T::protocol,
          Choice<Protocol>{{{"irc", Protocol::irc}, {"caesar", Protocol::caesar}}})
          .required(),
      key("address", &T::address, Text{"a numeric IPv4 or IPv6 address", is_address}),
      key("port", &T::port, Whole<0, 65'535>{}).required(),
      key("room", &T::room, Text{"a channel's name, beginning with #", is_room})
          .only_if(is_caesar, only_caesar),
      key("shift", &T::shift, Whole<0, 25>{}).only_if(is_caesar, only_caesar),
  });
}

Object<FloodConfig> flood_keys() {
  using T = FloodConfig;
  return Object<T>({
      key("enabled", &T::enabled, Boolean{}),
      key("burst_lines", &T::burst_lines, Whole<1, 10'000>{}),
      key("lines_per_second", &T::lines_per_second, Whole<1, 10'000>{}),
  });
}

Object<LimitsConfig> limits_keys() {
  using T = LimitsConfig;
  return Object<T>({
      key("connections_max", &T::connections_max, Whole<0, slots_max>{}),
      key("flood", &T::flood, flood_keys()),
      key("send_queue_soft_bytes", &T::send_queue_soft_bytes, Whole<4096, gibibyte>{}),
      key("send_queue_hard_bytes", &T::send_queue_hard_bytes, Whole<4096, gibibyte>{}),
      key("send_queues_total_bytes", &T::send_queues_total_bytes, Whole<0, 1024 * gibibyte>{}),
      key("registration_timeout_ms", &T::registration_timeout_ms, Whole<100, day_ms>{}),
      key("ping_interval_ms", &T::ping_interval_ms, Whole<100, day_ms>{}),
      key("nick_chars_max", &T::nick_chars_max, Whole<1, limits::nick_chars_max>{}),
      key("channel_chars_max", &T::channel_chars_max, Whole<2, limits::channel_chars_max>{}),
      key("topic_bytes_max", &T::topic_bytes_max, Whole<1, limits::topic_bytes_max>{}),
      key("channels_per_user_max", &T::channels_per_user_max, Whole<1, 1000>{}),
  });
}

Object<LogConfig> log_keys() {
  using T = LogConfig;
  return Object<T>({
      key("level", &T::level,
          Choice<LogLevel>{{{"debug", LogLevel::debug},
                            {"info", LogLevel::info},
                            {"warning", LogLevel::warning},
                            {"error", LogLevel::error}}}),
      key("format", &T::format,
          Choice<LogFormat>{{{"text", LogFormat::text}, {"json", LogFormat::json}}}),
  });
}

}  // namespace

const Object<Config>& config_table() {
  static const Object<Config> table({
      key("server", &Config::server, server_keys()),
      key("listen", &Config::listen, ListOf<Object<ListenerConfig>>{listener_keys()}),
      key("limits", &Config::limits, limits_keys()),
      key("log", &Config::log, log_keys()),
  });
  return table;
}

}  // namespace uvchat::server
