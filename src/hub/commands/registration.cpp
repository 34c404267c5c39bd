// CAP, NICK, USER, PING, PONG, QUIT: how a session begins, shows that it lives, and ends.

#include <algorithm>
#include <string>

#include "hub/commands/handlers.h"
#include "uvchat/base/ascii.h"
#include "uvchat/base/limits.h"
#include "uvchat/base/utf8.h"
#include "uvchat/irc/names.h"

namespace uvchat::hub {
namespace {

using irc::Capability;
using irc::CapabilitySet;
using irc::Numeric;

void try_register(Call& call) {
  Session& session = call.session;
  if (session.state != SessionState::unregistered || session.negotiating) return;
  if (session.user.nick().empty() || !session.introduced) return;
  if (const ServerBan* ban = call.state.bans.of(session, call.now.wall_ms)) {
    return turn_away(call, session, *ban);
  }
  call.state.registered(session, call.now);
  session.ping_sent = false;
  call.state.log.write(LogLevel::debug, "session registered",
                       {{"conn", session.conn.packed},
                        {"nick", session.user.nick()},
                        {"address", session.address.text()}});
  call.state.timers.schedule(session.timer,
                             call.now.mono_ms + call.state.settings.ping_interval_ms);
  send_welcome(call);
}

std::string capability_list(auto&& wanted) {
  std::string list;
  for (std::size_t i = 0; i < irc::capability_names.size(); ++i) {
    if (!wanted(static_cast<Capability>(i))) continue;
    if (!list.empty()) list += ' ';
    list += irc::capability_names[i];
  }
  return list;
}

void answer_cap(Call& call, std::string_view subcommand, std::string_view list) {
  call.reply.from_server({"CAP", call.session.nick_or_star(), subcommand}, list);
}

// All or nothing: one unknown name refuses the whole request, which is answered as it was asked.
void request_caps(Call& call) {
  CapabilitySet caps = call.session.caps;
  std::string_view rest = call.param(1);
  while (!rest.empty()) {
    std::string_view name = rest.substr(0, rest.find(' '));
    rest.remove_prefix(std::min(name.size() + 1, rest.size()));
    if (name.empty()) continue;
    const bool on = !name.starts_with('-');
    const auto capability = irc::capability_named(name.substr(on ? 0 : 1));
    if (!capability) return answer_cap(call, "NAK", call.param(1));
    caps.set(*capability, on);
  }
  call.state.set_caps(call.session, caps);
  answer_cap(call, "ACK", call.param(1));
}

void tell_new_nick(Call& call, std::string_view old_prefix) {
  const std::string body =
      ":" + std::string(old_prefix) + " NICK " + std::string(call.user().nick());
  const Line line{.body = body, .time_ms = call.now.wall_ms};
  call.reply.line(line);
  call.state.outbox.to_neighbours(call.user(), line);
  std::size_t visited = 0;
  for (const Membership* m : call.user().memberships) visited += m->channel->members.size();
  charge(call, visited);
}

void quit(ChatState& state, Session& session, std::string_view reason, Now now) {
  User& user = session.user;
  if (session.state == SessionState::registered) {
    const std::string body = ":" + std::string(user.prefix()) + " QUIT :" + std::string(reason);
    const std::string classroom = classroom_goodbye(user.nick());
    state.outbox.to_neighbours(user,
                               {.body = body, .time_ms = now.wall_ms, .classroom = classroom});
  }
  while (!user.memberships.empty()) state.part(*user.memberships.back());
  session.state = SessionState::quitting;
}

}  // namespace

void handle_cap(Call& call) {
  std::string sub(call.param(0));
  std::transform(sub.begin(), sub.end(), sub.begin(), to_upper);
  const bool registered = call.session.state == SessionState::registered;
  if (sub == "LS") {
    if (!registered) call.session.negotiating = true;
    answer_cap(call, "LS", capability_list([](Capability) { return true; }));
  } else if (sub == "LIST") {
    answer_cap(call, "LIST",
               capability_list([&](Capability c) { return call.session.caps.has(c); }));
  } else if (sub == "REQ") {
    if (!registered) call.session.negotiating = true;
    request_caps(call);
  } else if (sub == "END") {
    call.session.negotiating = false;
    try_register(call);
  } else {
    call.reply.numeric(Numeric::err_invalidcapcmd, {call.param(0)}, "Invalid CAP subcommand");
  }
}

void rename_user(Call& call, std::string_view nick) {
  const std::string old_prefix(call.user().prefix());
  if (!call.state.set_nick(call.user(), nick)) {
    call.reply.numeric(Numeric::err_nicknameinuse, {nick}, "Nickname is already in use");
  } else if (call.session.state == SessionState::registered) {
    tell_new_nick(call, old_prefix);
  }
}

void handle_nick(Call& call) {
  const std::string_view nick = call.param(0);
  if (nick.empty()) {
    call.reply.numeric(Numeric::err_nonicknamegiven, {}, "No nickname given");
    return;
  }
  if (!call.state.names.valid_nick(nick)) {
    call.reply.numeric(Numeric::err_erroneusnickname, {nick}, "Erroneous nickname");
    return;
  }
  if (nick == call.user().nick()) return;
  rename_user(call, nick);
  try_register(call);
}

void handle_user(Call& call) {
  Session& session = call.session;
  if (session.state == SessionState::registered || session.introduced) {
    call.reply.numeric(Numeric::err_alreadyregistered, {}, "You may not reregister");
    return;
  }
  // '~' says, as everywhere on IRC, that nobody has vouched for this name.
  std::string user = "~";
  for (const char c : call.param(0)) {
    if (user.size() < limits::user_bytes_max && irc::valid_user_char(c)) user.push_back(c);
  }
  if (user.size() == 1) {
    call.reply.numeric(Numeric::err_needmoreparams, {"USER"}, "That is no user name");
    return;
  }
  session.introduced = true;
  session.user.set_names(std::string(session.user.nick()), user, std::string(session.user.host()));
  session.user.set_realname(utf8_cut(call.param(3), limits::realname_bytes_max));
  try_register(call);
}

void handle_ping(Call& call) {
  call.reply.from_server({"PONG", call.state.settings.server_name}, call.param(0));
}

// That a line came is all that counts; the hub has noted it.
void handle_pong(Call&) {}

// From servers to clients only; old clients send it when they go.
void handle_error(Call&) {}

void handle_quit(Call& call) {
  const std::string_view given = utf8_cut(call.param(0), limits::topic_bytes_max);
  end_session(call.state, call.session, given.empty() ? "Quit" : "Quit: " + std::string(given),
              call.now);
}

void end_session(ChatState& state, Session& session, std::string_view why, Now now,
                 std::string_view said) {
  state.log.write(LogLevel::debug, "session ended",
                  {{"conn", session.conn.packed},
                   {"nick", session.nick_or_star()},
                   {"address", session.address.text()},
                   {"reason", why}});
  const std::string reason = std::string(why) + (said.empty() ? "" : ": ") + std::string(said);
  if (session.kind == SessionKind::irc) {
    const std::string body = "ERROR :Closing link (" + reason + ")";
    state.outbox.to_one(session, Line{.body = body, .time_ms = now.wall_ms});
  }
  quit(state, session, reason, now);
}

void end_other(Call& call, Session& session, std::string_view why, std::string_view said) {
  end_session(call.state, session, why, call.now, said);
  if (&session != &call.session) call.state.forget(session);
}

}  // namespace uvchat::hub
