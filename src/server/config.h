#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "credentials/password.h"
#include "hub/settings.h"
#include "net/settings.h"
#include "server/log.h"
#include "uvchat/base/log.h"
#include "uvchat/base/result.h"
#include "uvchat/http/forwarded.h"
#include "uvchat/tls/context.h"

// What an operator can set, as plain values with the built-in defaults. A value stands in the
// structure of the module that obeys it; what two modules obey stands in one of them, and
// module_settings.cpp gives it to the other. The keys and where their values are: config_table.cpp.

namespace uvchat::server {

// A listener of the configuration.
struct ListenerConfig {
  uvchat::net::ListenerSettings net{.profile = {.shift = 10}, .address = "127.0.0.1", .port = 6667};
  std::string mode = "0600";  // of a unix socket's file; octal
  // Only listeners of the classroom's protocol have these:
  std::string room = "#lobby";
  bool password = true;  // false: clients of this listener need not give server.password

  bool is_http() const { return net.profile.protocol == net::Protocol::http; }
  bool is_classroom() const { return net.profile.protocol == net::Protocol::classroom; }
};

struct LogConfig {
  LogLevel level = LogLevel::info;
  LogFormat format = LogFormat::text;
};

enum class StoreEngine : std::uint8_t { sqlite, postgres, memory };

struct StoreConfig {
  StoreEngine engine = StoreEngine::sqlite;
  std::string path;  // of sqlite. Empty: "uvchat.db" in the state directory
  std::string url;   // of postgres
};

// How much of what is said is kept: what is above it goes, oldest first. 0: no bound.
struct HistoryConfig {
  int retention_days = 365;
  std::uint64_t lines_per_room_max = 100'000;
  std::uint64_t events_per_room_max = 10'000;
  std::uint64_t room_bytes_max = std::uint64_t{64} << 20;
  std::uint64_t bytes_max = std::uint64_t{4} << 30;
};

// The program that sends e-mail.
struct MailConfig {
  std::vector<std::string> program;  // with its arguments; empty: there is none
  std::string from;                  // who sends; empty: noreply@ the server
};

// Paths of files.
struct TlsConfig {
  tls::CertificateFiles first;  // both or none
  std::vector<tls::CertificateFiles> others;
  hub::StsSettings sts;
};

struct HttpConfig {
  std::string url;  // "https://chat.example.org", or empty
  std::vector<std::string> hosts;
  std::vector<std::string> origins;
  std::string folder;  // a path, or empty
  uvchat::http::ForwardedBy forwarded_by = uvchat::http::ForwardedBy::x_forwarded_for;
};

// Files that people upload. Bytes are those on disk.
struct UploadSettings {
  bool enabled = true;
  std::string path;  // a folder. Empty: "uploads" in the state directory
  std::uint64_t file_bytes_max = std::uint64_t{100} << 20;
  std::uint64_t account_bytes_max = std::uint64_t{1} << 30;
  std::uint64_t bytes_max = std::uint64_t{10} << 30;  // of all together
  bool guests = false;                                // may upload, too
  int keep_days = 0;                                  // 0: for good
  bool is_served = false;                             // no key: at the start its folder was opened
};

// Who may use the admin API where that is asked.
struct AdminToken {
  std::string name;
  std::string sha256;  // token_digest()
};

struct Config {
  Config();

  // `loops`, `listeners`, `version`, `cloak_key`, the bans and `flood` are not configured here.
  uvchat::hub::HubSettings hub;
  uvchat::net::LoopSettings loop;  // of each loop, but for its number, its listeners and its share
  uvchat::net::GateSettings gate;  // its proxies; the rest is the hub's, or `connections_max`
  std::vector<ListenerConfig> listen;
  std::vector<hub::SpamFilterSettings> spam_filters;  // all their patterns are good
  LogConfig log;
  TlsConfig tls;
  HttpConfig http;
  std::vector<AdminToken> admin_tokens;
  StoreConfig store;
  HistoryConfig history;
  UploadSettings uploads;
  MailConfig mail;
  credentials::HashCost password_hash;  // of new passwords
  // What the server itself obeys.
  int io_threads = 0;                       // 0: automatic
  int connections_max = 0;                  // 0: what the file-descriptor limit allows
  std::size_t send_queues_total_bytes = 0;  // 0: a quarter of the memory
};

}  // namespace uvchat::server
