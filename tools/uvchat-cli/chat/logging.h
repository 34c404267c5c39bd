#pragma once

// What of a chat is written to disk, if the user wants it to be (/set log on).

namespace uvchat::cli {

struct ClientState;
struct Entry;
struct Talk;

// Writes what is said in a talk and who joins and leaves, as it is shown. It leaves out
// conversations with a key, unless the user wants them too, lines of the past, our own lines until
// the server has them, and the client's own messages, which may hold a passphrase.
void log_entry(ClientState& chat, const Talk& talk, const Entry& entry);

}  // namespace uvchat::cli
