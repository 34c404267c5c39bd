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

#include "chat/account.h"
#include "chat/announce.h"
#include "chat/batches.h"
#include "chat/chat.h"
#include "chat/downloads.h"
#include "chat/finding.h"
#include "chat/identity.h"
#include "chat/keyring.h"
#include "chat/list.h"
#include "chat/outgoing.h"
#include "chat/own_files.h"
#include "chat/past.h"
#include "chat/search_words.h"
#include "chat/server_facts.h"
#include "chat/settings.h"
#include "chat/talks.h"
#include "chat/targets.h"
#include "chat/texts.h"
#include "chat/transfers.h"

namespace uvchat::cli {

// A passphrase is being asked for, or a key is being made from it.
struct KeyWish {
  Lock* lock = nullptr;
  std::string label;
};

// What the password that is being asked for will be used for.
enum class PasswordFor : std::uint8_t { nothing, connecting, keeping, account };

// The members of a room, collected from 353 until 366.
struct NamesReply {
  std::vector<Member> names;
  bool has_come = false;  // a 353 has come
  bool asked = false;     // by the user, so it is shown
};

// One of our messages as the file has it: its entry, and whether it may have been delivered.
struct UnsentMark {
  const Talk* talk = nullptr;
  std::uint64_t entry = 0;
  bool perhaps_said = false;

  friend bool operator==(const UnsentMark&, const UnsentMark&) = default;
};

// Of the server's line that is being taken: what it tells as an event is known by them.
struct LineStamp {
  std::string msgid = {};
  std::int64_t time_ms = 0;  // by the server's clock; 0: there is no line
};

// The state that the parts of a Chat share. Each part is a set of functions over it: receive.h
// takes the server's lines, commands.h the user's, outgoing.h has our messages, keys.h the keys.
struct ClientState {
  ClientState(Chat::Host& its_host, ChatOptions its_options);

  Chat::Host& host;
  ChatOptions options;
  Preferences settings;
  ServerFacts server;
  Keyring keyring;
  Talks talks;
  Outgoing outgoing;
  Batches batches;
  Past past;
  Targets targets;
  Finding finding;
  Transfers transfers;
  Downloads downloads;
  OwnFiles own_files;
  std::size_t reactions_count = 0;                  // of all rooms together
  std::map<std::string, NamesReply> names_replies;  // by the room's fold
  RoomList list;
  std::set<std::string> who_asked;  // the rooms' folds
  bool whois_open = false;          // asked, and no answer has come yet
  bool masks_shown = false;         // of a list of masks whose end has not come yet
  std::string topic_asked;          // the room's fold, until it has come
  // The entries of all rooms together.
  static constexpr std::size_t entries_bytes_max = std::size_t{32} << 20;
  std::size_t entries_bytes = 0;
  Status status;
  Now now;  // of the current call
  std::uint64_t version = 1;
  LineStamp stamp;
  std::int64_t clock_ahead_ms = 0;   // the server's clock, of ours
  std::int64_t lost_heard_ms = 0;    // until when the last connection lived; 0: there was none
  std::uint64_t marker_sent_ms = 0;  // mono_ms

  // --- What the user is called (nick.h).
  std::string wanted_nick;
  std::size_t nicks_asked = 0;      // NICKs that are sent and not answered yet
  bool nick_asked_quietly = false;  // the latest, and not by the user
  std::string nick_asked;           // by the user, latest
  std::uint64_t nick_asked_ms = 0;
  bool nick_is_sought = false;       // somebody else has the wanted one
  bool nick_was_ours = false;        // the wanted one, in this run
  bool nick_may_become_free = true;  // it is refused because somebody has it
  bool nick_was_refused = false;     // by the present connection
  std::uint64_t nick_wait_ms = 0;
  std::uint64_t nick_retry_at_ms = 0;
  std::string nick_watched;  // by MONITOR

  SeenAccounts seen_accounts;
  std::optional<std::string> away_text;  // as the user set it; the server may not know it
  std::set<std::string> refusals_told;   // since the user's latest line
  std::size_t own_prefix_bytes = 0;      // ":nick!user@host " as last seen, or the longest possible
  bool is_operator = false;              // of the server, by this connection
  bool was_operator = false;             // by the last one, and the user has not been told yet
  bool ready = false;                    // the server's greeting is over: its facts are known
  std::uint64_t heard_ms = 0;            // the latest line
  std::uint64_t ping_sent_ms = 0;
  std::optional<std::uint64_t> ping_open_ms;

  // --- What is asked without echo: one question at a time.
  std::optional<std::string> prompt;
  std::optional<KeyWish> question;
  PasswordFor password_for = PasswordFor::nothing;
  cipher::SecretString server_password;  // empty: none
  bool password_refused = false;         // without another one, the client does not connect
  AccountQuestion account_question;
  AccountLogin login;

  std::map<std::string, std::size_t> held_back;           // by the mask that ignores it
  bool log_failed = false;                                // the user has been told
  bool remembering_failed = false;                        // told once
  std::unordered_map<std::uint64_t, KeyWish> key_wishes;  // by ticket
  std::uint64_t next_ticket = 1;
  std::optional<std::pair<Talk*, std::uint64_t>> shown_once;  // an entry there
  std::uint64_t leaks_stopped = 0;  // clear texts that a mistake of ours would have sent

  // --- What is on disk, and what must be written (keeping.h).
  std::map<std::string, std::uint64_t> lines_sealed;  // at most, by the key's id
  std::vector<KeptMessage> kept_unsent;               // of an earlier run, and not readable yet
  std::vector<std::string> opened_names;              // by the user, since the last write
  std::vector<UnsentMark> unsent_written;
  std::uint64_t state_written_ms = 0;
  std::uint64_t state_paid_until_ms = 0;  // by the writes so far
  bool state_changed = false;
  bool state_failed = false;  // could not be written; told once

  bool quit_asked = false;  // "quit with unsent lines?": the next input answers
  bool leaving = false;

  std::uint64_t found = 0;  // what /search has found last, in the room `found_in`
  std::string found_in;
  std::uint64_t findings = 0;    // how often a found line was to be shown, or there was none
  bool stands_at_found = false;  // the user still looks at what was found
  SearchWords search_for;
  std::optional<Alert> alert;  // not told yet
};

// --- Showing (show.cpp). Texts are made printable here.

// Adds the entry, and counts it as unread or as a mention if it is one. Returns its number.
std::uint64_t add(ClientState& chat, Talk& talk, Entry entry);
void tell_event(ClientState& chat, Talk& talk, std::string sentence);
void tell_info(ClientState& chat, Talk& talk, std::string sentence);
void tell_failure(ClientState& chat, Talk& talk, std::string sentence);
// Lines with two columns, two spaces between them: help, lists.
void tell_page(ClientState& chat, Talk& talk, std::string lines);
// In the room on the screen.
void tell_here(ClientState& chat, std::string sentence);
void refuse_here(ClientState& chat, std::string sentence);

// Shows the room: nothing in it is unread any more.
void show_talk(ClientState& chat, Talk& talk);

// Control characters do not pass, codes of formatting become styles, and a file that is announced
// is described.
void make_showable(const ClientState& chat, Entry& entry);
// The entry takes its place in the room's limits and is known by its ids from now on.
void take_into(ClientState& chat, Room& room, Entry& entry);
// An entry of ours that was never said leaves the screen.
void take_out(ClientState& chat, Room& room, std::uint64_t number);

// Now, by the server's clock: what is said here is ordered with what the server tells.
std::int64_t server_now_ms(const ClientState& chat);

bool is_own(const ClientState& chat, std::string_view nick);
// Whether it has our nick, or a word of which the user wants to be told.
bool names_us(const ClientState& chat, std::string_view said);
// "12:03", or "2026-11-21 12:03" on another day than `now_ms`; local time.
std::string clock_text(std::int64_t time_ms, std::int64_t now_ms);

}  // namespace uvchat::cli
