#pragma once

// What of a chat is written to disk, if the user wants it to be (/set log on).

namespace uvchat::cli {

struct ChatState;
struct Entry;
struct Talk;

// Writes what is said in a talk and who comes and goes, as it is shown. Nothing of a conversation
// that has a key unless the user wants that too, nothing of the past, no line of ours before the
// server has it, and none of the client's own words: a passphrase may stand there.
void log_entry(ChatState& chat, const Talk& talk, const Entry& entry);

}  // namespace uvchat::cli
