// MODE of users.

#include <string>

#include "hub/commands/handlers.h"
#include "hub/commands/mode_words.h"
#include "hub/telling.h"

namespace uvchat::hub {
namespace {

using irc::ModeChange;
using irc::Numeric;

// Everybody may set i, w, B and T; operators s; o can only be laid down.
bool may_set_own(const User& user, const ModeChange& change) {
  if (change.letter == 'o') return !change.on;
  return change.letter != 's' || !change.on || user.is_operator();
}

}  // namespace

void tell_user_modes(Call& call, std::string_view changes) {
  const std::string body = ":" + std::string(call.user().prefix()) + " MODE " +
                           std::string(call.user().nick()) + " " + std::string(changes);
  const Line line{.body = body, .time_ms = call.now.wall_ms};
  call.reply.line(line);
  tell_user(call.state, call.user(), line, call.session.conn);
}

void handle_user_mode(Call& call, std::string_view nick) {
  User& user = call.user();
  if (!call.state.names.same(nick, user.nick())) {
    if (call.state.directory.find_user(nick) == nullptr) return no_such_nick(call, nick);
    call.reply.numeric(Numeric::err_usersdontmatch, {}, "You can only have your own modes");
    return;
  }
  if (call.message.param_count == 1) {
    call.reply.numeric(Numeric::rpl_umodeis, {"+" + user.modes.letters()});
    return;
  }
  Applied applied;
  bool unknown = false;
  for (const ModeChange& change :
       irc::parse_modes(mode_words_of(call), irc::user_mode_takes_param)) {
    if (!is_one_of(change.letter, irc::user_modes)) {
      unknown = true;
    } else if (may_set_own(user, change) && user.modes.has(change.letter) != change.on) {
      call.state.set_mode(user, change.letter, change.on);
      applied.add(change.on, change.letter);
    }
  }
  if (!user.is_operator() && user.modes.has('s')) {  // which goes with the rank
    call.state.set_mode(user, 's', false);
    applied.add(false, 's');
  }
  if (unknown) call.reply.numeric(Numeric::err_umodeunknownflag, {}, "Unknown mode flag");
  if (!applied.empty()) tell_user_modes(call, applied.text());
}

}  // namespace uvchat::hub
