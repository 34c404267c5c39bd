#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "hub/call.h"

// Changes of channels. Of what the store keeps the store is asked first: the session is parked, and
// the change is done when the store has confirmed it, whatever has become of the session that
// asked. A channel has one such change under way at a time: the next one is planned when it is
// done.

namespace uvchat::hub {

struct RoomChange {
  // What the store is asked for. Nothing: the change is done at once.
  std::optional<store::Request> request;
  // Does it. `actor`: who has asked; null where they are gone, and then it is told as the server's.
  // It must not refer to what may be gone by then.
  std::function<void(ChatState&, Channel&, const Actor* actor, Now)> apply;
  std::function<void(Call&)> told = nullptr;  // what the asker is told then; may be null
  bool again = false;                         // then there may be another one to be planned
  // What is noted when it is done, because the asker may do it as an operator of the server
  // alone. Empty: they have a right of their own.
  std::string deed = {};
  // What is done when the store has answered, whatever it has answered; may be null.
  std::function<void(ChatState&)> answered = nullptr;
};

// Looks at what the caller may do, and says so where they may not: then there is no change. It is
// called when it is the command's turn, and keeps copies of what it needs.
using PlanRoomChange = std::function<std::optional<RoomChange>(Call&, Channel&)>;
// Says that the store has not done it.
using RefuseRoomChange = std::function<void(Call&, store::Outcome, std::string_view why)>;

void change_room(Call& call, const Channel& channel, PlanRoomChange plan, RefuseRoomChange refuse);
// Says it as "FAIL TOPIC TEMPORARILY_UNAVAILABLE #room :...".
RefuseRoomChange fails_as(std::string_view command, std::string_view channel);

// Goes on with commands that have waited for a change before theirs.
void give_room_turns(ChatState& state, Now now);

}  // namespace uvchat::hub
