#pragma once

#include <cstdint>

// What of a conversation the user has not read yet, on this device or another one (IRCv3
// draft/read-marker).

namespace uvchat::cli {

struct ClientState;
struct Entry;
struct ServerLine;
struct Talk;

// An entry that has come as new.
void count_new(ClientState& chat, Talk& talk, const Entry& entry);
// Lines of the past have been placed in the talk, or it is known by now how far it is read.
void count_placed(ClientState& chat, Talk& talk);
// The user leaves the room on the screen, or comes to it: nothing in it is unread.
void leave_screen(ClientState& chat, Talk& talk);
void come_to_screen(ClientState& chat, Talk& talk);
// The connection is lost: what is said from now on is not read.
void hold_unread(ClientState& chat);

// The user sees the newest line of the room on the screen.
void see_newest(ClientState& chat);
// Tells the server how far the user has read, where it does not know yet; not too often.
void tick_markers(ClientState& chat);

// MARKREAD <target> <timestamp=... or *>
void receive_markread(ClientState& chat, const ServerLine& line);

}  // namespace uvchat::cli
