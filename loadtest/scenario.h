#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "uvchat/base/result.h"

namespace uvchat::loadtest {

enum class Protocol : std::uint8_t { irc, caesar };

// What the lines' texts are enciphered with, on IRC; the classroom protocol has its own way.
enum class Cipher : std::uint8_t { none, caesar, aes1 };

// As --cipher has it.
std::string_view cipher_name(Cipher cipher);

// Where a client sits: which room, and the how-manieth member of it. The first members of a room
// are its senders.
struct Seat {
  std::uint32_t room = 0;
  std::uint32_t member = 0;
};

// What is to be done. Client i is member i / rooms of room i % rooms, and the first `senders`
// clients are the senders: rooms and senders are spread evenly by that alone.
struct Scenario {
  std::string host;
  std::uint16_t port = 6667;
  Protocol protocol = Protocol::irc;
  Cipher cipher = Cipher::none;
  std::uint32_t clients = 1000;
  std::uint32_t rooms = 1;
  std::uint32_t senders = 1;
  double rate_per_s = 100;   // lines of all senders together; 0: saturation
  std::uint32_t window = 8;  // saturation: lines each sender keeps in flight
  std::uint32_t payload_bytes = 100;
  std::int64_t duration_ns = 10'000'000'000;
  bool idle = false;  // connect, register and hold; no rooms, no lines
  std::uint32_t connect_batch = 256;
  std::uint32_t join_batch = 256;
  std::int64_t setup_timeout_ns = 60'000'000'000;  // for connecting, and again for joining
  int server_pid = 0;                              // 0: unknown

  bool saturates() const { return rate_per_s == 0; }
  Seat seat_of(std::uint32_t client) const { return {client % rooms, client / rooms}; }
  std::uint32_t members_of(std::uint32_t room) const { return share(clients, room); }
  std::uint32_t senders_of(std::uint32_t room) const { return share(senders, room); }

 private:
  std::uint32_t share(std::uint32_t total, std::uint32_t room) const {
    return total / rooms + (room < total % rooms ? 1 : 0);
  }
};

// What makes the scenario impossible, if anything does.
Result<void> check(const Scenario& scenario);

// "90", "1.5s", "200ms", "50us", "2m", "1h"; without a unit, seconds. Never negative.
Result<std::int64_t> parse_duration_ns(std::string_view text);

// Lines a second, or "max" (which is 0).
Result<double> parse_rate(std::string_view text);

// "1.25 ms": three significant digits and the unit that suits.
std::string format_duration(std::int64_t duration_ns);

}  // namespace uvchat::loadtest
