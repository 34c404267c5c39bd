#include "hub/acts/identity.h"

#include <string>
#include <utility>

#include "hub/acts/channel.h"
#include "hub/presence.h"
#include "hub/remember.h"
#include "hub/telling.h"
#include "hub/whowas.h"
#include "uvchat/base/limits.h"

namespace uvchat::hub {
namespace {

// What clients without chghost see: the member leaves and joins again.
void tell_as_part_and_join(const Actor& actor, const Membership& member,
                           std::string_view old_prefix) {
  const User& user = *member.user;
  const auto is_unaware = [&](const Membership& viewer, const Session& session) {
    return viewer.user != &user && session.kind == SessionKind::irc &&
           !session.caps.has(irc::Capability::chghost);
  };
  Record left = new_record(actor.state, user, RecordKind::part, actor.now);
  left.source = old_prefix;
  left.target = member.channel->name;
  left.text = "Changing host";
  tell_viewers(actor.state, member, left, is_unaware);
  Record back = new_record(actor.state, user, RecordKind::join, actor.now);
  back.target = member.channel->name;
  tell_viewers(actor.state, member, back, is_unaware);
  if (member.ranks.empty()) return;
  const std::string ranks = rank_words(member.ranks, user.nick());
  Record mode = server_record(actor.state, RecordKind::mode, member.channel->name,
                              actor.state.unkept_place(actor.now));
  mode.words = ranks;
  tell_viewers(actor.state, member, mode, is_unaware);
}

}  // namespace

void change_nick(const Actor& actor, std::string_view nick) {
  User& user = actor.user;
  ChatState& state = actor.state;
  const std::string old_prefix(user.prefix());
  const std::string old_nick(user.nick());
  PastUser past = past_user(state.names, user, actor.now.wall_ms());
  state.directory.rename_user(user, nick);
  if (actor.reply != nullptr) actor.reply->address_as(nick);
  if (past.folded != state.names.fold(nick)) {
    state.whowas.add(std::move(past), state.settings.whowas_max);
  }
  const Record record{.kind = RecordKind::nick,
                      .source = old_prefix,
                      .target = user.nick(),
                      .account = user.account_name(),
                      .account_id = user.account != nullptr ? user.account->id : 0,
                      .time_us = actor.now.wall_us,
                      .bot = user.is_bot()};
  actor.hears(record);
  tell_neighbours(state, user, record, actor.conn());
  keep_everywhere(state, user, record, actor.now);
  changed_nick(state, user, old_nick, actor.now);
}

void change_absence(const Actor& actor, std::string_view reason) {
  actor.session->is_away = !reason.empty();
  if (!reason.empty()) actor.user.make_extras().reason = reason;
  look_at_absence(actor);
}

void look_at_absence(const Actor& actor) {
  bool is_here = false;
  for_each_session_of(actor.user, [&](const Session& s) { is_here = is_here || !s.is_away; });
  const UserExtras* extras = actor.user.extras();
  const std::string reason = is_here || extras == nullptr ? std::string() : extras->reason;
  if (reason == actor.user.away()) return;
  actor.user.make_extras().away = reason;
  Record record = actor.record(RecordKind::away);
  if (actor.user.is_away()) record.text = actor.user.away();
  tell_acquaintances(actor.state, actor.user, record, actor.conn(), irc::Capability::away_notify);
}

void change_realname(const Actor& actor, std::string_view realname) {
  actor.user.set_realname(realname);
  Record record = actor.record(RecordKind::setname);
  record.text = actor.user.realname();
  if (actor.session != nullptr && actor.session->caps.has(irc::Capability::setname)) {
    actor.hears(record);
  }
  tell_acquaintances(actor.state, actor.user, record, actor.conn(), irc::Capability::setname);
}

void change_host(const Actor& actor, User& user, std::string_view host) {
  const std::uint64_t work_before = actor.state.work.done();
  const std::string old_prefix(user.prefix());
  user.set_names(std::string(user.nick()), std::string(user.user()), host);
  const std::string words = std::string(user.user()) + " " + std::string(user.host());
  Record record = new_record(actor.state, user, RecordKind::chghost, actor.now);
  record.source = old_prefix;
  record.words = words;
  tell_acquaintances(actor.state, user, record, {}, irc::Capability::chghost);
  for (const Membership* own : user.memberships) {
    if (actor.state.work.done() - work_before > limits::line_work_max) return;
    tell_as_part_and_join(actor, *own, old_prefix);
  }
}

void tell_user_modes(const Actor& actor, std::string_view changes) {
  const Record record{.kind = RecordKind::mode,
                      .source = actor.user.prefix(),
                      .target = actor.user.nick(),
                      .words = changes,
                      .time_us = actor.now.wall_us};
  actor.hears(record);
  tell_user(actor.state, actor.user, record, actor.conn());
}

}  // namespace uvchat::hub
