#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "uvchat/base/address.h"
#include "uvchat/base/address_gate.h"
#include "uvchat/base/flood_gate.h"
#include "uvchat/base/ids.h"
#include "uvchat/http/board.h"
#include "uvchat/http/file_door.h"
#include "uvchat/http/site.h"
#include "uvchat/tls/context.h"

// Settings of the I/O side: plain values, constant once a loop exists.

namespace uvchat::net {

enum class Protocol : std::uint8_t { irc, classroom, http };

// The protocol of a connection, given by its listener.
struct Profile {
  Protocol protocol = Protocol::irc;
  int shift = 0;  // classroom: the shift of its clients' cipher
};

// Whether a connection begins with a header of the PROXY protocol, before TLS. From an address that
// is none of a proxy it never does: such a peer is refused where a header is required.
enum class ProxyUse : std::uint8_t { off, accepted, required };

struct ListenerSettings {
  static constexpr std::string_view unix_prefix = "unix:";

  Profile profile;
  std::string address;            // numeric, IPv4 or IPv6; "::" takes IPv6 alone; or "unix:/a/path"
  std::uint16_t port = 0;         // 0 takes a free one
  bool tls = false;               // a connection begins with a handshake, as its greeting
  bool is_for_operators = false;  // of HTTP: it shows the board alone
  bool is_optional = false;       // what cannot be listened on is left out, and the log says so
  ProxyUse proxy = ProxyUse::off;
  unsigned mode = 0600;  // of a unix socket's file

  bool is_unix() const { return address.starts_with(unix_prefix); }
  // Nobody but the user whose the server is, and root, can connect.
  bool is_own_users() const { return is_unix() && (mode & 077U) == 0; }
  // REQUIRES: is_unix().
  std::string unix_path() const { return address.substr(unix_prefix.size()); }
};

// A rate limit for each turn: a fixed number, plus some for each millisecond of the last turn.
struct Allowance {
  std::size_t each_turn = 0;
  std::size_t each_ms = 0;
};

// Limits on accepted connections.
struct GateSettings {
  std::uint32_t connections_max = 0;  // of all loops together; 0: no bound
  AddressLimits limits;
  std::vector<Network> gateways;               // networks of the gateways that may use WEBIRC
  std::vector<Network> proxies;                // whose PROXY headers are believed
  std::uint32_t greeting_per_proxy_max = 256;  // of a proxy or gateway, whose user is not known yet
};

struct LoopSettings {
  std::uint8_t loop = 0;  // its number, and the `loop` of its ConnIds
  std::vector<ListenerSettings>
      listeners;  // the same in all loops: `opened` names one by its index
  std::shared_ptr<const tls::Context> certificates;  // null: no listener has TLS
  std::shared_ptr<const http::Site> site;            // null: no listener speaks HTTP
  http::Board* board = nullptr;                      // null: no listener is for operators
  http::FileDoor* files = nullptr;                   // null: no site takes files
  FloodSettings flood;
  std::uint32_t slots_max = ConnId::slot_max;  // connections of this loop
  std::size_t send_queue_soft_bytes = 256 * 1024;
  std::size_t send_queue_hard_bytes = 4 * 1024 * 1024;
  std::size_t send_queues_total_bytes = 1024UL * 1024 * 1024;  // of this loop
  Allowance accepts = {8, 1};                                  // from each listener
  Allowance crowd_signals = {8, 1};                            // `opened` and `ended`
  Allowance patient_writes = {16, 2};                          // flushes of queues that can wait
  bool io_uring = true;                 // what many are sent in a turn goes with one system call
  std::uint32_t uring_sockets_max = 0;  // sockets that it registers: SendRing::open()
};

}  // namespace uvchat::net
