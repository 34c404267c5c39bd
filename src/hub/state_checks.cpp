// What ChatState keeps true, looked at: in tests, in the simulation, and in debug builds.

#include <algorithm>

#include "hub/sight.h"
#include "hub/state.h"
#include "uvchat/base/assert.h"

namespace uvchat::hub {
namespace {

void check_memberships(const User& user) {
  const Membership* before = nullptr;
  std::size_t count = 0;
  for (const Membership* m : user.memberships) {
    UVCHAT_ASSERT(m->user == &user && m->previous_of_user == before);
    before = m;
    ++count;
    const auto& list = is_unseen(*m) ? m->channel->unseen : m->channel->members;
    UVCHAT_ASSERT(list[m->place_in_channel].get() == m);
  }
  UVCHAT_ASSERT(user.memberships.back() == before && user.memberships.size() == count);
}

// A seat for each session of each member, where the session's receiver group has it; and no other.
void check_seats(const Channel& channel) {
  std::size_t sitting = 0;
  channel.for_each_member([&](const Membership& member) {
    const std::size_t before = sitting;
    // Who has no session hears nothing.
    UVCHAT_ASSERT(!channel.modes.has('z') || member.user->modes.has('Z') ||
                  member.seats == nullptr);
    for (const Seat* seat = member.seats; seat != nullptr; seat = seat->next, ++sitting) {
      const Session* session = seat->session;
      const auto group =
          std::find_if(channel.groups.begin(), channel.groups.end(), [&](const ReceiverGroup& g) {
            return g.variant == session->variant() && g.loop == session->conn.loop();
          });
      UVCHAT_ASSERT(group != channel.groups.end() && group->seats[seat->place].get() == seat);
      UVCHAT_ASSERT(group->conns[seat->place] == session->conn);
    }
    std::size_t sessions = 0;
    for_each_session_of(*member.user, [&](const Session& session) {
      const Seat* seat = member.seats;
      while (seat != nullptr && seat->session != &session) seat = seat->next;
      UVCHAT_ASSERT(seat != nullptr);
      ++sessions;
    });
    UVCHAT_ASSERT(sitting == before + sessions);  // each has one, and there is no other
  });
  for (const ReceiverGroup& group : channel.groups) {
    UVCHAT_ASSERT(group.conns.size() == group.seats.size());
    sitting -= group.seats.size();
  }
  UVCHAT_ASSERT(sitting == 0);
}

}  // namespace

void ChatState::check_invariants() const {
  check_sessions();
  directory.check_invariants();
  std::size_t memberships_of_users = 0;
  Counts counted{.registered_max = counts_.registered_max};
  directory.for_each_user([&](const User& user) {
    UVCHAT_ASSERT(directory.user_at(user.slot) == &user);
    UVCHAT_ASSERT(user.account == nullptr || user.account->user == &user);
    UVCHAT_ASSERT(user.modes.has('Z') == is_secure(user));
    for_each_session_of(user, [&](const Session& s) { UVCHAT_ASSERT(s.user == &user); });
    ++counted.registered;
    counted.invisible += user.modes.has('i') ? 1 : 0;
    counted.operators += user.modes.has('o') ? 1 : 0;
    check_memberships(user);
    memberships_of_users += user.memberships.size();
  });
  UVCHAT_ASSERT(counted.registered == directory.user_count() && counted == counts_);
  std::size_t memberships_of_channels = 0;
  for (std::size_t slot = 0; slot < directory.channel_slots(); ++slot) {
    if (directory.channel_at(slot) == nullptr) continue;
    const Channel& channel = *directory.channel_at(slot);
    UVCHAT_ASSERT(channel.slot == slot && (channel.size() > 0 || channel.keeping));
    UVCHAT_ASSERT(directory.find_channel(channel.name) == &channel);
    check_seats(channel);
    check_sight(channel);
    memberships_of_channels += channel.size();
  }
  UVCHAT_ASSERT(memberships_of_users == memberships_of_channels);
}

void ChatState::check_sessions() const {
  std::size_t monitored = 0;
  std::size_t attached = 0;
  for_each_session([&](const Session& session) {
    UVCHAT_ASSERT(!session.quitting &&
                  (session.user == nullptr) == (session.registration != nullptr));
    attached += session.user == nullptr ? 0 : 1;
    for (const MonitoredNick& m : session.monitored()) {
      UVCHAT_ASSERT(monitors_.watches(session.conn, m.folded));
    }
    monitored += session.monitored().size();
  });
  UVCHAT_ASSERT(attached == attached_count_);
  UVCHAT_ASSERT(monitored == monitors_.size());
}

}  // namespace uvchat::hub
