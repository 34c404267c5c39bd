#include "hub/acts/quit.h"

#include <string>

#include "hub/presence.h"
#include "hub/telling.h"
#include "hub/whowas.h"

namespace uvchat::hub {
namespace {

// The last session of a user ends.
void quit(ChatState& state, const Session& session, std::string_view reason, Now now) {
  User& user = *session.user;
  state.whowas.add(past_user(state.names, user, now.wall_ms()), state.settings.whowas_max);
  const Record record{.kind = RecordKind::quit,
                      .source = user.prefix(),
                      .text = reason,
                      .account = user.account_name(),
                      .time_us = now.wall_us,
                      .bot = user.is_bot(),
                      .can_wait = true};
  tell_neighbours(state, user, record, session.conn);
  went_offline(state, user.nick(), now);
  while (!user.memberships.empty()) state.part(*user.memberships.back());
}

}  // namespace

void leave_user(ChatState& state, Session& session, std::string_view reason, Now now) {
  User& user = *session.user;
  const bool is_last = user.sessions == &session && session.next_of_user == nullptr;
  if (is_last) quit(state, session, reason, now);
  state.detach(session);
  if (is_last) state.remove_user(user);
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
    state.outbox.to_one(session.receiver(), Line{.body = body, .time_ms = now.wall_ms()});
  }
  state.stop_monitoring_all(session);
  if (session.user != nullptr) leave_user(state, session, reason, now);
  session.registration.reset();
  session.quitting = true;
}

void end_other(const Actor& actor, Session& session, std::string_view why, std::string_view said) {
  end_session(actor.state, session, why, actor.now, said);
  if (!actor.is_asker(session)) actor.state.forget(session);
}

void kill(const Actor& actor, User& user, std::string_view reason) {
  Record record = actor.record(RecordKind::kill, user.nick());
  record.text = reason;
  tell_user(actor.state, user, record);
  const std::string why = "Killed (" + std::string(actor.user.nick()) + ")";
  for_each_session_of(user, [&](Session& session) { end_other(actor, session, why, reason); });
}

void turn_away(const Actor& actor, Session& session, const ServerBan& ban) {
  const std::string body = ":" + actor.state.settings.server_name + " 465 " +
                           std::string(session.nick_or_star()) + " :" + std::string(banned_text) +
                           ban.reason;
  actor.state.outbox.to_one(session.receiver(), Line{.body = body, .time_ms = actor.now.wall_ms()});
  const std::string_view why = ban.kind == ServerBanKind::kline ? "K-lined" : "D-lined";
  end_other(actor, session, why, ban.reason);
}

}  // namespace uvchat::hub
