#include "server/config_table.h"

#include "credentials/password.h"
#include "uvchat/base/address.h"
#include "uvchat/base/ascii.h"
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

// A PASS carries it.
bool is_password(std::string_view text) { return !text.empty() && is_line(text, 200); }

// Neither a parameter's end nor, at its begin, that of the last one.
bool is_word(std::string_view text, std::size_t bytes_max) {
  return !text.empty() && text.size() <= bytes_max && text.front() != ':' &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) > 0x20 && c != 0x7F; });
}

bool is_operator_name(std::string_view text) { return is_word(text, 63); }

bool is_gateway_password(std::string_view text) { return is_word(text, 200); }

bool is_password_hash(std::string_view text) {
  return credentials::is_usable_hash(std::string(text));
}

// Only the letters of `allowed`, none twice.
bool is_choice_of(std::string_view allowed, std::string_view text) {
  return std::all_of(text.begin(), text.end(), [&](char c) {
    return allowed.find(c) != std::string_view::npos &&
           std::count(text.begin(), text.end(), c) == 1;
  });
}

bool is_user_modes(std::string_view text) {
  return is_choice_of("iwBT", text.substr(text.starts_with('+') ? 1 : 0));
}

// No nick has one of these.
bool is_separators(std::string_view text) { return !text.empty() && is_choice_of("/=~;", text); }

// All of them together are one parameter of ISUPPORT.
bool is_denied_tag(std::string_view text) {
  if (text == "*") return true;
  const std::string_view name = text.substr(text.starts_with('-') ? 1 : 0);
  const auto fits = [](char c) {
    return is_letter(c) || is_digit(c) || c == '-' || c == '.' || c == '/';
  };
  return !name.empty() && text.size() <= 30 && std::all_of(name.begin(), name.end(), fits);
}

bool is_icon(std::string_view text) {
  return text.starts_with("https://") && text.size() > 8 && is_word(text, 200);
}

bool is_host_name(std::string_view text) {
  const auto host_character = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '-';
  };
  return !text.empty() && text.size() <= limits::host_bytes_max &&
         std::all_of(text.begin(), text.end(), host_character);
}

bool is_address(std::string_view text) { return Address::parse(text).has_value(); }

// Whatever casemapping the file chooses: precis is the stricter one.
bool is_room(std::string_view text) {
  return irc::Names(irc::Casemapping::precis).valid_channel(text);
}

bool is_caesar(const ListenerConfig& listener) { return listener.protocol == Protocol::caesar; }

Object<ServerConfig> server_keys() {
  using T = ServerConfig;
  return Object<T>({
      key("name", &T::name,
          Text{"a host name of 1 to 63 letters, digits, dots and hyphens", is_host_name}),
      key("description", &T::description, Text{"one line of at most 150 bytes", is_description}),
      key("network", &T::network, Text{"1 to 63 bytes without spaces", is_network_name}),
      key("motd", &T::motd, ListOf<Text>{{"one line of at most 400 bytes", is_motd_line}}),
      key("admin", &T::admin, ListOf<Text>{{"one line of at most 400 bytes", is_motd_line}, 3}),
      key("icon", &T::icon,
          OrNull<Text>{{"null or an https URL of at most 200 bytes without spaces", is_icon}}),
      key("password", &T::password,
          OrNull<SecretText>{{"null or one line of 1 to 200 bytes", is_password}}),
      key("io_threads", &T::io_threads, Whole<0, 64>{}),
      key("casemapping", &T::casemapping,
          Choice<irc::Casemapping>{
              {{"ascii", irc::Casemapping::ascii}, {"precis", irc::Casemapping::precis}}}),
      key("cloak_hosts", &T::cloak_hosts, Boolean{}),
      key("default_user_modes", &T::default_user_modes,
          Text{"letters out of iwBT, each at most once", is_user_modes}),
      key("client_tags_denied", &T::client_tags_denied,
          ListOf<Text>{
              {"\"*\", a tag's name without '+' or, behind '-', one that \"*\" leaves out; "
               "of at most 30 bytes",
               is_denied_tag},
              6}),
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
      key("password", &T::password, Boolean{}).only_if(is_caesar, only_caesar),
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

Object<ConnectThrottle> throttle_keys() {
  using T = ConnectThrottle;
  return Object<T>({
      key("enabled", &T::enabled, Boolean{}),
      key("connections", &T::connections, Whole<1, 1'000'000>{}),
      key("seconds", &T::seconds, Whole<1, 86'400>{}),
  });
}

Object<LimitsConfig> limits_keys() {
  using T = LimitsConfig;
  return Object<T>({
      key("connections_max", &T::connections_max, Whole<0, slots_max>{}),
      key("connections_per_address_max", &T::connections_per_address_max, Whole<1, slots_max>{}),
      key("exempt", &T::exempt, ListOf<NetworkText>{}),
      key("flood", &T::flood, flood_keys()),
      key("connect_throttle", &T::connect_throttle, throttle_keys()),
      key("send_queue_soft_bytes", &T::send_queue_soft_bytes, Whole<4096, gibibyte>{}),
      key("send_queue_hard_bytes", &T::send_queue_hard_bytes, Whole<4096, gibibyte>{}),
      key("send_queues_total_bytes", &T::send_queues_total_bytes, Whole<0, 1024 * gibibyte>{}),
      key("registration_timeout_ms", &T::registration_timeout_ms, Whole<100, day_ms>{}),
      key("ping_interval_ms", &T::ping_interval_ms, Whole<100, day_ms>{}),
      key("classroom_idle_ms", &T::classroom_idle_ms, Whole<0, 7 * day_ms>{}),
      key("nick_chars_max", &T::nick_chars_max, Whole<1, limits::nick_chars_max>{}),
      key("channel_chars_max", &T::channel_chars_max, Whole<2, limits::channel_chars_max>{}),
      key("topic_bytes_max", &T::topic_bytes_max, Whole<1, limits::topic_bytes_max>{}),
      key("kick_bytes_max", &T::kick_bytes_max, Whole<1, limits::kick_bytes_max>{}),
      key("away_bytes_max", &T::away_bytes_max, Whole<1, limits::away_bytes_max>{}),
      key("monitor_max", &T::monitor_max, Whole<1, 10'000>{}),
      key("whowas_max", &T::whowas_max, Whole<0, 100'000>{}),
      key("list_entries_max", &T::list_entries_max, Whole<1, 10'000>{}),
      key("multiline_bytes_max", &T::multiline_bytes_max, Whole<1, limits::multiline_bytes_max>{}),
      key("multiline_lines_max", &T::multiline_lines_max, Whole<1, limits::multiline_lines_max>{}),
      key("channels_per_user_max", &T::channels_per_user_max, Whole<1, 1000>{}),
      key("large_room_members", &T::large_room_members, Whole<2, 10'000'000>{}),
  });
}

Object<hub::OperatorSettings> operator_keys() {
  using T = hub::OperatorSettings;
  return Object<T>({
      key("name", &T::name, Text{"1 to 63 bytes without spaces", is_operator_name}).required(),
      key("password_hash", &T::password_hash,
          SecretText{"what uvchat-server hash-password prints, beginning with $argon2id$",
                     is_password_hash})
          .required(),
  });
}

Object<hub::WebircGateway> gateway_keys() {
  using T = hub::WebircGateway;
  return Object<T>({
      key("password", &T::password,
          SecretText{"1 to 200 bytes without spaces", is_gateway_password})
          .required(),
      key("addresses", &T::addresses, ListOf<NetworkText>{}).required(),
  });
}

Object<hub::RelaymsgSettings> relaymsg_keys() {
  using T = hub::RelaymsgSettings;
  return Object<T>({
      key("enabled", &T::enabled, Boolean{}),
      key("separators", &T::separators,
          Text{"characters out of /=~;, each at most once", is_separators}),
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
      key("operators", &Config::operators, ListOf<Object<hub::OperatorSettings>>{operator_keys()}),
      key("webirc", &Config::webirc, ListOf<Object<hub::WebircGateway>>{gateway_keys()}),
      key("relaymsg", &Config::relaymsg, relaymsg_keys()),
      key("log", &Config::log, log_keys()),
  });
  return table;
}

}  // namespace uvchat::server
