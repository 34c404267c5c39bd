#include "hub/acts/login.h"

#include <string>

#include "hub/acts/quit.h"
#include "hub/presence.h"
#include "hub/telling.h"
#include "uvchat/base/assert.h"

namespace uvchat::hub {

void log_in(const Actor& actor, Account& account) {
  UVCHAT_ASSERT(actor.user.account == nullptr && account.user == nullptr);
  actor.user.account = &account;
  account.user = &actor.user;
  Record record = actor.record(RecordKind::account);
  record.words = account.name;
  tell_acquaintances(actor.state, actor.user, record, {}, irc::Capability::account_notify);
}

void move_to_account(ChatState& state, Session& session, User& to, Now now) {
  UVCHAT_ASSERT(session.user != nullptr && session.user->account == nullptr);
  const std::string old_prefix(session.user->prefix());
  leave_user(state, session, "Logged in as " + to.account->name, now);
  state.attach(session, to);
  state.outbox.to_one(session.receiver(), Record{.kind = RecordKind::nick,
                                                 .source = old_prefix,
                                                 .target = to.nick(),
                                                 .time_us = now.wall_us});
}

}  // namespace uvchat::hub
