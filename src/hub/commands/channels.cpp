// JOIN, PART, KICK, TOPIC, NAMES.

#include <algorithm>
#include <string>
#include <vector>

#include "hub/access.h"
#include "hub/commands/handlers.h"
#include "hub/commands/names_lines.h"
#include "hub/member_walk.h"
#include "hub/reveal.h"
#include "hub/telling.h"
#include "hub/word_lines.h"
#include "uvchat/base/limits.h"
#include "uvchat/base/utf8.h"
#include "uvchat/irc/names.h"

namespace uvchat::hub {
namespace {

using irc::Numeric;
using irc::Rank;

// --- NAMES

void end_of_names(Call& call, std::string_view name) {
  call.reply.numeric(Numeric::rpl_endofnames, {name}, "End of the list of names");
}

void send_names(Call& call, const Channel& channel) { answer_in_pages(call, names_page(channel)); }

// --- What several of these commands need.

std::string body_of(const Call& call, std::string_view command, const Channel& channel) {
  std::string body = ":";
  body.append(call.user().prefix()).append(" ").append(command).append(" ");
  return body.append(channel.name);
}

void for_each_named(Call& call, std::string_view list, auto&& act) {
  std::string_view name;
  for (std::size_t n = 0; irc::next_in_list(list, name); ++n) {
    if (n == limits::channels_per_command_max || call.work() > limits::line_work_max) {
      call.reply.numeric(Numeric::err_toomanytargets, {name}, "Too many channels in one command");
      return;
    }
    act(name);
  }
}

// --- JOIN

// Those who follow absences learn of one who comes in absent (IRCv3 away-notify).
void tell_absence(Call& call, const Membership& membership) {
  const std::string body =
      ":" + std::string(call.user().prefix()) + " AWAY :" + std::string(call.user().away());
  Line line = event_line(call, body);
  line.can_wait = true;  // as his JOIN
  tell_viewers(call.state, membership, line, [&](const Membership&, const Session& session) {
    return &session != &call.session && session.caps.has(irc::Capability::away_notify);
  });
}

// Who comes first is the channel's operator; the classroom, which has no commands, does not count.
bool is_first_on_irc(Work& work, const Session& session, const Channel& channel) {
  if (channel.has_classroom()) work.add(channel.size());
  const auto is_on_irc = [](const auto& member) { return !is_in_classroom(*member->user); };
  return session.kind == SessionKind::irc &&
         std::none_of(channel.members.begin(), channel.members.end(), is_on_irc) &&
         std::none_of(channel.unseen.begin(), channel.unseen.end(), is_on_irc);
}

void refuse_join(Call& call, const Channel& channel, const Refusal& refusal) {
  call.reply.numeric(refusal.numeric, {channel.name}, refusal.text);
}

// One who is not let in goes where mode f sends him, if that lets him in.
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
// who tries to take its looks.
bool looks_free(Call& call, std::string_view name) {
  call.state.work.add(look_alikes_work(name));
  if (!call.state.directory.looks_like_another(name)) return true;
  call.reply.numeric(Numeric::err_badchanname, {name},
                     "That looks like the name of another channel");
  return false;
}

void join_named(Call& call, std::string_view name, std::string_view key) {
  if (!call.state.names.valid_channel(name)) {
    return no_such_channel(call, name);
  }
  Channel* channel = call.state.directory.find_channel(name);
  if (channel != nullptr && ChatState::membership_of(call.user(), *channel) != nullptr) return;
  if (call.user().memberships.size() >= call.state.settings.channels_per_user_max) {
    call.reply.numeric(Numeric::err_toomanychannels, {name}, "You are in too many channels");
    return;
  }
  if (channel == nullptr) {
    if (!looks_free(call, name)) return;
    return join_channel(call, channel_for(call, name));
  }
  if (const auto refusal = may_not_join(call.state, call.user(), *channel, key)) {
    return forward(call, *channel, *refusal);
  }
  join_channel(call, *channel);
}

// --- PART

void part_channel(Call& call, Membership& membership, std::string_view reason) {
  std::string body = body_of(call, "PART", *membership.channel);
  if (!reason.empty()) {
    const std::size_t room = std::min(limits::topic_bytes_max, room_behind(body.size() + 2));
    body.append(" :").append(shortened(call, "PART", membership.channel->name, reason, room));
  }
  tell_about(call, membership, body, classroom_goodbye(call.user().nick()));
  call.state.part(membership);
}

void leave_all(Call& call) {
  while (!call.user().memberships.empty()) part_channel(call, *call.user().memberships.back(), {});
}

// --- KICK

void kick(Call& call, Channel& channel, const Membership& by, std::string_view nick,
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
    std::string body = body_of(call, "KICK", channel);
    body.append(" ").append(user->nick()).append(" :");
    const std::size_t room = std::min(call.state.settings.kick_bytes_max, room_behind(body.size()));
    body.append(shortened(call, "KICK", channel.name, reason, room));
    tell_about(call, *target, body, classroom_goodbye(user->nick()));
    call.state.part(*target);
  }
}

// --- TOPIC

// Of a topic everybody is told as much, by TOPIC and by LIST, which has the least room for it.
std::size_t room_for_topic(const Call& call, const Channel& channel, std::size_t head_bytes) {
  const std::size_t list_bytes = channel.name.size() + sizeof(" 9999999") - 1;
  return std::min({call.state.settings.topic_bytes_max, room_behind(head_bytes),
                   room_behind(reply_head_bytes(call, list_bytes))});
}

void set_topic(Call& call, Membership& membership) {
  Channel& channel = *membership.channel;
  const std::string head = body_of(call, "TOPIC", channel) + " :";
  const std::size_t room = room_for_topic(call, channel, head.size());
  if (channel.modes.has('t') && !membership.ranks.at_least(Rank::halfop)) {
    return not_operator(call, channel);
  }
  if (const SpeechRight right =
          may_speak(call.state, call.user(), channel, utf8_cut(call.param(1), room));
      channel.modes.has('x') && right.audience == Audience::nobody) {
    call.reply.numeric(Numeric::err_cannotsendtochan, {channel.name}, right.why);
    return;
  }
  show_caller(call, channel);
  channel.topic = shortened(call, "TOPIC", channel.name, call.param(1), room);
  channel.topic_by = call.user().prefix();
  channel.topic_time_ms = call.now.wall_ms;
  tell_channel(call, channel, head + channel.topic);
}

}  // namespace

// In an auditorium one who is not seen is not in the list that he is given, either.
Page names_page(const Channel& channel, bool with_end) {
  return [with_end, name = channel.name, walk = MemberWalk(channel)](Call& call) mutable {
    const Channel* here = walk.channel(call.state);
    if (here == nullptr || !knows(call.user(), *here)) {  // not, or no longer
      if (with_end) end_of_names(call, name);
      return Progress::done;
    }
    const Membership* own = ChatState::membership_of(call.user(), *here);
    const bool sees_himself = !here->modes.has('u');
    NamesLines lines(call, *here);
    const auto add = [&](const Membership& member) {
      const bool seen = own == nullptr ? seen_from_outside(call.user(), member)
                                       : sees(*own, member) || (&member == own && sees_himself);
      if (seen) lines.add(member);
    };
    const bool at_end = walk.go_on(*here, call, add);
    lines.flush();
    if (at_end && with_end) end_of_names(call, here->name);
    return at_end ? Progress::done : Progress::more;
  };
}

void send_topic(Call& call, const Channel& channel) {
  call.reply.numeric(Numeric::rpl_topic, {channel.name}, channel.topic);
  call.reply.numeric(Numeric::rpl_topicwhotime, {channel.name, channel.topic_by,
                                                 std::to_string(channel.topic_time_ms / 1000)});
}

void no_such_channel(Call& call, std::string_view name) {
  call.reply.numeric(Numeric::err_nosuchchannel, {name}, "No such channel");
}

void not_operator(Call& call, const Channel& channel) {
  call.reply.numeric(Numeric::err_chanoprivsneeded, {channel.name},
                     "You are not an operator of that channel");
}

Membership* own_membership(Call& call, std::string_view name) {
  Channel* channel = call.state.directory.find_channel(name);
  if (channel == nullptr || !knows(call.user(), *channel)) {
    no_such_channel(call, name);
    return nullptr;
  }
  Membership* membership = ChatState::membership_of(call.user(), *channel);
  if (membership == nullptr) {
    call.reply.numeric(Numeric::err_notonchannel, {channel->name}, "You are not on that channel");
  }
  return membership;
}

Line event_line(Call& call, std::string_view body) {
  return {.body = body,
          .msgid = call.state.next_msgid(call.now.wall_ms),
          .time_ms = call.now.wall_ms,
          .bot = call.user().is_bot()};
}

void tell_channel(Call& call, Channel& channel, std::string_view body) {
  const Line line = event_line(call, body);
  call.reply.line(line);
  call.state.outbox.to_channel(channel, line, call.session.conn);
}

void tell_about(Call& call, const Membership& about, std::string_view body,
                std::string_view classroom) {
  Line line = event_line(call, body);
  line.classroom = classroom;
  line.can_wait = about.user == &call.user();  // whom another sends away is told of at once
  call.reply.line(line);
  Outbox& outbox = call.state.outbox;
  if (is_known_to_all(about)) return outbox.to_channel(*about.channel, line, call.session.conn);
  tell_user(call.state, *about.user, line, call.session.conn);
  tell_viewers(call.state, about, line, [&](const Membership& viewer, const Session& session) {
    return viewer.user != about.user && &session != &call.session;
  });
}

void show_caller(Call& call, Channel& channel) {
  if (!channel.curtained || channel.modes.has('u')) return;
  if (Membership* own = ChatState::membership_of(call.user(), channel)) {
    reveal(call.state, *own, call.now);
  }
}

Channel* forward_of(const ChatState& state, const Channel& channel) {
  if (channel.forward.empty()) return nullptr;
  Channel* to = state.directory.find_channel(channel.forward);
  return to != nullptr && to->id == channel.forward_id ? to : nullptr;
}

Channel& channel_for(Call& call, std::string_view name) {
  Channel* channel = call.state.directory.find_channel(name);
  if (channel != nullptr) return *channel;
  channel = &call.state.directory.make_channel(name, call.now.wall_ms);
  channel->modes.set('n', true);
  channel->modes.set('t', true);
  return *channel;
}

void join_channel(Call& call, Channel& channel) {
  irc::RankSet ranks;
  ranks.set(Rank::op, is_first_on_irc(call.state.work, call.session, channel));
  const Membership& membership = call.state.join(call.user(), channel, ranks);
  forget_invitation(call.user(), channel);
  tell_about(call, membership, body_of(call, "JOIN", channel), {});
  if (call.user().is_away()) tell_absence(call, membership);
  if (!channel.topic.empty()) send_topic(call, channel);
  if (call.session.kind == SessionKind::classroom) return;  // has no words for them
  if (!call.session.caps.has(irc::Capability::no_implicit_names)) send_names(call, channel);
}

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
  for_each_named(call, call.param(0), [&](std::string_view name) {
    if (Membership* membership = own_membership(call, name)) {
      part_channel(call, *membership, call.param(1));
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
    kick(call, *own->channel, *own, nick, reason);
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
    if (Membership* membership = own_membership(call, name)) set_topic(call, *membership);
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
