#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hub/settings.h"
#include "server/log.h"
#include "uvchat/base/address.h"
#include "uvchat/base/address_gate.h"
#include "uvchat/base/log.h"
#include "uvchat/base/result.h"
#include "uvchat/irc/names.h"

// What an operator can set, as plain values with the built-in defaults. It is parsed once, at the
// start. A key stands here only with the code that obeys it; its row is in config_table.cpp.

namespace uvchat::server {

enum class Protocol : std::uint8_t { irc, caesar };

struct ListenerConfig {
  Protocol protocol = Protocol::irc;
  std::string address = "127.0.0.1";  // a numeric IPv4 or IPv6 address
  std::uint16_t port = 6667;          // 0: a free one
  // Only caesar listeners have these:
  std::string room = "#lobby";
  int shift = 10;

  bool operator==(const ListenerConfig&) const = default;
};

struct ServerConfig {
  std::string name = "uvchat.local";
  std::string description = "uvchat";
  std::string network = "uvchat";
  std::vector<std::string> motd{"Welcome to uvchat."};
  std::vector<std::string> admin;
  std::optional<std::string> icon;
  std::optional<std::string> password;
  int io_threads = 0;  // 0: automatic
  irc::Casemapping casemapping = irc::Casemapping::precis;
  bool cloak_hosts = true;
  std::string default_user_modes;
  std::vector<std::string> client_tags_denied;

  bool operator==(const ServerConfig&) const = default;
};

struct FloodConfig {
  bool enabled = true;
  int burst_lines = 20;
  int lines_per_second = 5;

  bool operator==(const FloodConfig&) const = default;
};

struct LimitsConfig {
  int connections_max = 0;  // 0: what the file-descriptor limit allows
  int connections_per_address_max = 64;
  std::vector<Network> exempt{*Network::parse("127.0.0.0/8"), *Network::parse("::1")};
  FloodConfig flood;
  ConnectThrottle connect_throttle;
  std::size_t send_queue_soft_bytes = 262'144;
  std::size_t send_queue_hard_bytes = 4'194'304;
  std::size_t send_queues_total_bytes = 0;  // 0: a quarter of the memory
  int registration_timeout_ms = 30'000;
  int ping_interval_ms = 90'000;
  int nick_chars_max = 32;
  int channel_chars_max = 64;
  int topic_bytes_max = 390;
  int kick_bytes_max = 390;
  int away_bytes_max = 390;
  int monitor_max = 100;
  int whowas_max = 1000;
  int list_entries_max = 100;
  int multiline_bytes_max = 4096;
  int multiline_lines_max = 32;
  int channels_per_user_max = 100;
  int large_room_members = 1000;

  bool operator==(const LimitsConfig&) const = default;
};

struct LogConfig {
  LogLevel level = LogLevel::info;
  LogFormat format = LogFormat::text;

  bool operator==(const LogConfig&) const = default;
};

struct Config {
  ServerConfig server;
  std::vector<ListenerConfig> listen{{.protocol = Protocol::irc, .port = 6667},
                                     {.protocol = Protocol::caesar, .port = 8000}};
  LimitsConfig limits;
  std::vector<hub::OperatorSettings> operators;
  std::vector<hub::WebircGateway> webirc;
  hub::RelaymsgSettings relaymsg;
  LogConfig log;

  bool operator==(const Config&) const = default;
};

// An error is one line, "FILE:LINE:COLUMN: KEY PATH: what was expected, what was got", where line
// and column (in bytes, from 1) say where the offending value or key begins.
Result<Config> parse_config(std::string_view text, const std::string& file_name);
Result<Config> load_config(const std::string& path);

// Every known key with its value, as JSON that parse_config reads back to the same Config.
std::string print_config(const Config& config);

}  // namespace uvchat::server
