// JOIN, PART, NAMES, TOPIC, MODE.

#include <algorithm>
#include <string>

#include "hub/commands/handlers.h"
#include "uvchat/base/limits.h"
#include "uvchat/base/utf8.h"
#include "uvchat/irc/names.h"

namespace uvchat::hub {
namespace {

using irc::Numeric;

void no_such_channel(Call& call, std::string_view name) {
  call.reply.numeric(Numeric::err_nosuchchannel, {name}, "No such channel");
}

// The caller's membership in the channel `name`; says what is wrong where there is none.
Membership* own_membership(Call& call, std::string_view name) {
  Channel* channel = call.state.directory.find_channel(name);
  if (channel == nullptr) {
    no_such_channel(call, name);
    return nullptr;
  }
  Membership* membership = ChatState::membership_of(call.user(), *channel);
  if (membership == nullptr) {
    call.reply.numeric(Numeric::err_notonchannel, {channel->name}, "You are not on that channel");
  }
  return membership;
}

// One line to the caller and the same to the others of the channel.
void tell_channel(Call& call, Channel& channel, const std::string& body,
                  std::string_view classroom) {
  const Line line{.body = body, .time_ms = call.now.wall_ms, .classroom = classroom};
  call.reply.line(line);
  call.state.outbox.to_channel(channel, line, call.session.conn);
}

std::string body_of(const Call& call, std::string_view command, const Channel& channel) {
  std::string body = ":";
  body.append(call.user().prefix()).append(" ").append(command).append(" ");
  return body.append(channel.name);
}

void send_names(Call& call, const Channel& channel) {
  charge(call, channel.members.size());
  // Room in a line beside ":server 353 nick = #channel :" and its end.
  const std::size_t head = call.state.settings.server_name.size() + channel.name.size() +
                           call.session.nick_or_star().size() + 14;
  std::string names;
  for (const auto& member : channel.members) {
    const std::string_view nick = member->user->nick();
    if (!names.empty() && head + names.size() + 1 + nick.size() > limits::line_bytes_max) {
      call.reply.numeric(Numeric::rpl_namreply, {"=", channel.name}, names);
      names.clear();
    }
    if (!names.empty()) names += ' ';
    names += nick;
  }
  if (!names.empty()) call.reply.numeric(Numeric::rpl_namreply, {"=", channel.name}, names);
  call.reply.numeric(Numeric::rpl_endofnames, {channel.name}, "End of the list of names");
}

void send_topic(Call& call, const Channel& channel) {
  call.reply.numeric(Numeric::rpl_topic, {channel.name}, channel.topic);
  call.reply.numeric(Numeric::rpl_topicwhotime, {channel.name, channel.topic_by,
                                                 std::to_string(channel.topic_time_ms / 1000)});
}

void join_named(Call& call, std::string_view name) {
  if (!irc::valid_channel(name, call.state.settings.channel_chars_max)) {
    no_such_channel(call, name);
    return;
  }
  Channel* channel = call.state.directory.find_channel(name);
  if (channel != nullptr && ChatState::membership_of(call.user(), *channel) != nullptr) return;
  if (call.user().memberships.size() >= call.state.settings.channels_per_user_max) {
    call.reply.numeric(Numeric::err_toomanychannels, {name}, "You are in too many channels");
    return;
  }
  if (channel == nullptr) {
    channel = &call.state.directory.make_channel(name, call.now.wall_ms);
  }
  join_channel(call, *channel);
}

void part_named(Call& call, std::string_view name) {
  Membership* membership = own_membership(call, name);
  if (membership == nullptr) return;
  Channel& channel = *membership->channel;
  std::string body = body_of(call, "PART", channel);
  if (call.message.param_count > 1) {
    body.append(" :").append(utf8_cut(call.param(1), limits::topic_bytes_max));
  }
  tell_channel(call, channel, body, classroom_goodbye(call.user().nick()));
  call.state.part(*membership);
}

void for_each_named(Call& call, void (*act)(Call&, std::string_view)) {
  std::string_view list = call.param(0);
  std::string_view name;
  for (std::size_t n = 0; irc::next_in_list(list, name); ++n) {
    if (n == limits::channels_per_command_max) {
      call.reply.numeric(Numeric::err_toomanytargets, {name}, "Too many channels in one command");
      return;
    }
    act(call, name);
  }
}

void set_topic(Call& call, Channel& channel) {
  channel.topic = utf8_cut(call.param(1), call.state.settings.topic_bytes_max);
  channel.topic_by = call.user().prefix();
  channel.topic_time_ms = call.now.wall_ms;
  tell_channel(call, channel, body_of(call, "TOPIC", channel) + " :" + channel.topic, {});
}

void channel_mode(Call& call, std::string_view name) {
  const Channel* channel = call.state.directory.find_channel(name);
  if (channel == nullptr) return no_such_channel(call, name);
  if (call.message.param_count > 1) {
    call.reply.numeric(Numeric::err_chanoprivsneeded, {channel->name},
                       "The modes of a channel cannot be changed");
    return;
  }
  call.reply.numeric(Numeric::rpl_channelmodeis, {channel->name, "+n"});
  call.reply.numeric(Numeric::rpl_creationtime,
                     {channel->name, std::to_string(channel->created_ms / 1000)});
}

void user_mode(Call& call, std::string_view nick) {
  if (!irc::same_name(nick, call.user().nick())) {
    if (call.state.directory.find_user(nick) == nullptr) {
      call.reply.numeric(Numeric::err_nosuchnick, {nick}, "No such nick or channel");
    } else {
      call.reply.numeric(Numeric::err_usersdontmatch, {}, "You can only see your own modes");
    }
  } else if (call.message.param_count > 1) {
    call.reply.numeric(Numeric::err_umodeunknownflag, {}, "Unknown mode flag");
  } else {
    call.reply.numeric(Numeric::rpl_umodeis, {"+"});
  }
}

// Up to so many members a command costs no more than any line; ten thousand cost half a second.
constexpr std::size_t free_members = 500;
constexpr std::size_t members_per_ms = 20;
constexpr std::size_t charge_ms_max = 2000;

}  // namespace

void charge(Call& call, std::size_t members_visited) {
  if (members_visited <= free_members) return;
  const std::size_t ms = std::min(members_visited / members_per_ms, charge_ms_max);
  call.state.outbox.penalty(call.session.conn, static_cast<std::uint32_t>(ms));
}

void join_channel(Call& call, Channel& channel) {
  call.state.join(call.user(), channel);
  tell_channel(call, channel, body_of(call, "JOIN", channel), {});
  if (!channel.topic.empty()) send_topic(call, channel);
  send_names(call, channel);
}

void handle_join(Call& call) { for_each_named(call, join_named); }
void handle_part(Call& call) { for_each_named(call, part_named); }

void handle_names(Call& call) {
  std::string_view list = call.param(0);
  std::string_view name;
  if (!irc::next_in_list(list, name)) name = "*";
  const Channel* channel = call.state.directory.find_channel(name);
  if (channel != nullptr) {
    send_names(call, *channel);
  } else {
    call.reply.numeric(Numeric::rpl_endofnames, {name}, "End of the list of names");
  }
}

void handle_topic(Call& call) {
  const std::string_view name = call.param(0);
  if (call.message.param_count > 1) {
    Membership* membership = own_membership(call, name);
    if (membership != nullptr) set_topic(call, *membership->channel);
    return;
  }
  const Channel* channel = call.state.directory.find_channel(name);
  if (channel == nullptr) {
    no_such_channel(call, name);
  } else if (channel->topic.empty()) {
    call.reply.numeric(Numeric::rpl_notopic, {channel->name}, "No topic is set");
  } else {
    send_topic(call, *channel);
  }
}

void handle_mode(Call& call) {
  const std::string_view target = call.param(0);
  if (irc::looks_like_channel(target)) {
    channel_mode(call, target);
  } else {
    user_mode(call, target);
  }
}

}  // namespace uvchat::hub
