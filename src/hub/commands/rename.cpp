// RENAME: another name for a channel, which stays what it is (IRCv3 draft/channel-rename).

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "hub/access.h"
#include "hub/acts/channel.h"
#include "hub/commands/answers.h"
#include "hub/commands/handlers.h"
#include "hub/commands/room_change.h"
#include "hub/owned_name.h"
#include "hub/registered_rooms.h"

namespace uvchat::hub {
namespace {

bool is_classroom(const ChatState& state, std::string_view name) {
  const auto& listeners = state.settings.listeners;
  return std::any_of(listeners.begin(), listeners.end(), [&](const ListenerSettings& listener) {
    return listener.kind == SessionKind::classroom && state.names.same(listener.channel, name);
  });
}

struct Refused {
  std::string_view code, why;
};

// That a name is taken cannot be hidden from one who tries to take it; by whom is not told.
std::optional<Refused> may_not_rename(const ChatState& state, const User& by,
                                      const Channel& channel, std::string_view name) {
  if (!state.names.valid_channel(name)) {
    return Refused{"CANNOT_RENAME", "That is no name for a channel"};
  }
  const Channel* holder = state.directory.find_channel(name);
  if (holder != nullptr && !knows(by, *holder)) {
    return Refused{"CANNOT_RENAME", "That is no name for a channel"};
  }
  if ((holder != nullptr && holder != &channel) || name == channel.name) {
    return Refused{"CHANNEL_NAME_IN_USE", "The channel name is already taken"};
  }
  if (state.directory.looks_like_another(name, &channel)) {
    return Refused{"CANNOT_RENAME", "That is no name for a channel"};
  }
  if (holder == nullptr && is_classroom(state, channel.name)) {
    return Refused{"CANNOT_RENAME", "The channel is a classroom, which is found by its name"};
  }
  if (holder == nullptr && channel.keeping && channel.keeping->is_declared) {
    return Refused{"CANNOT_RENAME", "The configuration names the channel"};
  }
  if (channel.is_registered() && !is_founder(by, channel)) {
    return Refused{"CANNOT_RENAME", "Only its founder may rename a registered channel"};
  }
  // A pupil may come, and make the room, while the store is asked for the name.
  if (holder == nullptr && channel.is_registered() && is_classroom(state, name)) {
    return Refused{"CANNOT_RENAME", "That is the name of a classroom"};
  }
  return std::nullopt;
}

// What a client is shown that does not know RENAME. Its NAMES come with the next ticks: all members
// get theirs at the same time.
void show_part_and_join(Call& theirs, const Channel& channel, std::string_view old_name,
                        std::string_view reason, Page names) {
  const Actor they = theirs.actor();
  Record left = they.record(RecordKind::part, old_name);
  if (!reason.empty()) left.text = reason;
  theirs.reply.record(left);
  theirs.reply.record(they.record(RecordKind::join, channel.name));
  if (!channel.topic.empty()) send_topic(theirs, channel);
  if (theirs.session.caps.has(irc::Capability::no_implicit_names)) return;
  theirs.state.park(theirs.session).pages.push_back(std::move(names));
}

// `asker`: whose answer this is a part of, and who pays; null: nobody's.
void tell_one_of_the_others(ChatState& state, Session& session, const Channel& channel,
                            std::string_view old_name, std::string_view reason, Call* asker,
                            Now now) {
  if (knows_rename(session)) return;
  if (asker != nullptr) {
    asker->owed += static_cast<std::int64_t>(channel.size());  // whose names are told
    if (&session == &asker->session) {
      return show_part_and_join(*asker, channel, old_name, reason, names_page(channel));
    }
  }
  const irc::Message no_line;
  Reply reply = reply_to(state, session, now);
  Call theirs{state, session, no_line, reply, now};
  show_part_and_join(theirs, channel, old_name, reason, aside(names_page(channel)));
}

void tell_the_others(ChatState& state, const Channel& channel, std::string_view old_name,
                     std::string_view reason, Call* asker, Now now) {
  channel.for_each_member([&](const Membership& member) {
    for_each_session_of(*member.user, [&](Session& session) {
      tell_one_of_the_others(state, session, channel, old_name, reason, asker, now);
    });
  });
}

void fail(Call& call, std::string_view code, const Channel& channel, std::string_view name,
          std::string_view why) {
  call.reply.fail("RENAME", {code, channel.name, name}, why);
}

// Says why the caller may not rename the channel so; true where they may.
bool may_rename(Call& call, const Channel& channel, const std::string& name) {
  const Membership* own = own_membership(call, channel.name);
  if (own == nullptr) return false;
  if (!own->ranks.at_least(irc::Rank::op)) {
    not_operator(call, channel);
    return false;
  }
  if (const auto refused = may_not_rename(call.state, call.user(), channel, name)) {
    fail(call, refused->code, channel, name, refused->why);
    return false;
  }
  if (!call.state.names.same(channel.name, name) &&
      (call.now.mono_ms < channel.may_rename_ms || channel.size() > limits::renamed_members_max)) {
    fail(call, "CANNOT_RENAME", channel, name,
         "The channel is too large, or had another name a moment ago");
    return false;
  }
  return true;
}

// Until the store has confirmed it the new name is nobody else's.
void ask_for_name(ChatState& state, const Channel& channel, const std::string& name,
                  RoomChange& change) {
  change.request =
      store::RenameRoom{channel.keeping->stored_fold, owned_name(state.work, state.names, name)};
  state.directory.reserve_channel_name(name);
  change.answered = [name](ChatState& settled) { settled.directory.give_up_channel_name(name); };
}

std::optional<RoomChange> plan_rename(Call& call, Channel& channel, const std::string& name,
                                      std::string_view given) {
  if (!may_rename(call, channel, name)) return std::nullopt;
  channel.may_rename_ms = call.now.mono_ms + limits::rename_interval_ms;
  const std::string old_name = channel.name;
  const std::size_t head_bytes =
      sizeof(": RENAME   :") - 1 + call.user().prefix().size() + old_name.size() + name.size();
  const std::string reason(
      shortened(call, "RENAME", old_name, given,
                std::min(call.state.settings.topic_bytes_max, room_behind(head_bytes))));
  const bool is_new_name = !call.state.names.same(old_name, name);
  RoomChange change;
  if (channel.is_registered()) ask_for_name(call.state, channel, name, change);
  change.apply = [=](ChatState& state, Channel& renamed, const Actor* actor, Now now) {
    if (renamed.is_registered()) renamed.keeping->stored_fold = state.names.fold(name);
    rename_channel(state, actor, renamed, name, reason, now);
    if (actor == nullptr && is_new_name) {
      tell_the_others(state, renamed, old_name, reason, nullptr, now);
    }
  };
  if (is_new_name) {
    change.told = [=, slot = channel.slot, id = channel.id](Call& asker) {
      const Channel* renamed = asker.state.directory.channel_at(slot, id);
      if (renamed != nullptr) {
        tell_the_others(asker.state, *renamed, old_name, reason, &asker, asker.now);
      }
    };
  }
  return change;
}

RefuseRoomChange refusal_of(const std::string& channel, const std::string& name) {
  return [=](Call& call, store::Outcome outcome, std::string_view why) {
    if (outcome == store::Outcome::taken) {
      call.reply.fail("RENAME", {"CHANNEL_NAME_IN_USE", channel, name},
                      "The channel name is already taken");
    } else {
      fails_as("RENAME", channel)(call, outcome, why);
    }
  };
}

}  // namespace

void handle_rename(Call& call) {
  const Membership* own = own_membership(call, call.param(0));
  if (own == nullptr) return;
  const std::string name(call.param(1));
  change_room(
      call, *own->channel,
      [name, reason = std::string(call.param(2))](Call& page, Channel& channel) {
        return plan_rename(page, channel, name, reason);
      },
      refusal_of(own->channel->name, name));
}

}  // namespace uvchat::hub
