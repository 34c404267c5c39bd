// RENAME: another name for a channel, which stays what it is (IRCv3 draft/channel-rename).

#include <algorithm>
#include <string>
#include <utility>

#include "hub/access.h"
#include "hub/acts/channel.h"
#include "hub/commands/answers.h"
#include "hub/commands/handlers.h"

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
  return std::nullopt;
}

// The page is not a part of the answer that its reader is waiting for, if they wait for one; and
// the user who renamed the channel has paid for it.
Page aside(Page page) {
  return [page = std::move(page)](Call& call) {
    const std::uint64_t before = call.state.work.done();
    Reply reply = reply_to(call.state, call.session, call.now);
    Call unlabelled{call.state, call.session, call.message, reply, call.now};
    const Progress progress = page(unlabelled);
    call.owed -= static_cast<std::int64_t>(call.state.work.done() - before);
    return progress;
  };
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

void tell_one_of_the_others(Call& call, Session& session, const Channel& channel,
                            std::string_view old_name, std::string_view reason) {
  if (knows_rename(session)) return;
  call.owed += static_cast<std::int64_t>(channel.size());  // whose names are told
  if (&session == &call.session) {
    return show_part_and_join(call, channel, old_name, reason, names_page(channel));
  }
  Reply reply = reply_to(call.state, session, call.now);
  Call theirs{call.state, session, call.message, reply, call.now};
  show_part_and_join(theirs, channel, old_name, reason, aside(names_page(channel)));
}

void tell_the_others(Call& call, const Channel& channel, std::string_view old_name,
                     std::string_view reason) {
  channel.for_each_member([&](const Membership& member) {
    for_each_session_of(*member.user, [&](Session& session) {
      tell_one_of_the_others(call, session, channel, old_name, reason);
    });
  });
}

}  // namespace

void handle_rename(Call& call) {
  const Membership* own = own_membership(call, call.param(0));
  if (own == nullptr) return;
  Channel& channel = *own->channel;
  if (!own->ranks.at_least(irc::Rank::op)) return not_operator(call, channel);
  const std::string_view name = call.param(1);
  if (const auto refused = may_not_rename(call.state, call.user(), channel, name)) {
    return call.reply.fail("RENAME", {refused->code, channel.name, name}, refused->why);
  }
  const bool is_new_name = !call.state.names.same(channel.name, name);
  if (is_new_name &&
      (call.now.mono_ms < channel.may_rename_ms || channel.size() > limits::renamed_members_max)) {
    return call.reply.fail("RENAME", {"CANNOT_RENAME", channel.name, name},
                           "The channel is too large, or had another name a moment ago");
  }
  channel.may_rename_ms = call.now.mono_ms + limits::rename_interval_ms;
  const std::string old_name = channel.name;
  const std::size_t head_bytes =
      sizeof(": RENAME   :") - 1 + call.user().prefix().size() + old_name.size() + name.size();
  const std::string_view reason =
      shortened(call, "RENAME", old_name, call.param(2),
                std::min(call.state.settings.topic_bytes_max, room_behind(head_bytes)));
  rename_channel(call.actor(), channel, name, reason);
  if (is_new_name) tell_the_others(call, channel, old_name, reason);
}

}  // namespace uvchat::hub
