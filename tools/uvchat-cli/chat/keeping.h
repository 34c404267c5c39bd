#pragma once

#include <cstdint>

#include "chat/keyring.h"
#include "chat/state_file.h"

// What of a chat outlives the program, beside its keys (state_file.h).

namespace uvchat::cli {

struct ChatState;
struct Talk;

// What was kept last time. Its unsent messages come back refused, so that the user says them again;
// those that are sealed, as soon as their key is here.
void load_state(ChatState& chat, KeptState state);
void take_back_unsent(ChatState& chat);
// The user is told of those of the talk that cannot be read without their key. False: there are
// none.
bool tell_waiting_for_key(ChatState& chat, Talk& talk);
void tell_all_waiting_for_key(ChatState& chat);
// Writes what has changed since it was written last.
void keep_state(ChatState& chat);

// A line is about to be sealed by the lock's current key. So many are written down ahead that a
// program that crashes has counted too many, never too few.
void count_line(ChatState& chat, const Lock& lock);
// How many lines that key may have sealed in former runs.
std::uint64_t sealed_before(const ChatState& chat, const cipher::RootKey& key);
// Of all its keys.
void restore_counts(const ChatState& chat, Lock& lock);

}  // namespace uvchat::cli
