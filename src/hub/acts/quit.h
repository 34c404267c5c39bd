#pragma once

#include <cstdint>
#include <string_view>

#include "hub/acts/actor.h"

// How sessions end, and users with the last of theirs, unless they are always on (stay.h).

namespace uvchat::hub {

// What ends: a session alone, or with its last one the user, too, though they are always on.
enum class Ends : std::uint8_t { session, user };

// Ends a session: it hears ERROR, and its user quits if it was their last one. Afterwards the
// session is quitting, and must be forgotten. `why` goes into the log; what a person `said` does
// not.
void end_session(ChatState& state, Session& session, std::string_view why, Now now,
                 std::string_view said = {}, Ends ends = Ends::session);
// What the user's neighbours are told of their end.
Record quit_record(const User& user, std::string_view reason, Now now);
// The session is no longer one of its user, who quits if it was their last one.
void leave_user(ChatState& state, Session& session, std::string_view reason, Now now,
                Ends ends = Ends::session);
// The same as end_session for a session that may be another than the asking one; another one is
// forgotten, too.
void end_other(const Actor& actor, Session& session, std::string_view why, std::string_view said,
               Ends ends = Ends::session);
// The end of a user who is absent.
void quit_without_session(ChatState& state, User& user, std::string_view reason, Now now);

// An operator's act: all sessions of `user` are told KILL and end. `reason` fits into the line.
void kill(const Actor& actor, User& user, std::string_view reason);
// The same, where the server itself says so.
void kill(ChatState& state, User& user, std::string_view reason, Now now);
// Tells the session by which ban it may not be here, and ends it.
void turn_away(const Actor& actor, Session& session, const ServerBan& ban);
// The same of a session that has not asked for what is being done: it is forgotten, too.
void turn_away(ChatState& state, Session& session, const ServerBan& ban, Now now);
// The same of a user who is absent.
void turn_away(ChatState& state, User& user, const ServerBan& ban, Now now);

// The text before a ban's reason in ERR_YOUREBANNEDCREEP: reasons leave room for it.
inline constexpr std::string_view banned_text = "You are banned from this server: ";

}  // namespace uvchat::hub
