// PASS, NICK, USER, PING, PONG, QUIT: how a session begins, shows that it lives, and ends.

#include <algorithm>
#include <optional>
#include <string>

#include "hub/acts/identity.h"
#include "hub/acts/login.h"
#include "hub/acts/quit.h"
#include "hub/commands/answers.h"
#include "hub/commands/handlers.h"
#include "hub/commands/login.h"
#include "hub/commands/nicks.h"
#include "hub/commands/queries.h"
#include "hub/commands/registration.h"
#include "hub/commands/spam.h"
#include "hub/presence.h"
#include "hub/saved_people.h"
#include "uvchat/base/limits.h"
#include "uvchat/base/secret.h"
#include "uvchat/base/utf8.h"
#include "uvchat/irc/names.h"

namespace uvchat::hub {
namespace {

using irc::Numeric;

bool knows_password(const Call& call) {
  return !call.state.settings.password || call.session.registration->password_right;
}

const ServerBan* ban_of(Call& call) {
  const std::uint64_t looks = call.state.bans.looks();
  const ServerBan* ban = call.state.bans.of(call.session, call.now.wall_ms());
  call.state.work.add(call.state.bans.looks() - looks);
  return ban;
}

void set_default_modes(Call& call) {
  User& user = call.user();
  for (const char letter : call.state.settings.default_user_modes) {
    call.state.set_mode(user, letter, true);
  }
  call.state.set_mode(user, 'r', user.account != nullptr);
  if (!user.modes.empty()) tell_user_modes(call.actor(), "+" + user.modes.letters());
}

// What masks are held against is its fold, which may be many times as long: it is bounded, too.
std::size_t room_for_realname(const irc::Names& names, std::string_view realname) {
  realname = utf8_cut(realname, limits::realname_bytes_max);
  while (names.fold(realname).size() > limits::realname_fold_bytes_max) {
    realname = utf8_cut(realname, realname.size() / 2);
  }
  return realname.size();
}

void nick_in_use(Call& call, std::string_view nick) {
  call.reply.numeric(Numeric::err_nicknameinuse, {nick}, "Nickname is already in use");
}

// Whoever registers first has a nick. It is looked at now, and again when the session is about to
// register; while capabilities are negotiated only then, since who it is may not be known before.
void note_nick(Call& call, std::string_view nick) {
  Registration& registration = *call.session.registration;
  if (!registration.negotiating && !may_take_nick(call.state, nick, registration.account)) {
    registration.refused_nick = nick;
    return nick_in_use(call, nick);
  }
  registration.refused_nick.clear();
  User& draft = *registration.draft;
  draft.set_names(nick, std::string(draft.user()), std::string(draft.host()));
  call.reply.address_as(nick);
  try_register(call);
}

// False where somebody has the nick by now: another one must be given.
bool nick_is_left(Call& call) {
  User& draft = call.user();
  const std::string nick(draft.nick());
  const Account* account = call.session.account();
  if (may_take_nick(call.state, nick, account)) {
    take_back_nick(call.state, nick, account, call.now);
    return true;
  }
  draft.set_names({}, std::string(draft.user()), std::string(draft.host()));
  call.session.registration->refused_nick = nick;
  call.reply.address_as("*");
  nick_in_use(call, nick);
  return false;
}

void rename_user(Call& call, std::string_view nick) {
  const Account* account = call.session.account();
  if (!may_take_nick(call.state, nick, account, &call.user())) return nick_in_use(call, nick);
  take_back_nick(call.state, nick, account, call.now);
  change_nick(call.actor(), nick);
  watch_nick(call.state, call.user(), call.now);
}

void log_registered(const Call& call) {
  call.state.log.write(LogLevel::debug, "session registered",
                       {{"conn", call.session.conn.packed},
                        {"nick", call.user().nick()},
                        {"address", call.session.address.text()}});
}

void become_user(Call& call) {
  User& user = call.state.register_user(call.session, call.now);
  if (user.account != nullptr) look_after(call.state, *user.account);
  log_registered(call);
  send_welcome(call);
  set_default_modes(call);
  came_online(call.state, user, call.now);
  watch_nick(call.state, user, call.now);
}

// One more session of a user of an account, whatever nick it has asked for.
void join_user(Call& call, User& user) {
  const std::string away(call.user().away());
  call.session.registration.reset();
  add_session(call.state, call.session, user, away, call.now);
  call.reply.address_as(user.nick());
  log_registered(call);
  send_welcome(call);
  tell_whereabouts(call);
}

}  // namespace

std::optional<Fault> why_not_admitted(Call& call) {
  if (call.session.is_registered()) return {};
  if (!knows_password(call)) {
    return Fault{code::disallowed, "the password of the server comes first (PASS)"};
  }
  if (ban_of(call) != nullptr) return Fault{code::banned, "you are banned from this server"};
  return {};
}

void try_register(Call& call) {
  Session& session = call.session;
  if (!session.registration || session.registration->negotiating) return;
  if (session.person().nick().empty() || !session.registration->introduced) return;
  if (const ServerBan* ban = ban_of(call)) return turn_away(call.actor(), session, *ban);
  if (!knows_password(call)) {
    call.reply.numeric(Numeric::err_passwdmismatch, {}, "Password incorrect");
    call.reply.finish();
    return end_session(call.state, session, "Password incorrect", call.now);
  }
  Account* account = session.registration->account;
  const bool joins_user = account != nullptr && account->user != nullptr;
  if (joins_user && !has_room_for_session(call.state.settings.accounts, *account)) {
    return end_session(call.state, session, "Your account has too many sessions", call.now);
  }
  if (joins_user && must_be_secure(session, *account)) {
    return end_session(call.state, session, capitalised(secure_alone), call.now);
  }
  if (!joins_user && !nick_is_left(call)) return;
  if (session.origin == Origin::gateway) {  // that is its own user
    const auto why = call.state.count_by_user(session, call.now);
    if (why) return end_session(call.state, session, *why, call.now);
  }
  session.ping_sent = false;
  call.state.timers.schedule(session.timer, Deadline::ping,
                             call.now.mono_ms + call.state.settings.ping_interval_ms);
  joins_user ? join_user(call, *account->user) : become_user(call);
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
  call.session.is_registered() ? rename_user(call, nick) : note_nick(call, nick);
}

void handle_pass(Call& call) {
  if (call.session.is_registered()) {
    call.reply.numeric(Numeric::err_alreadyregistered, {}, "You may not reregister");
    return;
  }
  const std::optional<std::string>& password = call.state.settings.password;
  call.session.registration->password_right = password && same_secret(call.param(0), *password);
}

void handle_user(Call& call) {
  Session& session = call.session;
  if (session.is_registered() || session.registration->introduced) {
    call.reply.numeric(Numeric::err_alreadyregistered, {}, "You may not reregister");
    return;
  }
  if (call.param(0).empty() || call.param(3).empty()) {
    call.reply.numeric(Numeric::err_needmoreparams, {"USER"}, "Not enough parameters");
    return;
  }
  // '~' says, as everywhere on IRC, that nobody has vouched for this name.
  std::string user = "~";
  for (const char c : call.param(0)) {
    if (user.size() < limits::user_bytes_max && irc::valid_user_char(c)) user.push_back(c);
  }
  if (user.size() == 1) {
    call.reply.numeric(Numeric::err_invalidusername, {}, "That is no user name");
    return;
  }
  session.registration->introduced = true;
  User& draft = session.person();
  draft.set_names(std::string(draft.nick()), user, std::string(draft.host()));
  if (user.substr(1) != call.param(0).substr(call.param(0).starts_with('~') ? 1 : 0)) {
    tell_shortened(call, "USER", {}, "Your user name is " + user + " here");
  }
  const std::size_t room = room_for_realname(call.state.names, call.param(3));
  draft.set_realname(shortened(call, "USER", {}, call.param(3), room));
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
  const std::size_t room = room_behind(sizeof(": QUIT :Quit: ") - 1 + call.user().prefix().size());
  const bool is_registered = call.session.is_registered();
  const std::string_view reason =
      is_registered ? reason_without_spam(call, call.param(0), "all") : call.param(0);
  if (call.session.quitting) return;
  const std::string_view given =
      shortened(call, "QUIT", {}, reason, std::min(limits::topic_bytes_max, room));
  if (is_registered) {
    const std::string said = given.empty() ? "Quit" : "Quit: " + std::string(given);
    call.reply.record(quit_record(call.user(), said, call.now));
  }
  call.reply.finish();
  end_session(call.state, call.session, "Quit", call.now, given);
}

}  // namespace uvchat::hub
