#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// What is asked of the server of what was said before (IRCv3 draft/chathistory): which lines, and
// when. pages.h shows what it answers.

namespace uvchat::cli {

struct ClientState;
struct Talk;

// Lines of one conversation that are wanted.
struct PastWish {
  enum class Which : std::uint8_t {
    latest,  // the newest ones; with a reference, of those behind it
    before,
    after,
    around,
  };

  Talk* talk = nullptr;
  Which which = Which::latest;
  std::string reference = "*";    // "msgid=..."
  std::string anchor = {};        // the id of the entry beside which they stand; empty: none
  std::size_t lines = 0;          // 0: a page
  bool by_user = false;           // who is told if there are none
  std::size_t tries = 0;          // pages before this one in which there was nothing to show
  std::size_t pages_to_come = 0;  // more of them are asked for until the gap is closed
  std::uint64_t asked_ms = 0;     // mono_ms
  bool is_answered = false;       // the answer has begun
};

// Invariant: of each conversation at most one wish is open, and at most one waits.
struct Past {
  static constexpr std::size_t open_max = 4;  // beside those for which the user waits
  // Wishes that may wait; the rest is asked for when the user looks.
  static constexpr std::size_t waiting_max = 50;
  // So many are sent at once; the others wait for a tick each, because a server counts lines.
  static constexpr std::size_t at_once_max = 10;
  static constexpr std::uint64_t answer_max_ms = 30'000;
  static constexpr std::size_t tries_max = 5;
  // How often lines that the server has left out are fetched at once, on one connection; where it
  // has left out more, when the user looks.
  static constexpr std::size_t skips_max = 100;

  std::vector<PastWish> open;  // sent, and the end of the answer has not come
  std::deque<PastWish> waiting;
  std::size_t sent_at_once = 0;      // since the connection began
  std::size_t skips = 0;             // likewise
  std::int64_t latest_heard_ms = 0;  // by the server's clock; 0: nothing has been heard
};

// Whether the server can be asked.
bool has_past(const ClientState& chat);
// "2026-11-22T14:03:11.123Z"
std::string server_time_text(std::int64_t unix_ms);

// Asks at once if the user waits for it, or if there is not much that is asked for; else later.
void ask_past(ClientState& chat, PastWish wish, bool is_urgent);
// Of a conversation that is shown, or was just joined: what was said since its newest line, or the
// newest lines.
void catch_up(ClientState& chat, Talk& talk, bool is_urgent);
// Lines may be missing that were said between these times (Unix, ms; themselves excluded): they are
// asked for, from the newest one back.
void fetch_skipped(ClientState& chat, Talk& talk, std::int64_t after_ms, std::int64_t before_ms);
// The user looks at entries with these numbers: what is missing beside them is asked for.
void see_past(ClientState& chat, Talk& talk, std::uint64_t oldest, std::uint64_t newest);

// The wish that a batch about the conversation answers: only one does. Nothing if none was asked
// for.
std::optional<PastWish> answered_wish(ClientState& chat, const Talk& talk);
// The answer is over.
void end_wish(ClientState& chat, const Talk& talk);
// There is none.
void give_up(ClientState& chat, const PastWish& wish);
// FAIL CHATHISTORY. False if the user is to read it.
bool refuse_past(ClientState& chat, Talk* talk);
void tick_past(ClientState& chat);
// The talk is being closed.
void forget_past(ClientState& chat, const Talk& talk);
// The connection is lost.
void forget_all_past(ClientState& chat);

}  // namespace uvchat::cli
