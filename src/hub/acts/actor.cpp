#include "hub/acts/actor.h"

#include "hub/reveal.h"
#include "hub/sight.h"
#include "hub/telling.h"

namespace uvchat::hub {

void tell_channel(const Actor& actor, Channel& channel, const Record& record) {
  actor.hears(record);
  actor.state.outbox.to_channel(channel, record, actor.conn());
  keep(actor.state, channel, record);
}

void tell_about(const Actor& actor, const Membership& about, const Record& record) {
  if (is_known_to_all(about)) return tell_channel(actor, *about.channel, record);
  actor.hears(record);
  tell_user(actor.state, *about.user, record, actor.conn());
  tell_viewers(actor.state, about, record, [&](const Membership& viewer, const Session& session) {
    return viewer.user != about.user && !actor.is_asker(session);
  });
  keep(actor.state, *about.channel, record, audience_of(about));
}

void show_actor(const Actor& actor, Channel& channel) {
  if (!channel.sight.curtained || channel.modes.has('u')) return;
  if (Membership* own = ChatState::membership_of(actor.user, channel)) {
    reveal(actor.state, *own, actor.now);
  }
}

}  // namespace uvchat::hub
