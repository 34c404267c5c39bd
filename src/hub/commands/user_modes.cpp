// MODE of users.

#include <string>

#include "hub/acts/identity.h"
#include "hub/commands/answers.h"
#include "hub/commands/handlers.h"
#include "hub/commands/mode_words.h"
#include "hub/room_modes.h"

namespace uvchat::hub {
namespace {

using irc::ModeChange;
using irc::Numeric;

// Everybody may set i, w, B, R and T; operators s; o can only be laid down; r comes and goes with
// the account, and Z with connections.
bool may_set_own(const User& user, const ModeChange& change) {
  if (change.letter == 'o') return !change.on;
  if (change.letter == 'r' || change.letter == 'Z') return false;
  return change.letter != 's' || !change.on || user.is_operator();
}

}  // namespace

void handle_user_mode(Call& call) {
  const std::string_view nick = call.param(0);
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
  if (!applied.empty()) tell_user_modes(call.actor(), applied.text());
}

}  // namespace uvchat::hub
