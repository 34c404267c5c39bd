#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "chat/batches.h"
#include "uvchat/irc/message.h"

namespace uvchat::cli {

struct ClientState;
struct Talk;

// A line of the server with the tags that matter.
struct ServerLine {
  explicit ServerLine(const irc::Message& its_message) : message(its_message) {}

  const irc::Message& message;
  std::string batch;
  std::string label;  // its own, or that of its batch
  std::string msgid;
  std::string account;       // that the sender is logged in to (account-tag); empty: none
  std::int64_t time_ms = 0;  // server-time, else now by the server's clock
  bool has_time = false;     // it is the server's
  std::string react = {};    // +draft/react and +draft/unreact
  std::string unreact = {};
  std::string reply_to = {};  // the id of the message that it answers
  std::string edits = {};     // the id of the message that it replaces

  std::string_view param(std::size_t i) const { return message.param(i); }
  // The nick of the source.
  std::string nick() const;
  // What numerics and standard replies say to people.
  std::string_view last() const;
  // As it came, without its tags and its source.
  std::string raw_text() const;
};

// The lines of the server; receive.cpp gives each line to one of the others.
void receive(ClientState& chat, const irc::Message& message);

// Whether it can be shown and sent back as it is: not one that could control the terminal, that is
// several words or targets, or that is too long.
bool is_good_name(std::string_view name);

// "2019-01-04T14:33:26.123Z" as Unix time in ms.
std::optional<std::int64_t> server_time(std::string_view text);

// messages.cpp
void receive_message(ClientState& chat, const ServerLine& line);
// The message is opened, and shown or, with `history`, kept for it.
Heard heard_from(ClientState& chat, const ServerLine& line);
void take_heard(ClientState& chat, const Heard& heard, Batch* history);
// Reads the talk's lines anew whose key was not here when they came. Returns how many could be.
std::size_t read_again(ClientState& chat, Talk& talk);

// batches.cpp
void receive_batch(ClientState& chat, const ServerLine& line);
// False if the batch is full.
bool take_room(Batches& batches, Batch& batch, const ServerLine& line);
// The connection is lost: the part of the history that has come is shown.
void end_batches(ClientState& chat);
// Closes batches of which nothing more comes, and shows what has come of them.
void end_silent_batches(ClientState& chat);

// past_lines.cpp: a line of the past other than a message changes nothing but what is shown.
void receive_past(ClientState& chat, const ServerLine& line, Batch& batch);
// Counts a line of the server in its answer.
void note_told(Batch& batch, const ServerLine& line);

// skipped.cpp: the server has left us out of lines that we can fetch, because we read too slowly.
// False if the line does not say so, or they cannot be fetched.
bool take_skipped(ClientState& chat, const ServerLine& line);

// members.cpp: the members of rooms and their names.
void receive_join(ClientState& chat, const ServerLine& line);
void receive_part(ClientState& chat, const ServerLine& line);
void receive_quit(ClientState& chat, const ServerLine& line);
void receive_kick(ClientState& chat, const ServerLine& line);
void receive_nick(ClientState& chat, const ServerLine& line);
void receive_away(ClientState& chat, const ServerLine& line);
void receive_mode(ClientState& chat, const ServerLine& line);
void receive_rename(ClientState& chat, const ServerLine& line);
void receive_names(ClientState& chat, const ServerLine& line);
void receive_end_of_names(ClientState& chat, const ServerLine& line);

// topics.cpp
void receive_topic(ClientState& chat, const ServerLine& line);
void receive_topic_reply(ClientState& chat, const ServerLine& line);

// numerics.cpp
void receive_numeric(ClientState& chat, const ServerLine& line);
void receive_standard_reply(ClientState& chat, const ServerLine& line);

// " (reason)", or nothing.
std::string reason(std::string_view why);
// We have left a channel, or were removed from it.
void leave(ClientState& chat, Talk& talk);

}  // namespace uvchat::cli
