#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "uvchat/base/address.h"
#include "uvchat/base/address_gate.h"
#include "uvchat/base/ids.h"

// What the server's assembly hands to the I/O side: plain values, constant once a loop exists.

namespace uvchat::net {

enum class Protocol : std::uint8_t { irc, classroom };

// What a connection speaks; it has it from the listener that it came through.
struct Profile {
  Protocol protocol = Protocol::irc;
  int shift = 0;  // classroom: the places by which its clients encipher
};

struct ListenerSettings {
  Profile profile;
  std::string address;     // numeric, IPv4 or IPv6; "::" takes IPv6 alone
  std::uint16_t port = 0;  // 0 takes a free one
};

struct FloodSettings {
  bool enabled = true;
  std::uint32_t burst_lines = 20;      // at least 1
  std::uint32_t lines_per_second = 5;  // at least 1
};

// What a crowd may have of a turn: so many, and more for each millisecond that the last turn took.
struct Allowance {
  std::size_t each_turn = 0;
  std::size_t each_ms = 0;
};

// Who may connect.
struct BookSettings {
  std::uint32_t connections_max = 0;  // of all loops together; 0: no bound
  AddressLimits limits;
  std::vector<Network> gateways;  // where those come from who may say for whom they connect
};

struct LoopSettings {
  std::uint8_t loop = 0;                    // its number, and the `loop` of its ConnIds
  std::vector<ListenerSettings> listeners;  // of all loops alike: `opened` names one by its index
  FloodSettings flood;
  std::uint32_t slots_max = ConnId::slot_max;  // connections of this loop
  std::size_t send_queue_soft_bytes = 256 * 1024;
  std::size_t send_queue_hard_bytes = 4 * 1024 * 1024;
  std::size_t send_queues_total_bytes = 1024UL * 1024 * 1024;  // of this loop
  Allowance accepts = {8, 1};                                  // from each listener
  Allowance crowd_signals = {8, 1};                            // who comes, and who has gone
  Allowance patient_writes = {16, 2};                          // to whom nothing is urgent
};

}  // namespace uvchat::net
