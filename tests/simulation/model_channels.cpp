// Channels: who comes in and goes, and what they and the others are told.

#include <algorithm>
#include <utility>

#include "tests/simulation/model.h"
#include "uvchat/base/limits.h"

namespace uvchat::simulation {

Channel* Model::own_channel(const Person& p, std::string_view name) {
  Channel* channel = find_channel(name);
  if (channel == nullptr) {
    no_such_channel(name);
  } else if (!knows(*channel, p)) {
    no_such_channel(name);
    return nullptr;
  } else if (member_of(*channel, p.id) == nullptr) {
    numeric("442 " + channel->name + " :You are not on that channel");
    return nullptr;
  }
  return channel;
}

// --- JOIN, PART, KICK

void Model::for_each_named(std::string_view list, const std::function<void(std::string_view)>& f) {
  std::size_t count = 0;
  for (std::string_view name; irc::next_in_list(list, name);) {
    if (++count > limits::channels_per_command_max) {
      return numeric("407 " + middle(name) + " :Too many channels in one command");
    }
    f(name);
  }
}

void Model::join(Person& p, const irc::Message& message) {
  if (message.param(0) == "0") {
    while (!p.channels.empty()) part_one(p, p.channels.back(), {});
    return;
  }
  std::string_view keys = message.param(1);
  for_each_named(message.param(0), [&](std::string_view name) {
    const std::string_view key = keys.substr(0, keys.find(','));
    keys.remove_prefix(std::min(key.size() + 1, keys.size()));
    join_one(p, name, key);
  });
}

void Model::join_one(Person& p, std::string_view name, std::string_view key) {
  if (!names_.valid_channel(name)) return no_such_channel(name);
  Channel* channel = find_channel(name);
  if (channel != nullptr && member_of(*channel, p.id) != nullptr) return;
  if (p.channels.size() >= channels_max) {
    return numeric("405 " + middle(name) + " :You are in too many channels");
  }
  if (channel == nullptr) {
    if (looks_like_another(name, nullptr)) {
      return numeric("479 " + middle(name) + " :That looks like the name of another channel");
    }
    return join_channel(p, make_channel(name));
  }
  const std::string why_not = why_not_in(*channel, p, key);
  if (why_not.starts_with("489")) happened_.add(Happening::secure_channel_refuses);
  if (!why_not.empty()) return forward(p, *channel, why_not);
  join_channel(p, *channel);
}

Channel& Model::make_channel(std::string_view name, std::uint64_t life) {
  Channel& channel = channels_[names_.fold(name)];
  channel.id = ++channel_ids_;
  channel.slot = slots_.take();
  channel.name = name;
  channel.life = life != 0 ? life : annals_.begin_room(names_.fold(name));
  channel.created_ms = now_.wall_ms();
  return channel;
}

void Model::join_channel(Person& p, Channel& channel) {
  const bool first_on_irc =
      !p.in_classroom &&
      std::none_of(channel.members.begin(), channel.members.end(),
                   [&](const Member& m) { return !people_.at(m.who).in_classroom; });
  enter(p, channel, first_on_irc ? std::set<char>{'o'} : std::set<char>());
  Said coming = deed(p, "JOIN");
  coming.lines = {{p.realname}};
  const std::int64_t at_us = happens_to(p, channel, std::move(coming));
  if (p.account != nullptr) annals_.joins(channel.life, p.account->id, at_us);
  p.channels.push_back(names_.fold(channel.name));
  std::erase_if(p.invitations, [&](const Invitation& i) { return i.channel_id == channel.id; });
  tell_about(channel, p, joining(p, channel));
  if (!p.away.empty()) {
    const Saying absence = event(":" + prefix(p) + " AWAY :" + p.away);
    for (const Member& member : channel.members) {
      if (!sees(channel, member.who, p.id)) continue;
      for (const ConnId conn : people_.at(member.who).sessions) {
        Session& other = sessions_.at(conn);
        if (&other != caller_ && other.caps.contains("away-notify")) tell(other, absence);
      }
    }
  }
  if (!channel.topic.empty()) show_topic(channel);
  if (!caller_->classroom && !caller_->caps.contains("no-implicit-names")) {
    go_on_or_wait(implicit_names(channel));
  }
  replay_at_joining(p, channel);
  for (const ConnId conn : p.sessions) {
    if (conn != caller_->conn) show_channel(sessions_.at(conn), channel, [] {});
  }
}

// To a session that has heard of it already, or by what `say_first` says.
void Model::show_channel(Session& s, Channel& channel, const std::function<void()>& say_first) {
  Session* const by = std::exchange(caller_, &s);
  const bool aside = by != &s;
  LabelledAnswer kept = aside ? std::exchange(s.answer, {}) : LabelledAnswer();
  say_first();
  if (!channel.topic.empty()) show_topic(channel);
  for (Member& member : channel.members) member.told_to.erase(s.conn);
  is_given_names(s, channel);
  if (!s.caps.contains("no-implicit-names")) {
    NamesList list = implicit_names(channel);
    list.aside = aside;
    s.pages.emplace_back(std::move(list));
    park(s);
  }
  if (aside) s.answer = std::move(kept);
  caller_ = by;
}

void Model::part(Person& p, const irc::Message& message) {
  for_each_named(message.param(0),
                 [&](std::string_view name) { part_one(p, name, message.param(1)); });
}

void Model::part_one(Person& p, std::string_view name, std::string_view reason) {
  Channel* channel = own_channel(p, name);
  if (channel == nullptr) return;
  std::string body = ":" + prefix(p) + " PART " + channel->name;
  Said going = deed(p, "PART");
  if (!reason.empty()) {
    const std::size_t room = std::min(limits::topic_bytes_max, line_room - body.size() - 2);
    going.lines = {{shortened(p, "PART", channel->name, reason, room)}};
    body += " :" + going.lines.front().text;
  }
  happens_to(p, *channel, std::move(going));
  tell_about(*channel, p, event(body, p.nick + " se ha desconectado"));
  leave(p, names_.fold(channel->name));
}

void Model::leave(Person& p, const std::string& folded) {
  const std::string gone = folded;
  Channel& channel = channels_.at(gone);
  for_each_names(channel, [&](NamesAnswer& answer) { answer.staying.erase(p.id); });
  somebody_moved(channel);
  for (const ConnId conn : p.sessions) {
    Session& s = sessions_.at(conn);
    if (s.classroom) s.heard_by_ms = std::max(s.heard_by_ms, channel.spoken_ms);
  }
  p.left_us = std::max(p.left_us, spoken_us(channel));
  take_out(channel, p.id);
  Member* member = member_of(channel, p.id);
  std::swap(*member, channel.members.back());
  channel.members.pop_back();
  std::erase(p.channels, gone);
  for (Member& other : channel.members) {
    other.seen_by.erase(p.id);
    for (const ConnId conn : p.sessions) other.told_to.erase(conn);
  }
  if (!channel.members.empty()) return shrink(channel);
  slots_.give_back(channel.slot);
  annals_.end_life(channel.life);
  channels_.erase(gone);
}

void Model::kick(Person& p, const irc::Message& message) {
  const std::string reason = message.param(2).empty() ? p.nick : str(message.param(2));
  std::string_view channels = message.param(0);
  std::string_view name;
  for_each_named(message.param(1), [&](std::string_view nick) {
    std::string_view next;
    if (irc::next_in_list(channels, next)) name = next;
    Channel* channel = own_channel(p, name);
    if (channel == nullptr) return;
    if (rank_of(*channel, p.id) < 2) return not_operator(*channel);
    kick_one(p, *channel, nick, reason);
  });
}

void Model::kick_one(Person& p, Channel& channel, std::string_view nick,
                     const std::string& reason) {
  Person* target = holder_of(nick);
  if (target == nullptr) return no_such_nick(nick);
  if (member_of(channel, target->id) == nullptr) {
    return numeric("441 " + target->nick + " " + channel.name + " :They are not on that channel");
  }
  if (rank_of(channel, target->id) > rank_of(channel, p.id)) {
    return numeric("482 " + channel.name + " :They have a higher rank than you");
  }
  const std::string head = ":" + prefix(p) + " KICK " + channel.name + " " + target->nick + " :";
  const std::size_t room = std::min(limits::kick_bytes_max, line_room - head.size());
  Said deed_of_theirs = deed(p, "KICK");
  deed_of_theirs.words = target->nick;
  deed_of_theirs.lines = {{shortened(p, "KICK", channel.name, reason, room)}};
  const std::string body = head + deed_of_theirs.lines.front().text;
  happens_to(*target, channel, std::move(deed_of_theirs));
  tell_about(channel, *target, event(body, target->nick + " se ha desconectado"));
  leave(*target, names_.fold(channel.name));
}

// --- INVITE

void Model::invite(Person& p, const irc::Message& message) {
  if (message.param_count == 0) return list_invitations(p);
  if (message.param_count == 1) return numeric("461 INVITE :Not enough parameters");
  Channel* channel = own_channel(p, message.param(1));
  if (channel == nullptr) return;
  bool by_operator = rank_of(*channel, p.id) >= 2;
  if (channel->modes.contains('i') && !by_operator) return not_operator(*channel);
  Person* guest = holder_of(message.param(0));
  if (guest == nullptr) return no_such_nick(message.param(0));
  if (member_of(*channel, guest->id) != nullptr) {
    if (guest == &p || p.modes.contains('o') || sees(*channel, p.id, guest->id)) {
      return numeric("443 " + guest->nick + " " + channel->name + " :is already on channel");
    }
    show_caller(*channel);
    return answer_invite(*guest,
                         *channel);  // they are not shown, so nothing tells that they are there
  }
  show_caller(*channel);
  for (const Invitation& i : guest->invitations) {
    by_operator = by_operator || (i.channel_id == channel->id && i.by_operator);
  }
  std::erase_if(guest->invitations,
                [&](const Invitation& i) { return i.channel_id == channel->id; });
  if (guest->invitations.size() == 50) guest->invitations.erase(guest->invitations.begin());
  guest->invitations.push_back({channel->id, by_operator});
  answer_invite(*guest, *channel);
  const Saying saying = event(":" + prefix(p) + " INVITE " + guest->nick + " " + channel->name);
  tell_all_of(*guest, saying, nullptr);
  for (const Member& member : channel->members) {
    if (rank_of(*channel, member.who) < 2) continue;
    for (const ConnId conn : people_.at(member.who).sessions) {
      Session& other = sessions_.at(conn);
      if (&other != caller_ && other.caps.contains("invite-notify")) tell(other, saying);
    }
  }
}

void Model::answer_invite(const Person& guest, const Channel& channel) {
  numeric("341 " + guest.nick + " " + channel.name);
  if (!guest.away.empty()) numeric("301 " + guest.nick + " :" + guest.away);
}

void Model::list_invitations(const Person& p) {
  for (const Invitation& i : p.invitations) {
    const Channel* channel = channel_of(i.channel_id);
    if (channel != nullptr) numeric("336 " + channel->name);
  }
  numeric("337 :End of the list of invitations");
}

}  // namespace uvchat::simulation
