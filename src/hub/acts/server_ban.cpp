#include "hub/acts/server_ban.h"

#include "hub/acts/quit.h"

namespace uvchat::hub {

void sweep_one(ChatState& state, BanSweep& at, const ServerBan& ban, const Session* spared,
               Now now) {
  state.work.add(1);
  User* user = state.directory.user_at(at.slot++);
  if (user == nullptr) return;
  if (user->sessions == nullptr && at.mask.means(*user)) {
    state.work.add(ban_end_work);
    return turn_away(state, *user, ban, now);
  }
  for_each_session_of(*user, [&](Session& session) {
    if (&session == spared || !at.mask.means(session)) return;
    state.work.add(ban_end_work);
    turn_away(state, session, ban, now);
  });
}

}  // namespace uvchat::hub
