#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "chat/batches.h"
#include "uvchat/irc/message.h"

namespace uvchat::cli {

struct ChatState;
struct Talk;

// A line of the server with the tags that matter.
struct Line {
  explicit Line(const irc::Message& its_message) : message(its_message) {}

  const irc::Message& message;
  std::string batch;
  std::string label;  // its own, or that of its batch
  std::string msgid;
  std::int64_t time_ms = 0;  // server-time, else now

  std::string_view param(std::size_t i) const { return message.param(i); }
  // The nick of the source.
  std::string nick() const;
  // What numerics and standard replies say to people.
  std::string_view last() const;
};

// The lines of the server; receive.cpp gives each line to one of the others.
void receive(ChatState& chat, const irc::Message& message);

// messages.cpp
void receive_message(ChatState& chat, const Line& line);
void receive_batch(ChatState& chat, const Line& line);
void take_heard(ChatState& chat, const Heard& heard, Batch* history);
// The connection is lost: the part of the history that has come is shown. Its nonces are noted, so
// if it came again, its lines would count as repetitions.
void end_batches(ChatState& chat);
// Closes batches of which nothing more comes, and shows what has come of them.
void end_silent_batches(ChatState& chat);

// members.cpp: the members of rooms and their names.
void receive_join(ChatState& chat, const Line& line);
void receive_part(ChatState& chat, const Line& line);
void receive_quit(ChatState& chat, const Line& line);
void receive_kick(ChatState& chat, const Line& line);
void receive_nick(ChatState& chat, const Line& line);
void receive_away(ChatState& chat, const Line& line);
void receive_mode(ChatState& chat, const Line& line);
void receive_rename(ChatState& chat, const Line& line);
void receive_names(ChatState& chat, const Line& line);
void receive_end_of_names(ChatState& chat, const Line& line);

// topics.cpp
void receive_topic(ChatState& chat, const Line& line);
void receive_topic_reply(ChatState& chat, const Line& line);

// numerics.cpp
void receive_numeric(ChatState& chat, const Line& line);
void receive_standard_reply(ChatState& chat, const Line& line);

// We have left a channel, or were removed from it.
void leave(ChatState& chat, Talk& talk);

}  // namespace uvchat::cli
