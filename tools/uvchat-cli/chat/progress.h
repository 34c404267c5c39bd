#pragma once

#include <cstdint>
#include <string>

#include "chat/transfer_orders.h"

// How far a transfer is, as a line of its room tells.

namespace uvchat::cli {

struct ClientState;
struct Talk;

struct Progress {
  std::uint64_t room_id = 0;
  std::uint64_t entry = 0;  // of the line
  // --- How fast it is.
  std::uint64_t bytes = 0;
  std::uint64_t measured_bytes = 0;
  std::uint64_t measured_ms = 0;
  std::uint64_t bytes_a_second = 0;
};

// With a line of its own in the talk.
Progress begin_progress(ClientState& chat, Talk& talk, const std::string& sentence);
// The line says this from now on.
void show_progress(ClientState& chat, const Progress& progress, const std::string& sentence);
// It has failed, as `sentence` tells, in the newest line: its own line goes.
void fail_progress(ClientState& chat, const Progress& progress, const std::string& sentence);
void take_pace(const ClientState& chat, Progress& progress, std::uint64_t bytes);
// The bar, by the news of a transfer that moves.
std::string bar_of(ClientState& chat, Progress& progress, const TransferNews& news);

// What others say has a full stop; within a sentence of ours it has none.
std::string within_sentence(std::string why);

}  // namespace uvchat::cli
