#pragma once

#include <string_view>

#include "hub/record.h"
#include "hub/remember.h"
#include "hub/reply.h"
#include "hub/session.h"
#include "hub/state.h"
#include "hub/telling.h"

// Acts are what can happen in a chat: somebody joins, speaks, changes a mode. An act is done by an
// actor and knows no more of where the wish came from: a handler has looked at the form of a
// command and at the caller's rights, calls the act, and answers the caller. An act changes the
// state, makes a Record of what happened, and tells everybody who is to know.

namespace uvchat::hub {

// Who does something: a user, and the session that asked for it, if one of this node did.
struct Actor {
  ChatState& state;
  User& user;
  Session* session;  // null: none of this node asked
  Reply* reply;      // the answer to that session; null where there is none
  Now now;

  // The session that is not told like the others, because it hears of its act in its answer.
  ConnId conn() const { return session != nullptr ? session->conn : ConnId(); }
  bool is_asker(const Session& other) const { return &other == session; }
  // A record of what the actor does, with its time and a new id. Valid until the next one.
  Record record(RecordKind kind, std::string_view target = {}) const {
    Record made = new_record(state, user, kind, now);
    made.target = target;
    return made;
  }
  // The same of what happens in the channel, and is kept.
  Record record(RecordKind kind, Channel& channel) const {
    Record made = new_record(state, user, kind, next_place(state, channel, now));
    made.target = channel.name;
    return made;
  }
  // The asking session's own copy, as a part of its answer.
  void hears(const Record& record) const {
    if (reply != nullptr) reply->record(record);
  }
};

// Tells the channel, the asking session as a part of its answer.
void tell_channel(const Actor& actor, Channel& channel, const Record& record);
// The same, to those members who see `about` and to `about` themselves: what they do, or what is
// done to them.
void tell_about(const Actor& actor, const Membership& about, const Record& record);
// To be called before an act that the whole channel is told of: members who do not know that the
// actor is there are told so first. Not in an auditorium, where a speaker stays hidden.
void show_actor(const Actor& actor, Channel& channel);

}  // namespace uvchat::hub
