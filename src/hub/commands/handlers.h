#pragma once

#include <string>
#include <string_view>

#include "hub/command.h"
#include "uvchat/base/utf8.h"

// The handlers, one file a subject, and what they share. A handler begins with what its row in
// command.cpp promises: enough parameters, and a registered session where that is needed.

namespace uvchat::hub {

// caps.cpp
void handle_cap(Call& call);
void handle_isupport(Call& call);
void send_isupport(Call& call);

// registration.cpp
void handle_pass(Call& call);
void handle_nick(Call& call);
void handle_user(Call& call);
void handle_ping(Call& call);
void handle_pong(Call& call);
void handle_quit(Call& call);
void handle_error(Call& call);

// presence.cpp
void handle_away(Call& call);
void handle_setname(Call& call);
void handle_monitor(Call& call);

// channels.cpp
void handle_join(Call& call);
void handle_part(Call& call);
void handle_names(Call& call);
void handle_topic(Call& call);
void handle_kick(Call& call);

// invite.cpp
void handle_invite(Call& call);
// It was used.
void forget_invitation(User& user, const Channel& channel);

// modes.cpp
void handle_mode(Call& call);
// user_modes.cpp
void handle_user_mode(Call& call, std::string_view nick);

// operators.cpp
void handle_oper(Call& call);
void handle_kill(Call& call);
void handle_wallops(Call& call);
void handle_chghost(Call& call);
void handle_rehash(Call& call);
// Says so where the caller is none.
bool is_operator(Call& call);
// A server notice to all who have user mode s; in a call, to all others.
void notify_operators(ChatState& state, std::string_view text, Now now,
                      const User* except = nullptr);
void notify_operators(Call& call, std::string_view text);

// bans.cpp
void handle_kline(Call& call);
void handle_unkline(Call& call);
void handle_dline(Call& call);
void handle_undline(Call& call);
// To all operators, who have been told of the changes as if they were to stay.
void tell_bans_not_saved(ChatState& state, std::string_view why, Now now);
// "until it is lifted", "until 2026-11-26T02:35:00.000Z"
std::string end_of_ban(const HubSettings& settings, const ServerBan& ban);
// Tells a session why it may not be here and ends it.
void turn_away(Call& call, Session& session, const ServerBan& ban);

// stats.cpp
void handle_stats(Call& call);
// A letter that a client sent, as a word of an answer: "*" for a piece of a longer character.
std::string printable(char letter);

// gateway.cpp
void handle_webirc(Call& call);

// messages.cpp
void handle_privmsg(Call& call);
void handle_notice(Call& call);
void handle_tagmsg(Call& call);

// multiline.cpp
void handle_batch(Call& call);
// Whether the line was for the batch that the session has open, or was refused because of it.
// `command` is in capitals.
bool heard_in_batch(Call& call, std::string_view command);
// A line came that cannot be understood: an open batch would be said without it.
void lose_line_of_batch(Call& call);
// REQUIRES: the session has an open batch that has not failed.
void time_out_batch(ChatState& state, Session& session, Now now);

// relaymsg.cpp
void handle_relaymsg(Call& call);

// rename.cpp
void handle_rename(Call& call);

// queries.cpp
void handle_admin(Call& call);
void handle_info(Call& call);
void handle_links(Call& call);
void handle_lusers(Call& call);
void handle_motd(Call& call);
void handle_time(Call& call);
void handle_version(Call& call);
void send_welcome(Call& call);

// help.cpp
void handle_help(Call& call);

// list.cpp
void handle_list(Call& call);

// who.cpp
void handle_ison(Call& call);
void handle_userhost(Call& call);
void handle_who(Call& call);

// whois.cpp
void handle_whois(Call& call);
void handle_whowas(Call& call);

// --- What several of these files share.

// So many memberships are looked through in a unit of work.
inline constexpr std::size_t memberships_a_unit = 32;
// The work of finding what a name looks like, before and when it is taken. ASCII looks like itself.
inline std::uint64_t look_alikes_work(std::string_view name) {
  constexpr std::uint64_t work_a_byte = 32;
  return is_ascii(name) ? 0 : work_a_byte * name.size();
}

// channels.cpp
// The channel `name`, made with its first modes where there is none yet. REQUIRES: a valid name.
Channel& channel_for(Call& call, std::string_view name);
// Where mode f sends those who are not let in; null where that is nowhere, or has gone.
Channel* forward_of(const ChatState& state, const Channel& channel);
// Makes the caller a member, tells the others, and answers with JOIN, topic and names.
void join_channel(Call& call, Channel& channel);
void send_topic(Call& call, const Channel& channel);
// The NAMES of the channel, under whatever name it has when it is said; the end of the
// list is left out where more follows.
Page names_page(const Channel& channel, bool with_end = true);
// The caller's membership in the channel `name`; says what is wrong where there is none.
Membership* own_membership(Call& call, std::string_view name);
void no_such_channel(Call& call, std::string_view name);
void not_operator(Call& call, const Channel& channel);

// A line about something that happened, with its time and message id. Holds views: of `body` and of
// the id, until the next one.
Line event_line(Call& call, std::string_view body);
// The same line to the caller and to the others of the channel.
void tell_channel(Call& call, Channel& channel, std::string_view body);
// The same, to those others who see `about` (and to him): what he does or what is done to him.
void tell_about(Call& call, const Membership& about, std::string_view body,
                std::string_view classroom);
// The caller is about to do what all in the channel are told: they are told first that he is there,
// where he is in it and they do not know. Not in an auditorium, which hides who speaks.
void show_caller(Call& call, Channel& channel);

// user_modes.cpp
// ":nick!user@host MODE nick +i" to all sessions of the caller.
void tell_user_modes(Call& call, std::string_view changes);

// shortened.cpp
// So many bytes of a text fit into a line behind `head_bytes`.
std::size_t room_behind(std::size_t head_bytes);
// What stands before the text of a numeric reply at most, to whomever it goes. `middle_bytes`: of
// its parameters between nick and text.
std::size_t reply_head_bytes(const Call& call, std::size_t middle_bytes);
// What is kept of a text: at most `bytes_max` bytes, in whole characters. Where that is not all,
// the caller is told so. `context`: what the command was about; may be empty.
std::string_view shortened(Call& call, std::string_view command, std::string_view context,
                           std::string_view text, std::size_t bytes_max);
void tell_shortened(Call& call, std::string_view command, std::string_view context,
                    const std::string& what);

// queries.cpp
// Whether the server or user that a query is addressed to is here; says so where it is not. An
// empty name means this server.
bool is_here(Call& call, std::string_view name);
void no_such_nick(Call& call, std::string_view nick);

// registration.cpp
// Ends a session: ERROR to itself, QUIT to its neighbours, and out of all channels; it is quitting
// then. `why` goes into the log (where the simulation's model reads it), what the user `said` does
// not.
void end_session(ChatState& state, Session& session, std::string_view why, Now now,
                 std::string_view said = {});

// The same for a session that may be another than the caller's.
void end_other(Call& call, Session& session, std::string_view why, std::string_view said);

// Registers the session when it has said all that it must and the negotiation of capabilities is
// over. Afterwards it may be quitting: it did not know the server's password.
void try_register(Call& call);

// caps.cpp
// After REHASH: tells who wants to know which capabilities are new, have another value or are gone,
// and takes those that are gone from all. `before`: the settings that state.settings have replaced.
void caps_changed(ChatState& state, const HubSettings& before, Now now);
// The same for what ISUPPORT says.
void isupport_changed(ChatState& state, const HubSettings& before, Now now);

// presence.cpp
// To those who monitor the nick (MONITOR).
void came_online(ChatState& state, const User& user, Now now);
void went_offline(ChatState& state, std::string_view nick, Now now);
void changed_nick(ChatState& state, const User& user, std::string_view old_nick, Now now);
// Tells a change of `user` to those sessions that have the capability for it: their own, their
// neighbours', and those that monitor them with extended-monitor, each once, but not to `except`.
void tell_acquaintances(ChatState& state, const User& user, const Line& line, ConnId except,
                        irc::Capability needs);

// Gives the caller another nick, if nobody has it, and tells the neighbours. REQUIRES: registered.
void rename_user(Call& call, std::string_view nick);

// speech.cpp
// Says `text` in `channel` as a PRIVMSG by the caller, with all its checks.
void say_in_channel(Call& call, Channel& channel, std::string_view text);

// classroom.cpp: the classroom protocol's two events.
void open_classroom(Call& call);
void hear_classroom(Call& call, std::string_view message);
// What its sessions are told: the same text with its end, without controls; empty for what they
// have no words for (CTCP other than ACTION).
std::string classroom_words(std::string_view nick, std::string_view text);
std::string classroom_goodbye(std::string_view nick);

}  // namespace uvchat::hub
