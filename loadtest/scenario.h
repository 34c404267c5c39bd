#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "client/tls_end.h"
#include "uvchat/base/result.h"

namespace uvchat::loadtest {

enum class Protocol : std::uint8_t { irc, classroom, redis, nats, websocket };

// As --protocol has it.
std::string_view protocol_name(Protocol protocol);

// What the lines' texts are enciphered with, on IRC; the classroom protocol has its own way, the
// brokers have none.
enum class Cipher : std::uint8_t { none, caesar, aes1 };

// As --cipher has it.
std::string_view cipher_name(Cipher cipher);

enum class PhaseKind : std::uint8_t {
  steady,
  ramp,
  burst,
  join_storm,       // many leave their rooms and come back at once
  mass_quit,        // many quit, for good
  reconnect_storm,  // many lose their connection, and come back at once
  slow_readers,     // many read nothing until the phase is over
};

// As the scenario file has it.
std::string_view phase_kind_name(PhaseKind kind);

inline constexpr std::int64_t uploads_max = 1000;
inline constexpr std::int64_t upload_bytes_max = std::int64_t{1} << 40;

// A stretch of the measured time. In a storm, and with slow readers, those who take part neither
// send nor are they expected to receive: what is counted is what the others say to each other.
struct Phase {
  PhaseKind kind = PhaseKind::steady;
  std::string name;  // for the report; empty: the kind's
  std::int64_t duration_ns = 10'000'000'000;
  double rate_per_s = 100;                // lines of all senders together; 0: saturation
  double rate_end_per_s = 100;            // ramp: the rate that it comes to
  std::uint32_t burst_lines = 100;        // burst: lines that are due at once
  std::int64_t every_ns = 1'000'000'000;  // burst: and how often
  std::uint32_t window = 8;               // saturation: lines each sender keeps in flight
  std::int64_t think_ns = 0;              // saturation: mean pause before a line is followed
  double client_share = 0.5;              // storms: the clients that take part, the last ones
  double private_share = 0;               // lines that go to one client instead of a room
  double logins_per_s = 0;                // besides the lines: others log in, and go
  double wrong_share = 0;                 // of these, with a wrong password
  double pages_per_s = 0;                 // besides the lines: pages of what was said are read
  std::uint32_t uploads = 0;              // besides the lines: files under way at once
  std::uint64_t upload_bytes = 8 << 20;   // of each

  bool is_storm() const { return kind >= PhaseKind::join_storm; }
  bool saturates() const {
    return rate_per_s == 0 && kind != PhaseKind::ramp && kind != PhaseKind::burst;
  }
  double duration_s() const { return static_cast<double>(duration_ns) / 1e9; }
};

// What is to be done.
struct Scenario {
  std::string host;
  std::uint16_t port = 6667;
  Protocol protocol = Protocol::irc;
  Cipher cipher = Cipher::none;
  std::uint32_t clients = 1000;
  std::uint32_t rooms = 1;
  std::optional<double> zipf_exponent;  // nothing: rooms of the same size
  std::uint32_t senders = 1;            // the first clients
  std::uint32_t payload_bytes = 100;
  std::vector<Phase> phases = {Phase()};
  bool idle = false;  // connect, register and hold; no rooms, no lines
  std::uint32_t connect_batch = 256;
  std::uint32_t join_batch = 256;
  std::int64_t setup_timeout_ns = 60'000'000'000;  // for connecting, and again for joining
  std::int64_t rest_ns = 0;  // silence behind the last phase, before the server's memory is read
  // Connect from so many addresses, 127.0.0.1 and those that follow, because each has only some
  // 28,000 ports. 0: as the system likes.
  std::uint32_t source_addresses = 0;
  std::uint32_t accounts = 0;  // the first clients log in to accounts, which are made if need be
  std::string account_password;
  bool is_made_up_password = false;        // by loadgen, for this run
  bool resume = false;                     // they log in again with tokens
  std::vector<std::string> login_sources;  // addresses that the logins of phases come from
  bool verify_history = false;             // when it is over, what was heard is looked for there
  client::TlsSettings tls;                 // without a context: in clear
  int server_pid = 0;                      // 0: unknown
  std::uint32_t processes = 1;             // that play it together, each some of the rooms

  bool has_private_lines() const;
  bool has_logins() const;
  bool has_tls() const { return tls.context != nullptr; }
  // Of IRC, whether it goes over WebSocket or not.
  bool speaks_irc() const { return protocol == Protocol::irc || protocol == Protocol::websocket; }
  // The server sends a line to its sender too.
  bool has_echo() const { return protocol == Protocol::redis; }
  std::int64_t duration_ns() const;  // of all phases
  // What each phase is called: as its file says, or as its kind. Those that would be called the
  // same are numbered: "steady 1", "steady 2".
  std::vector<std::string> phase_names() const;
};

// Why a scenario cannot be played: what `key`, in the scenario file's words, cannot be.
struct Impossible {
  std::string_view key;
  std::string text;
  std::optional<std::size_t> phase = std::nullopt;  // in which of the phases the key stands
};
tl::expected<void, Impossible> check(const Scenario& scenario);

// "1.5s", "200ms", "50us", "2m", "1h". Without a unit it is refused: nobody can tell what was
// meant. Never negative.
Result<std::int64_t> parse_duration_ns(std::string_view text);

// Lines a second, or "max" (which is 0).
Result<double> parse_rate(std::string_view text);

// "1.25 ms": three significant digits and the unit that suits.
std::string format_duration(std::int64_t duration_ns);
// In the unit that suits the other, so that the two can stand in one row.
std::string format_duration(std::int64_t duration_ns, std::int64_t beside_ns);

}  // namespace uvchat::loadtest
