#include "hub/telling.h"

namespace uvchat::hub {

void tell_neighbours(ChatState& state, const User& user, const Record& record, ConnId except,
                     std::optional<irc::Capability> needs, std::span<const Session* const> others) {
  ConnMarks& told = state.told;
  told.clear();
  if (except) told.mark(except);
  const auto tell = [&](const Session& session) {
    if (!told.mark(session.conn)) return;
    state.work.add(1);
    if (!needs || session.caps.has(*needs)) state.outbox.gather(session.receiver());
  };
  for_each_session_of(user, tell);
  for (const Membership* own : user.memberships) {
    const Channel& channel = *own->channel;
    if (!is_known_to_all(*own)) {
      state.work.add(viewers_to_look_at(*own));
      for_each_viewer(*own, [&](const Membership& m) { for_each_session_of(*m.user, tell); });
      continue;
    }
    // Most of them have been told in another channel already: they cost no look at their session.
    state.work.add(channel.size() / conns_a_unit);
    for (const ReceiverGroup& group : channel.groups) {
      for (std::size_t i = 0; i < group.conns.size(); ++i) {
        if (!told.has(group.conns[i])) tell(*group.seats[i]->session);
      }
    }
  }
  for (const Session* other : others) tell(*other);
  state.outbox.deliver_gathered(record);
}

}  // namespace uvchat::hub
