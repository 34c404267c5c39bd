#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "chat/state_file.h"
#include "chat/talks.h"
#include "uvchat/cipher/line.h"

namespace uvchat::cli {

struct ChatState;

// One thing said by the user that the server has not told back yet. It may take several lines.
struct Message {
  // One line, or one multiline batch, of which `text` is the first line then.
  struct Wire {
    std::string label;
    std::string text;  // as it was sent, so that its echo is known again
    bool told_back = false;
  };

  Talk* talk = nullptr;
  std::string status;        // before the talk's name: "@" for those of "@#room"
  bool only_sealed = false;  // said in a closed conversation: it leaves in clear never
  std::uint64_t entry = 0;   // its number in the talk's room
  cipher::LineKind kind = cipher::LineKind::privmsg;
  bool action = false;
  std::string text;  // in clear, as typed
  bool sent = false;
  bool perhaps_said = false;        // it was sent, and the server's answer never came
  std::vector<Wire> wires;          // of what is sent
  std::optional<KeptMessage> kept;  // as it stands in the file of what is not sent
};

// What is on its way to the server or waits to be, in the order of its saying.
//
// Invariant: each has a pending entry. What waits in a talk waits in front of all that is said
// later in it.
struct Outbox {
  std::deque<Message> messages;
  std::vector<Message> refused;  // for /resend; the last hundred
  std::uint64_t next_label = 1;
};

struct Saying {
  cipher::LineKind kind = cipher::LineKind::privmsg;
  bool action = false;
  std::string_view text;         // may hold several lines
  std::string_view status = {};  // before the talk's name: "@" for those of "@#room"
  bool only_sealed = false;      // besides what the talk itself asks for
};

// Shows it as pending and sends it as soon as may be.
void say(ChatState& chat, Talk& talk, const Saying& saying);

// Sends all that may be sent by now.
void send_waiting(ChatState& chat);

// What of an own message the server tells back. Null: it is none of ours, so of another client
// under our nick. The entry then has been confirmed, if nothing of it is still to come.
Entry* confirm(ChatState& chat, Talk& talk, std::string_view label, std::string_view wire_text);
// The server has done what was labelled so, and does not tell it back.
void confirm_label(ChatState& chat, std::string_view label);
// What the server tells back of an own message nobody can read. False: it is none of ours.
bool refuse_echo(ChatState& chat, Talk& talk, std::string_view label, std::string_view wire_text);
// The server takes the message not: that of the label, or the first that is sent there.
void refuse_label(ChatState& chat, std::string_view label);
void refuse_first(ChatState& chat, const Talk& talk);
void refuse_all(ChatState& chat, const Talk& talk);
// The talk goes.
void forget_messages(ChatState& chat, const Talk& talk);
// The connection is lost: what was not sent waits. What was sent and not confirmed may have been
// said or not, so it is the user who says it again.
void hold_unsent(ChatState& chat);
// The oldest refused one of the talk, said again. False where there is none.
bool resend(ChatState& chat, Talk& talk);
// How many of the talk that would take.
std::size_t refused_count(const ChatState& chat, const Talk& talk);
// Those of all talks that wait to be sent.
std::size_t unsent_count(const ChatState& chat);

}  // namespace uvchat::cli
