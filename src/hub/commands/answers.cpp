// What the answers of several handlers have in common.

#include "hub/commands/answers.h"

#include <algorithm>
#include <string>

#include "hub/access.h"
#include "hub/commands/names_lines.h"
#include "hub/member_walk.h"
#include "hub/room_modes.h"
#include "hub/sight.h"
#include "uvchat/base/ascii.h"
#include "uvchat/base/limits.h"
#include "uvchat/base/utf8.h"
#include "uvchat/irc/mask.h"

namespace uvchat::hub {

using irc::Numeric;

// --- Refusals

bool is_here(Call& call, std::string_view name) {
  const irc::Names& names = call.state.names;
  if (name.empty() || call.state.directory.find_user(name) != nullptr) return true;
  const std::string server = names.fold(call.state.settings.server_name);
  if (irc::glob_matches(irc::fold_of_mask(names, name), server)) return true;
  call.reply.numeric(Numeric::err_nosuchserver, {name}, "No such server");
  return false;
}

void no_such_nick(Call& call, std::string_view nick) {
  call.reply.numeric(Numeric::err_nosuchnick, {nick}, "No such nick or channel");
}

bool is_operator(Call& call) {
  if (call.user().is_operator()) return true;
  call.reply.numeric(Numeric::err_noprivileges, {}, "Permission denied: you are not an operator");
  return false;
}

std::string capitalised(std::string_view text) {
  std::string sentence(text);
  if (!sentence.empty()) sentence.front() = to_upper(sentence.front());
  return sentence;
}

std::string printable(char letter) {
  return letter > ' ' && letter < 0x7F && letter != ':' ? std::string(1, letter) : "*";
}

// --- Channels

void end_of_names(Call& call, std::string_view name) {
  call.reply.numeric(Numeric::rpl_endofnames, {name}, "End of the list of names");
}

// In an auditorium a member whom nobody sees is not in their own list, either.
Page names_page(const Channel& channel, bool with_end) {
  return [with_end, name = channel.name, walk = MemberWalk(channel)](Call& call) mutable {
    const Channel* here = walk.channel(call.state);
    if (here == nullptr || !knows(call.user(), *here)) {  // not, or no longer
      if (with_end) end_of_names(call, name);
      return Progress::done;
    }
    const Membership* own = ChatState::membership_of(call.user(), *here);
    const bool sees_themselves = !here->modes.has('u');
    NamesLines lines(call, *here);
    const auto add = [&](const Membership& member) {
      const bool seen = own == nullptr ? seen_from_outside(call.user(), member)
                                       : sees(*own, member) || (&member == own && sees_themselves);
      if (seen) lines.add(member);
    };
    const bool at_end = walk.go_on(*here, call, add);
    lines.flush();
    if (at_end && with_end) end_of_names(call, here->name);
    return at_end ? Progress::done : Progress::more;
  };
}

Page aside(Page page) {
  return [page = std::move(page)](Call& call) {
    const std::uint64_t before = call.state.work.done();
    Reply reply = reply_to(call.state, call.session, call.now);
    Call unlabelled{call.state, call.session, call.message, reply, call.now, call.answer};
    const Progress progress = page(unlabelled);
    call.owed -= static_cast<std::int64_t>(call.state.work.done() - before);
    return progress;
  };
}

void send_topic(Call& call, const Channel& channel) {
  call.reply.numeric(Numeric::rpl_topic, {channel.name}, channel.topic);
  call.reply.numeric(Numeric::rpl_topicwhotime, {channel.name, channel.topic_by,
                                                 std::to_string(channel.topic_time_ms / 1000)});
}

void send_modes(Call& call, const Channel& channel) {
  const bool is_member = ChatState::membership_of(call.user(), channel) != nullptr;
  RoomModes modes{channel.modes, channel.key, {}, channel.members_max};
  const Channel* const to = forward_of(call.state, channel);
  if (is_member || (to != nullptr && knows(call.user(), *to))) modes.forward = channel.forward;
  if (!modes.key.empty() && !is_member) modes.key = "*";
  call.reply.numeric_with(Numeric::rpl_channelmodeis, channel.name + " " + text_of(modes));
  call.reply.numeric(Numeric::rpl_creationtime,
                     {channel.name, std::to_string(channel.created_ms / 1000)});
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

// --- Texts that do not fit

std::string_view shortened(Call& call, std::string_view command, std::string_view context,
                           std::string_view text, std::size_t bytes_max) {
  const std::string_view kept = utf8_cut(text, bytes_max);
  if (kept.size() < text.size()) {
    tell_shortened(call, command, context,
                   "Only the first " + std::to_string(kept.size()) + " of " +
                       std::to_string(text.size()) + " bytes were kept");
  }
  return kept;
}

void tell_shortened(Call& call, std::string_view command, std::string_view context,
                    const std::string& what) {
  Reply& reply = call.reply;
  if (!call.session.caps.has(irc::Capability::standard_replies)) {
    std::string said(command);
    said.append(context.empty() ? "" : " ").append(context).append(": ").append(what);
    reply.from_server({"NOTICE", call.session.nick_or_star()}, said);
  } else if (context.empty()) {
    reply.from_server({"WARN", command, "TEXT_SHORTENED"}, what);
  } else {
    reply.from_server({"WARN", command, "TEXT_SHORTENED", context}, what);
  }
}

}  // namespace uvchat::hub
