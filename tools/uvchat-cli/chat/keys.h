#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "chat/keyring.h"
#include "chat/room.h"
#include "uvchat/cipher/line.h"

namespace uvchat::cli {

struct ChatState;
struct Talk;

// A line as it may be shown (docs/ciphered-lines.md, section 5).
struct Reading {
  Seal seal = Seal::none;
  bool dropped = false;  // a repetition of a line: not shown
  std::string text;
  std::string note;
  std::int64_t time_ms = 0;  // by the sender's clock; 0 if the line does not say
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
Reading read_text(const ChatState& chat, Lock* lock, const Place& place, std::string_view text);
// As above, and marks a topic that is older than the newest one opened.
Reading read_topic(const ChatState& chat, Lock* lock, std::string_view room, std::string_view text);

// What /key asks for.
void ask_passphrase(ChatState& chat, Lock& lock, std::string label);
void take_passphrase(ChatState& chat, std::string_view typed);
void cancel_question(ChatState& chat);
void make_random_key(ChatState& chat, Lock& lock, std::string label);
void take_key(ChatState& chat, std::uint64_t ticket, Result<cipher::RootKey> root);
// The user says that the conversation is not ciphered any more.
void remove_key(ChatState& chat, Lock& lock);
void keep_key(ChatState& chat, Lock& lock, bool keep);
void list_keys(ChatState& chat);
// Gives the talk its new name. If it is closed, both names are closed in the next run too, and a
// kept key moves with it. Returns false, and changes nothing, if another talk has that name.
bool rename_talk(ChatState& chat, Talk& talk, std::string_view name);
// Of a room or a private chat; names as the server spells them.
std::string label_for(const ChatState& chat, std::string_view name);
// Sets Room::cipher of the talk that `lock` belongs to.
void show_lock(ChatState& chat, const Lock& lock);
// Removes from the screen a passphrase that was shown once.
void hide_shown_once(ChatState& chat);

}  // namespace uvchat::cli
