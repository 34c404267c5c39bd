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

struct ClientState;

// A message of the user that the server has not echoed yet. It may take several lines.
struct Message {
  // One line, or one multiline batch; `text` is then its first line.
  struct Wire {
    std::string label;
    std::string text;  // as it was sent, to recognise its echo
    bool told_back = false;
  };

  Talk* talk = nullptr;
  std::string status;        // before the talk's name: "@" of "@#room"
  bool only_sealed = false;  // said in a closed conversation: it is never sent in clear
  std::uint64_t entry = 0;   // its number in the talk's room
  cipher::LineKind kind = cipher::LineKind::privmsg;
  bool action = false;
  std::string text;      // in clear, as typed
  std::string reply_to;  // the id of the message that it answers; empty: none
  std::string edits;     // of the one that it replaces
  bool sent = false;
  bool perhaps_said = false;        // it was sent, and the server's answer never came
  std::vector<Wire> wires;          // what has been sent of it
  std::optional<KeptMessage> kept;  // as the file of unsent messages has it
};

// The messages that are sent and not confirmed, or wait to be sent, in the order in which they were
// typed.
//
// Invariant: each has a pending entry. In one talk, a waiting message stands before all later ones.
struct Outgoing {
  std::deque<Message> messages;
  std::vector<Message> refused;  // for /resend; the last hundred
  std::uint64_t next_label = 1;
};

struct Saying {
  cipher::LineKind kind = cipher::LineKind::privmsg;
  bool action = false;
  std::string_view text;         // may hold several lines
  std::string_view status = {};  // before the talk's name: "@" of "@#room"
  bool only_sealed = false;      // in addition to what the talk itself requires
  std::string reply_to = {};     // the id of the message that it answers
  std::string edits = {};        // of the one that it replaces
};

// Shows it as pending and sends it as soon as possible.
void say(ClientState& chat, Talk& talk, const Saying& saying);

// Sends every message that can be sent now.
void send_waiting(ClientState& chat);

// Takes the server's echo of a message of ours, whose entry is confirmed when all of it has come.
// Null if it is not ours but that of another client with our nick.
Entry* confirm(ClientState& chat, Talk& talk, std::string_view label, std::string_view wire_text);
// The server has accepted the message with this label, and does not echo it.
void confirm_label(ClientState& chat, std::string_view label);
// Takes an echo of ours that nobody can read. False if it is not ours.
bool refuse_echo(ClientState& chat, Talk& talk, std::string_view label, std::string_view wire_text);
// The server refuses a message: the one with the label, or else the first one sent to that target.
void refuse_label(ClientState& chat, std::string_view label);
void refuse_first(ClientState& chat, const Talk& talk);
void refuse_all(ClientState& chat, const Talk& talk);
// The talk is being closed.
void forget_messages(ClientState& chat, const Talk& talk);
// The connection is lost. Unsent messages wait. A message that was sent and not confirmed may have
// been delivered or not, so the user decides whether to send it again.
void hold_unsent(ClientState& chat);
// Sends the oldest refused message of the talk again. False if there is none.
bool resend(ClientState& chat, Talk& talk);
// How many messages of the talk are refused.
std::size_t refused_count(const ClientState& chat, const Talk& talk);
// The messages of all talks that wait to be sent.
std::size_t unsent_count(const ClientState& chat);

}  // namespace uvchat::cli
