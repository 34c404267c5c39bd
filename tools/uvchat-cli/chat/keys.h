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
  bool dropped = false;  // the same line once more: not shown
  std::string text;
  std::string note;
  std::int64_t time_ms = 0;  // the sender's clock; 0 where the line does not say
};

// Where a line stands.
struct Place {
  cipher::LineKind kind = cipher::LineKind::privmsg;
  std::string_view target;  // as the server spells it
  std::string_view sender;
  bool history = false;
};

// Opens it where the conversation `lock` (null: none) says how. One that is ciphered where there is
// no key is unreadable too.
Reading read_text(const ChatState& chat, Lock* lock, const Place& place, std::string_view text);
// Besides, the mark of a topic older than the newest one opened.
Reading read_topic(const ChatState& chat, Lock* lock, std::string_view room, std::string_view text);

// What is asked for with /key.
void ask_passphrase(ChatState& chat, Lock& lock, std::string label);
void take_passphrase(ChatState& chat, std::string_view typed);
void cancel_question(ChatState& chat);
void make_random_key(ChatState& chat, Lock& lock, std::string label);
void take_key(ChatState& chat, std::uint64_t ticket, Result<cipher::RootKey> root);
// The user's word that the conversation is open from now on.
void remove_key(ChatState& chat, Lock& lock);
void keep_key(ChatState& chat, Lock& lock, bool keep);
void list_keys(ChatState& chat);
// The talk is called so now. Where it is closed, both names are so in the next run too, and a kept
// key goes along. False, and nothing has changed, where that name is another's.
bool rename_talk(ChatState& chat, Talk& talk, std::string_view name);
// A room's or a private chat's, as the server spells the names.
std::string label_for(const ChatState& chat, std::string_view name);
// Room::cipher of what it is about.
void show_lock(ChatState& chat, const Lock& lock);
// A passphrase that was shown once goes from the screen.
void hide_shown_once(ChatState& chat);

}  // namespace uvchat::cli
