// JOIN, PART, KICK, TOPIC, NAMES.

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "hub/access.h"
#include "hub/acts/channel.h"
#include "hub/acts/membership.h"
#include "hub/commands/answers.h"
#include "hub/commands/handlers.h"
#include "hub/commands/markread.h"
#include "hub/commands/room_change.h"
#include "hub/commands/spam.h"
#include "hub/registered_rooms.h"
#include "hub/replay.h"
#include "hub/word_lines.h"
#include "uvchat/base/limits.h"
#include "uvchat/base/utf8.h"
#include "uvchat/irc/names.h"

namespace uvchat::hub {
namespace {

using irc::Numeric;
using irc::Rank;

// --- NAMES

void send_names(Call& call, const Channel& channel) { answer_in_pages(call, names_page(channel)); }

// --- What several of these commands need.

void too_many_channels(Call& call, std::string_view name) {
  call.reply.numeric(Numeric::err_toomanytargets, {name}, "Too many channels in one command");
}

void for_each_named(Call& call, std::string_view list, auto&& act) {
  std::string_view name;
  for (std::size_t n = 0; irc::next_in_list(list, name); ++n) {
    if (n == limits::channels_per_command_max || call.work() > limits::line_work_max) {
      return too_many_channels(call, name);
    }
    act(name);
  }
}

// --- JOIN

// Another session of the caller's has heard JOIN: its client expects what comes with that. The
// names come with the next ticks; the caller pays for them.
void show_to_other(Call& call, Session& session, const Channel& channel) {
  Reply reply = reply_to(call.state, session, call.now);
  Call theirs{call.state, session, call.message, reply, call.now};
  if (!channel.topic.empty()) send_topic(theirs, channel);
  if (session.caps.has(irc::Capability::read_marker)) {
    call.state.park(session).pages.push_back(aside(marker_page(channel)));
  }
  if (session.caps.has(irc::Capability::no_implicit_names)) return;
  call.owed += static_cast<std::int64_t>(channel.size());
  call.state.park(session).pages.push_back(aside(names_page(channel)));
}

// Makes the caller a member, and answers with topic and names.
void join_channel(Call& call, Channel& channel) {
  join(call.actor(), channel);
  if (!channel.topic.empty()) send_topic(call, channel);
  if (call.session.caps.has(irc::Capability::read_marker)) {
    answer_in_pages(call, marker_page(channel));
  }
  if (!call.session.caps.has(irc::Capability::no_implicit_names)) send_names(call, channel);
  replay_at_joining(call, channel);
  for_each_session_of(call.user(), [&](Session& session) {
    if (&session != &call.session) show_to_other(call, session, channel);
  });
}

void refuse_join(Call& call, const Channel& channel, const Refusal& refusal) {
  call.reply.numeric(refusal.numeric, {channel.name}, refusal.text);
}

// A user who is not let in goes where mode f sends them, if that channel lets them in.
void forward(Call& call, const Channel& from, const Refusal& refusal) {
  Channel* to = forward_of(call.state, from);
  if (to == nullptr || ChatState::membership_of(call.user(), *to) != nullptr ||
      may_not_join(call.state, call.user(), *to, {})) {
    return refuse_join(call, from, refusal);
  }
  call.reply.numeric(Numeric::err_linkchannel, {from.name, to->name},
                     "Forwarding to another channel");
  join_channel(call, *to);
}

// Nobody makes a channel that people take for another one. That there is one cannot be hidden from
// a user who tries to take its looks.
bool looks_free(Call& call, std::string_view name) {
  if (!call.state.directory.looks_like_another(name)) return true;
  call.reply.numeric(Numeric::err_badchanname, {name},
                     "That looks like the name of another channel");
  return false;
}

void join_named(Call& call, std::string_view name, std::string_view key) {
  if (!call.state.names.valid_channel(name)) return no_such_channel(call, name);
  Channel* channel = call.state.directory.find_channel(name);
  if (channel != nullptr && ChatState::membership_of(call.user(), *channel) != nullptr) return;
  if (call.user().memberships.size() >= call.state.settings.channels_per_user_max) {
    call.reply.numeric(Numeric::err_toomanychannels, {name}, "You are in too many channels");
    return;
  }
  if (channel == nullptr) {
    if (!looks_free(call, name)) return;
    return join_channel(call, channel_for(call.state, name, call.now));
  }
  if (const auto refusal = may_not_join(call.state, call.user(), *channel, key)) {
    return forward(call, *channel, *refusal);
  }
  join_channel(call, *channel);
}

// --- PART

void part_channel(Call& call, Membership& membership, std::string_view reason) {
  const std::string& channel = membership.channel->name;
  const std::size_t head_bytes =
      sizeof(": PART  :") - 1 + call.user().prefix().size() + channel.size();
  const std::size_t room = std::min(limits::topic_bytes_max, room_behind(head_bytes));
  part(call.actor(), membership, shortened(call, "PART", channel, reason, room));
}

void leave_all(Call& call) {
  while (!call.user().memberships.empty()) {
    Membership& last = *call.user().memberships.back();
    if (call.work() > limits::line_work_max) return too_many_channels(call, last.channel->name);
    part_channel(call, last, {});
  }
}

// --- KICK

void kick_named(Call& call, Channel& channel, const Membership& by, std::string_view nick,
                std::string_view reason) {
  User* user = call.state.directory.find_user(nick);
  Membership* target = user == nullptr ? nullptr : ChatState::membership_of(*user, channel);
  if (user == nullptr) {
    no_such_nick(call, nick);
  } else if (target == nullptr) {
    call.reply.numeric(Numeric::err_usernotinchannel, {user->nick(), channel.name},
                       "They are not on that channel");
  } else if (!may_act_on(by, *target)) {
    call.reply.numeric(Numeric::err_chanoprivsneeded, {channel.name},
                       "They have a higher rank than you");
  } else {
    const std::size_t head_bytes = sizeof(": KICK   :") - 1 + call.user().prefix().size() +
                                   channel.name.size() + user->nick().size();
    const std::size_t room = std::min(call.state.settings.kick_bytes_max, room_behind(head_bytes));
    kick(call.actor(), *target, shortened(call, "KICK", channel.name, reason, room));
  }
}

// --- TOPIC

// What may be kept of the topic; nothing where the caller may not set it, and is told so.
std::optional<std::string> topic_to_set(Call& call, const Membership& membership,
                                        std::string_view given) {
  const Channel& channel = *membership.channel;
  const std::size_t room = topic_room(call.state.settings, channel.name, call.user().prefix());
  if (channel.modes.has('t') && !membership.ranks.at_least(Rank::halfop)) {
    not_operator(call, channel);
    return std::nullopt;
  }
  if (const SpeechRight right = may_speak(call.state, call.user(), channel, utf8_cut(given, room));
      channel.modes.has('x') && right.audience == Audience::nobody) {
    call.reply.numeric(Numeric::err_cannotsendtochan, {channel.name}, right.why);
    return std::nullopt;
  }
  const TextLine line{given};
  const SpamVerdict spam =
      look_for_spam(call, SpamTarget::topic, std::span(&line, 1), channel.name);
  if (spam.passes) return std::string(shortened(call, "TOPIC", channel.name, given, room));
  if (spam.is(SpamAction::kill)) {
    kill_for_spam(call, spam);
  } else {
    call.reply.numeric(Numeric::err_cannotsendtochan, {channel.name}, spam.reason);
  }
  return std::nullopt;
}

std::optional<RoomChange> plan_topic(Call& call, Channel& channel, std::string_view given) {
  const Membership* own = own_membership(call, channel.name);
  if (own == nullptr) return std::nullopt;
  auto topic = topic_to_set(call, *own, given);
  if (!topic) return std::nullopt;
  RoomChange change;
  if (channel.is_registered()) {
    store::Room room = stored_room(call.state, channel, channel);
    room.topic = *topic;
    room.topic_by = call.user().prefix();
    room.topic_at_ms = call.now.wall_ms();
    change.request = store::SaveRoom{std::move(room)};
  }
  change.apply = [topic = std::move(*topic)](ChatState& state, Channel& changed, const Actor* actor,
                                             Now now) {
    actor != nullptr ? set_topic(*actor, changed, topic) : set_topic(state, changed, topic, now);
  };
  return change;
}

void change_topic(Call& call, const Channel& channel) {
  change_room(
      call, channel,
      [given = std::string(call.param(1))](Call& page, Channel& changed) {
        return plan_topic(page, changed, given);
      },
      fails_as("TOPIC", channel.name));
}

}  // namespace

void handle_join(Call& call) {
  if (call.param(0) == "0") return leave_all(call);
  std::string_view keys = call.param(1);
  for_each_named(call, call.param(0), [&](std::string_view name) {
    const std::string_view key = keys.substr(0, keys.find(','));
    keys.remove_prefix(std::min(key.size() + 1, keys.size()));
    join_named(call, name, key);
  });
}

void handle_part(Call& call) {
  const std::string_view reason = reason_without_spam(call, call.param(1), call.param(0));
  if (call.session.quitting) return;
  for_each_named(call, call.param(0), [&](std::string_view name) {
    if (Membership* membership = own_membership(call, name)) {
      part_channel(call, *membership, reason);
    }
  });
}

// "#a alice,bob", or as many channels as nicks.
void handle_kick(Call& call) {
  const std::string_view reason = call.param(2).empty() ? call.user().nick() : call.param(2);
  std::string_view channels = call.param(0);
  std::string_view name;
  std::string_view next;
  for_each_named(call, call.param(1), [&](std::string_view nick) {
    if (irc::next_in_list(channels, next)) name = next;
    Membership* own = own_membership(call, name);
    if (own == nullptr) return;
    if (!own->ranks.at_least(Rank::halfop)) return not_operator(call, *own->channel);
    kick_named(call, *own->channel, *own, nick, reason);
  });
}

// However many channels are asked for, the list has one end, which names them all: in several lines
// where one is too short for them.
void handle_names(Call& call) {
  constexpr std::size_t names_bytes_max = 200;
  if (call.param(0).empty()) return end_of_names(call, "*");
  std::vector<Page> pages;
  std::vector<std::string> asked;
  for_each_named(call, call.param(0), [&](std::string_view name) {
    const Channel* channel = call.state.directory.find_channel(name);
    const bool known = channel != nullptr && knows(call.user(), *channel);
    asked.emplace_back(known ? channel->name : name);
    if (!known) return;
    pages.push_back(names_page(*channel, false));
  });
  answer_in_pages(call, [pages = std::move(pages), asked = std::move(asked),
                         at = std::size_t{0}](Call& page) mutable {
    for (; at < pages.size(); ++at) {
      if (pages[at](page) != Progress::done) return Progress::more;
    }
    for (const std::string& names : in_lines(asked, ',', names_bytes_max)) {
      end_of_names(page, names);
    }
    return Progress::done;
  });
}

void handle_topic(Call& call) {
  const std::string_view name = call.param(0);
  if (call.message.param_count > 1) {
    if (Membership* own = own_membership(call, name)) change_topic(call, *own->channel);
    return;
  }
  const Channel* channel = call.state.directory.find_channel(name);
  if (channel == nullptr || !knows(call.user(), *channel)) {
    no_such_channel(call, name);
  } else if (channel->topic.empty()) {
    call.reply.numeric(Numeric::rpl_notopic, {channel->name}, "No topic is set");
  } else {
    send_topic(call, *channel);
  }
}

}  // namespace uvchat::hub
