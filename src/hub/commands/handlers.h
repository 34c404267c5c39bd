#pragma once

#include <string_view>

#include "hub/command.h"

// The handlers, one file a subject, and what they share. A handler begins with what its row in
// command.cpp promises: enough parameters, and a registered session where that is needed.

namespace uvchat::hub {

// registration.cpp
void handle_cap(Call& call);
void handle_nick(Call& call);
void handle_user(Call& call);
void handle_ping(Call& call);
void handle_pong(Call& call);
void handle_quit(Call& call);
void handle_error(Call& call);

// channels.cpp
void handle_join(Call& call);
void handle_part(Call& call);
void handle_names(Call& call);
void handle_topic(Call& call);
void handle_mode(Call& call);

// messages.cpp
void handle_privmsg(Call& call);
void handle_notice(Call& call);
void handle_tagmsg(Call& call);

// queries.cpp
void handle_motd(Call& call);
void send_welcome(Call& call);

// Makes `user` a member, tells the others, and answers with JOIN, topic and names.
void join_channel(Call& call, Channel& channel);

// Tells the neighbours and takes the user out of all channels; the session is quitting then.
void quit(ChatState& state, Session& session, std::string_view reason, Now now);

// The same with an ERROR line to the session itself: the server ends it.
void end_session(ChatState& state, Session& session, std::string_view reason, Now now);

// Takes a nick that is free, and tells the neighbours of a registered user.
void rename_user(ChatState& state, User& user, std::string_view nick, Now now, Reply& reply);

// Says `text` in `channel` as a PRIVMSG by the caller, with all its checks.
void say_in_channel(Call& call, Channel& channel, std::string_view text);

// classroom.cpp: the classroom protocol's two events (section 8 of the design).
void open_classroom(Call& call);
void hear_classroom(Call& call, std::string_view message);
// What its sessions are told: the same text with its end, without controls; empty for what they
// have no words for (CTCP other than ACTION).
std::string classroom_words(std::string_view nick, std::string_view text);
std::string classroom_goodbye(std::string_view nick);

}  // namespace uvchat::hub
