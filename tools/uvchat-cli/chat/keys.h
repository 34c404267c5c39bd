#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "chat/keyring.h"
#include "chat/room.h"
#include "uvchat/cipher/line.h"

namespace uvchat::cli {

struct ClientState;
struct Talk;

// A line as it may be shown (docs/ciphered-lines.md, section 5).
struct Reading {
  Seal seal = Seal::none;
  bool dropped = false;  // a repetition of a line: not shown
  std::string text;
  std::string note;
  std::int64_t time_ms = 0;              // by the sender's clock; 0 if the line does not say
  std::string nonce = {};                // of a ciphered line that was opened
  std::vector<std::string> nonces = {};  // of all the lines that are read as one
  std::string lacked_key = {};           // the first digits of the key that it needs
};

// Where a line stands.
struct Place {
  cipher::LineKind kind = cipher::LineKind::privmsg;
  std::string_view target;  // as the server spells it
  std::string_view sender;
  bool history = false;
};

// Opens a line as `lock` (null: none) of its conversation says. A ciphered line without a key for
// it is unreadable.
Reading read_text(const ClientState& chat, Lock* lock, const Place& place, std::string_view text);
// As above, and marks a topic that is older than the newest one opened.
Reading read_topic(const ClientState& chat, Lock* lock, std::string_view room,
                   std::string_view text);

// What /key asks for.
void ask_passphrase(ClientState& chat, Lock& lock, std::string label);
void take_passphrase(ClientState& chat, std::string_view typed);
void cancel_question(ClientState& chat);
void make_random_key(ClientState& chat, Lock& lock, std::string label);
void take_key(ClientState& chat, std::uint64_t ticket, Result<cipher::RootKey> root);
// The user says that the conversation is not ciphered any more.
void remove_key(ClientState& chat, Lock& lock);
void keep_key(ClientState& chat, Lock& lock, bool keep);
void list_keys(ClientState& chat);
// Gives the talk its new name. If it is closed, both names are closed in the next run too, and a
// kept key moves with it. Returns false, and changes nothing, if another talk has that name.
bool rename_talk(ClientState& chat, Talk& talk, std::string_view name);
// Of a room or a private chat; names as the server spells them.
std::string label_for(const ClientState& chat, std::string_view name);
// Sets Room::cipher of the talk that `lock` belongs to.
void show_lock(ClientState& chat, const Lock& lock);
// Removes from the screen a passphrase that was shown once.
void hide_shown_once(ClientState& chat);

}  // namespace uvchat::cli
