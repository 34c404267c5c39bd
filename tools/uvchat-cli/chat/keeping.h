#pragma once

#include <cstdint>

#include "chat/keyring.h"
#include "chat/state_file.h"

// What the client keeps of a chat between two runs, apart from its keys (state_file.h).

namespace uvchat::cli {

struct ClientState;
struct Talk;

// Takes over what the last run kept. Its unsent messages come back as refused, so that the user can
// send them again; sealed ones come back as soon as their key is known.
void load_state(ClientState& chat, KeptState state);
void take_back_unsent(ClientState& chat);
// Tells the user of the talk's kept messages that cannot be read without their key. False if there
// are none.
bool tell_waiting_for_key(ClientState& chat, Talk& talk);
void tell_all_waiting_for_key(ClientState& chat);
// Writes what has changed since the last time.
void keep_state(ClientState& chat);

// Call before a line is sealed with the lock's current key. The count on disk runs ahead, so that
// after a crash it is too high, never too low.
void count_line(ClientState& chat, const Lock& lock);
// How many lines this key may have sealed in earlier runs.
std::uint64_t sealed_before(const ClientState& chat, const cipher::RootKey& key);
// As above, for all its keys.
void restore_counts(const ClientState& chat, Lock& lock);

}  // namespace uvchat::cli
