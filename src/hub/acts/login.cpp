#include "hub/acts/login.h"

#include <string>
#include <utility>
#include <vector>

#include "hub/access.h"
#include "hub/acts/identity.h"
#include "hub/acts/membership.h"
#include "hub/acts/quit.h"
#include "hub/acts/stay.h"
#include "hub/presence.h"
#include "hub/registered_rooms.h"
#include "hub/saved_people.h"
#include "hub/telling.h"
#include "uvchat/base/assert.h"

namespace uvchat::hub {

namespace {

// The guest's channels are not the account's: its client would go on to show them.
void tell_left_channels(ChatState& state, const Session& session, std::string_view reason,
                        Now now) {
  for (const Membership* left : session.user->memberships) {
    Record record = new_record(state, *session.user, RecordKind::part, now);
    record.target = left->channel->name;
    record.text = reason;
    state.outbox.to_one(session.receiver(), record);
  }
}

}  // namespace

void log_in(const Actor& actor, Account& account) {
  UVCHAT_ASSERT(actor.user.account == nullptr && account.user == nullptr);
  actor.user.account = &account;
  account.user = &actor.user;
  look_after(actor.state, account);
  ++actor.user.changes;
  Record record = actor.record(RecordKind::account);
  record.words = account.name;
  tell_acquaintances(actor.state, actor.user, record, {}, irc::Capability::account_notify);
  // Not told: RPL_LOGGEDIN and ACCOUNT have said so, and clients wait for what comes next.
  actor.state.set_mode(actor.user, 'r', true);
  for (Membership* member : actor.user.memberships) {
    Past& past = member->channel->past;
    actor.state.history.note_join(past, account.id, actor.now.wall_us);
    give_account_ranks(actor.state, *member, actor.now);
  }
}

void end_sessions_of(ChatState& state, const Account& account, std::string_view why, Now now,
                     ConnId except, Ends ends) {
  std::vector<ConnId> conns;
  state.for_each_session([&](const Session& session) {
    if (session.account() == &account && session.conn != except) conns.push_back(session.conn);
  });
  for (const ConnId conn : conns) {
    Session& session = *state.find(conn);
    end_session(state, session, why, now, {}, ends);
    state.forget(session);
  }
}

void log_out_all(ChatState& state, Account& account, Now now) {
  state.for_each_session([&](Session& session) {
    if (session.registration && session.registration->account == &account) {
      session.registration->account = nullptr;
    }
  });
  User* user = std::exchange(account.user, nullptr);
  if (user == nullptr) return;
  for (Membership* member : user->memberships) {
    take_ranks(state, *member, ranks_of_account(state, *user, *member->channel), now);
  }
  user->account = nullptr;
  ++user->changes;
  Record record = new_record(state, *user, RecordKind::account, now);
  record.words = "*";
  tell_acquaintances(state, *user, record, {}, irc::Capability::account_notify);
  state.set_mode(*user, 'r', false);
}

void end_account(ChatState& state, Account& account, Now now) {
  log_out_all(state, account, now);
  forget_account(state, account.id);
  state.accounts.drop(account);
}

void add_session(ChatState& state, Session& session, User& to, std::string_view away, Now now) {
  if (session.is_away) to.make_extras().reason = away;
  end_absence(state, to);
  if (to.sessions == nullptr) to.address = session.address;
  if (to.modes.has('Z') && !session.has_tls) {
    tell_user_modes({state, to, nullptr, nullptr, now}, "-Z");  // the new one is told of all modes
  }
  state.attach(session, to);
  look_at_absence({state, to, nullptr, nullptr, now});
}

void move_to_account(ChatState& state, Session& session, User& to, Now now) {
  UVCHAT_ASSERT(session.user != nullptr && session.user->account == nullptr);
  const std::string old_prefix(session.user->prefix());
  const std::string reason = "Logged in as " + to.account->name;
  const std::string away(session.user->away());
  tell_left_channels(state, session, reason, now);
  leave_user(state, session, reason, now);
  add_session(state, session, to, away, now);
  state.outbox.to_one(session.receiver(), Record{.kind = RecordKind::nick,
                                                 .source = old_prefix,
                                                 .target = to.nick(),
                                                 .time_us = now.wall_us});
}

}  // namespace uvchat::hub
