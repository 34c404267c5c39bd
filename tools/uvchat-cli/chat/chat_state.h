#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "chat/announce.h"
#include "chat/batches.h"
#include "chat/chat.h"
#include "chat/keyring.h"
#include "chat/list.h"
#include "chat/outbox.h"
#include "chat/server_facts.h"
#include "chat/settings.h"
#include "chat/talks.h"
#include "chat/texts.h"

namespace uvchat::cli {

// A passphrase is being asked for, or a key made of it.
struct KeyWish {
  Lock* lock = nullptr;
  std::string label;
};

// What a password that is asked for is to be used for.
enum class PasswordFor : std::uint8_t { nothing, connecting, keeping };

// Who is in a room, as 353 tells it until 366.
struct NamesReply {
  std::vector<Member> names;
  bool has_come = false;  // a 353
  bool asked = false;     // by the user, so that it is to be shown
};

// One of our messages as the file knows it: its entry, and whether it may have been said.
struct UnsentMark {
  const Talk* talk = nullptr;
  std::uint64_t entry = 0;
  bool perhaps_said = false;

  friend bool operator==(const UnsentMark&, const UnsentMark&) = default;
};

// What the parts of a Chat share. Each part is functions over it: receive.h takes what the server
// says, commands.h what the user types, outbox.h what is said, keys.h what it is ciphered with.
struct ChatState {
  ChatState(Chat::Host& its_host, ChatOptions its_options);

  Chat::Host& host;
  ChatOptions options;
  Preferences settings;
  ServerFacts server;
  Keyring keyring;
  Talks talks;
  Outbox outbox;
  Batches batches;
  std::map<std::string, NamesReply> names_replies;  // by the room's fold
  RoomList list;
  std::set<std::string> who_asked;  // the rooms' folds
  bool whois_open = false;          // asked, and nothing has come yet
  std::string topic_asked;          // the room's fold, until it has come
  // What all rooms hold of what was said.
  static constexpr std::size_t entries_bytes_max = std::size_t{32} << 20;
  std::size_t entries_bytes = 0;
  Status status;
  Now now;  // of the call under way
  std::uint64_t version = 1;

  // --- What the user is called (nick.h).
  std::string wanted_nick;
  std::size_t nicks_asked = 0;      // NICKs on their way, whose answers are not here yet
  bool nick_asked_quietly = false;  // the latest, and not by the user
  std::string nick_asked;           // by the user, latest
  std::uint64_t nick_asked_ms = 0;
  bool nick_is_sought = false;       // somebody else has the wanted one
  bool nick_was_ours = false;        // the wanted one, in this run
  bool nick_may_become_free = true;  // it is refused because somebody has it
  std::uint64_t nick_wait_ms = 0;
  std::uint64_t nick_retry_at_ms = 0;
  std::string nick_watched;  // by MONITOR

  std::optional<std::string> away_text;  // as the user set it, whatever the server knows
  std::set<std::string> refusals_told;   // since the user's latest line
  std::size_t own_prefix_bytes = 0;      // ":nick!user@host ", as last seen, or at its worst
  bool ready = false;                    // the server's greeting is over: its facts are known
  std::uint64_t heard_ms = 0;            // the latest line
  std::uint64_t ping_sent_ms = 0;
  std::optional<std::uint64_t> ping_open_ms;

  // --- What is asked without echo: one question at a time.
  std::optional<std::string> prompt;
  std::optional<KeyWish> question;
  PasswordFor password_for = PasswordFor::nothing;
  cipher::SecretString server_password;  // empty: none
  bool password_refused = false;         // no connection without another one

  std::map<std::string, std::size_t> held_back;           // by the mask that ignores it
  bool log_failed = false;                                // and so the user knows
  bool remembering_failed = false;                        // told once
  std::unordered_map<std::uint64_t, KeyWish> key_wishes;  // by ticket
  std::uint64_t next_ticket = 1;
  std::optional<std::pair<Talk*, std::uint64_t>> shown_once;  // an entry there
  std::uint64_t leaks_stopped = 0;  // texts that would have left in clear: a mistake of ours

  // --- What is on disk, and what is to be (keeping.h).
  std::map<std::string, std::uint64_t> lines_sealed;  // by the key's id: so many may have been
  std::vector<KeptMessage> kept_unsent;               // of a former run, and not readable yet
  std::vector<std::string> opened_names;              // by the user, since the latest writing
  std::vector<UnsentMark> unsent_written;
  std::uint64_t state_written_ms = 0;
  std::uint64_t state_paid_until_ms = 0;  // by the writings so far
  bool state_changed = false;
  bool state_failed = false;  // to be written; told once

  bool quit_asked = false;  // whether to leave though lines are not sent; the next input answers
  bool leaving = false;

  std::uint64_t found = 0;  // where /search stands, in the room `found_in`
  std::string found_in;
  std::string search_for;
  std::optional<Alert> alert;  // not told yet
};

// --- Showing (show.cpp). Texts are made printable here.

// Takes the entry in; counts it as unread and as a mention where it is. Returns its number.
std::uint64_t add(ChatState& chat, Talk& talk, Entry entry);
void tell_event(ChatState& chat, Talk& talk, std::string sentence);
void tell_info(ChatState& chat, Talk& talk, std::string sentence);
void tell_failure(ChatState& chat, Talk& talk, std::string sentence);
// Lines with two columns, two spaces between them: help, lists.
void tell_page(ChatState& chat, Talk& talk, std::string lines);
// Where the user looks.
void tell_here(ChatState& chat, std::string sentence);
void refuse_here(ChatState& chat, std::string sentence);

// Brings it to the screen: nothing in it is unread any more.
void show_talk(ChatState& chat, Talk& talk);

// Puts lines of the past where their times belong. What is on the screen already is left out.
void add_history(ChatState& chat, Talk& talk, std::vector<Entry> entries);

bool is_own(const ChatState& chat, std::string_view nick);
// Our nick, or a word that the user wants to be told of.
bool names_us(const ChatState& chat, std::string_view said);
// "12:03", or "2026-11-21 12:03" where that is another day than `now_ms`'s; local time.
std::string clock_text(std::int64_t time_ms, std::int64_t now_ms);

}  // namespace uvchat::cli
