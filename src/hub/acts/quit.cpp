#include "hub/acts/quit.h"

#include <string>

#include "hub/acts/identity.h"
#include "hub/acts/stay.h"
#include "hub/presence.h"
#include "hub/remember.h"
#include "hub/telling.h"
#include "hub/whowas.h"

namespace uvchat::hub {
namespace {

// All but `except`, who hears of it in other words, are told; the user is in no channel any more.
void quit(ChatState& state, const User& user, std::string_view reason, ConnId except, Now now) {
  state.whowas.add(past_user(state.names, user, now.wall_ms()), state.settings.whowas_max);
  const Record record = quit_record(user, reason, now);
  tell_neighbours(state, user, record, except);
  keep_everywhere(state, user, record, now);
  went_offline(state, user.nick(), now);
  while (!user.memberships.empty()) state.part(*user.memberships.back());
}

std::string why_turned_away(const ServerBan& ban) {
  return ban.kind == ServerBanKind::kline ? "K-lined" : "D-lined";
}

void tell_banned(ChatState& state, const Session& session, const ServerBan& ban, Now now) {
  const std::string body = ":" + state.settings.server_name + " 465 " +
                           std::string(session.nick_or_star()) + " :" + std::string(banned_text) +
                           ban.reason;
  state.outbox.to_one(session.receiver(), Line{.body = body, .time_ms = now.wall_ms()});
}

}  // namespace

Record quit_record(const User& user, std::string_view reason, Now now) {
  return {.kind = RecordKind::quit,
          .source = user.prefix(),
          .text = reason,
          .account = user.account_name(),
          .account_id = user.account != nullptr ? user.account->id : 0,
          .time_us = now.wall_us,
          .bot = user.is_bot(),
          .can_wait = true};
}

void leave_user(ChatState& state, Session& session, std::string_view reason, Now now, Ends ends) {
  User& user = *session.user;
  const bool was_secure = user.modes.has('Z');
  const bool is_last = user.sessions == &session && session.next_of_user == nullptr;
  const bool stays = !is_last || (ends == Ends::session && may_stay(state, user, now));
  if (!stays) quit(state, user, reason, session.conn, now);
  state.detach(session);
  if (!stays) return state.remove_user(user);
  if (is_last) return become_absent(state, user, now);
  if (state.shutting_down) return;
  if (!was_secure && user.modes.has('Z')) {
    tell_user_modes({state, user, nullptr, nullptr, now}, "+Z");
  }
  look_at_absence({state, user, nullptr, nullptr, now});
}

void quit_without_session(ChatState& state, User& user, std::string_view reason, Now now) {
  state.log.write(LogLevel::info, "absent user quits", {{"nick", user.nick()}, {"reason", reason}});
  quit(state, user, reason, {}, now);
  end_absence(state, user);
  state.remove_user(user);
}

void end_session(ChatState& state, Session& session, std::string_view why, Now now,
                 std::string_view said, Ends ends) {
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
  if (session.user != nullptr) leave_user(state, session, reason, now, ends);
  session.registration.reset();
  session.quitting = true;
}

void end_other(const Actor& actor, Session& session, std::string_view why, std::string_view said,
               Ends ends) {
  end_session(actor.state, session, why, actor.now, said, ends);
  if (!actor.is_asker(session)) actor.state.forget(session);
}

void kill(const Actor& actor, User& user, std::string_view reason) {
  Record record = actor.record(RecordKind::kill, user.nick());
  record.text = reason;
  tell_user(actor.state, user, record);
  const std::string why = "Killed (" + std::string(actor.user.nick()) + ")";
  if (user.sessions == nullptr) {
    return quit_without_session(actor.state, user, why + ": " + std::string(reason), actor.now);
  }
  for_each_session_of(
      user, [&](Session& session) { end_other(actor, session, why, reason, Ends::user); });
}

void kill(ChatState& state, User& user, std::string_view reason, Now now) {
  Record record = server_record(state, RecordKind::kill, user.nick(), state.unkept_place(now));
  record.text = reason;
  tell_user(state, user, record);
  const std::string why = "Killed (" + state.settings.server_name + ")";
  if (user.sessions == nullptr) {
    return quit_without_session(state, user, why + ": " + std::string(reason), now);
  }
  for_each_session_of(user, [&](Session& session) {
    end_session(state, session, why, now, reason, Ends::user);
    state.forget(session);
  });
}

void turn_away(const Actor& actor, Session& session, const ServerBan& ban) {
  tell_banned(actor.state, session, ban, actor.now);
  end_other(actor, session, why_turned_away(ban), ban.reason, Ends::user);
}

void turn_away(ChatState& state, Session& session, const ServerBan& ban, Now now) {
  tell_banned(state, session, ban, now);
  end_session(state, session, why_turned_away(ban), now, ban.reason, Ends::user);
  state.forget(session);
}

void turn_away(ChatState& state, User& user, const ServerBan& ban, Now now) {
  quit_without_session(state, user, why_turned_away(ban) + ": " + ban.reason, now);
}

}  // namespace uvchat::hub
