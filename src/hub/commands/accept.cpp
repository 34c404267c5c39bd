// ACCEPT: who may send private messages to somebody with mode R, though they are not logged in.

#include <algorithm>
#include <string>

#include "hub/acts/accept.h"
#include "hub/commands/answers.h"
#include "hub/commands/handlers.h"
#include "uvchat/base/limits.h"
#include "uvchat/irc/names.h"

namespace uvchat::hub {
namespace {

using irc::Numeric;

// Those who have gone are not in it: an acceptance is for one user, not for a nick.
void list_accepted(Call& call) {
  if (const UserExtras* extras = call.user().extras()) {
    for (const Acceptance& accepted : extras->accepted) {
      const User* user = call.state.directory.user_at(accepted.slot);
      if (user == nullptr || user->id != accepted.user) continue;
      call.reply.numeric(Numeric::rpl_acceptlist, {user->nick()});
    }
  }
  call.reply.numeric(Numeric::rpl_endofaccept, {}, "End of the list of those you accept");
}

void accept_one(Call& call, std::string_view nick) {
  const User* user = call.state.directory.find_user(nick);
  if (user == nullptr) return no_such_nick(call, nick);
  if (accepts(call.user(), *user)) {
    return call.reply.numeric(Numeric::err_acceptexist, {user->nick()}, "You accept them already");
  }
  accept(call.user(), *user);
}

void accept_no_more(Call& call, std::string_view nick) {
  const User* user = call.state.directory.find_user(nick);
  if (user == nullptr) return no_such_nick(call, nick);
  if (!stop_accepting(call.user(), *user)) {
    call.reply.numeric(Numeric::err_acceptnot, {user->nick()}, "You do not accept them");
  }
}

}  // namespace

// "ACCEPT ana,-bob"; "*", or nothing, lists them.
void handle_accept(Call& call) {
  std::string_view list = call.param(0);
  if (list.empty() || list == "*") return list_accepted(call);
  std::string_view nick;
  for (std::size_t n = 0; irc::next_in_list(list, nick); ++n) {
    if (n == limits::targets_max) {
      return call.reply.numeric(Numeric::err_toomanytargets, {nick}, "Too many targets");
    }
    nick.starts_with('-') ? accept_no_more(call, nick.substr(1)) : accept_one(call, nick);
  }
}

}  // namespace uvchat::hub
