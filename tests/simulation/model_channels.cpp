// Channels: who may come in and speak, and what he and the others are told.

#include <algorithm>
#include <utility>

#include "tests/simulation/model.h"
#include "uvchat/base/limits.h"
#include "uvchat/irc/ciphered.h"

namespace uvchat::simulation {

bool Model::fits(std::string_view pattern, std::string_view text) {
  if (pattern.empty()) return text.empty();
  if (pattern.front() == '*') {
    return fits(pattern.substr(1), text) || (!text.empty() && fits(pattern, text.substr(1)));
  }
  if (text.empty() || (pattern.front() != '?' && pattern.front() != text.front())) return false;
  std::size_t bytes = 1;  // '?' stands for a whole character
  while (pattern.front() == '?' && bytes < text.size() && (text[bytes] & 0xC0) == 0x80) ++bytes;
  return fits(pattern.substr(1), text.substr(bytes));
}

// --- Rules

bool Model::on_list(const Channel& channel, char list, const Person& p, bool mutes) const {
  const auto masks = channel.lists.find(list);
  if (masks == channel.lists.end()) return false;
  for (const Mask& entry : masks->second) {
    if (entry.mask.mutes != mutes) continue;
    const std::string pattern = names_.fold(entry.mask.pattern);
    const bool is_member = std::count(p.channels.begin(), p.channels.end(), pattern) > 0;
    if (entry.mask.of == irc::BanMask::Of::channel && is_member) return true;
    if (entry.mask.of == irc::BanMask::Of::realname && fits(pattern, names_.fold(p.realname))) {
      return true;
    }
    if (entry.mask.of == irc::BanMask::Of::prefix && fits(pattern, names_.fold(prefix(p)))) {
      return true;
    }
  }
  return false;
}

// An exception from all saves from a mute, too.
bool Model::banned(const Channel& channel, const Person& p, bool mutes) const {
  if (!on_list(channel, 'b', p, mutes)) return false;
  if (on_list(channel, 'e', p, false)) return false;
  return !mutes || !on_list(channel, 'e', p, true);
}

// "474 ... :why"; empty where he may.
std::string Model::why_not_in(const Channel& channel, const Person& p, std::string_view key) const {
  for (const Invitation& i : p.invitations) {
    if (i.channel_id == channel.id && i.by_operator) return {};
  }
  const std::string cannot = " " + channel.name + " :Cannot join channel ";
  if (!channel.key.empty() && channel.key != key) return "475" + cannot + "(+k): wrong key";
  if (channel.limit != 0 && channel.members.size() >= channel.limit) {
    return "471" + cannot + "(+l): it is full";
  }
  if (channel.modes.contains('i') && !on_list(channel, 'I', p, false)) {
    return "473" + cannot + "(+i): you must be invited";
  }
  if (banned(channel, p, false)) return "474" + cannot + "(+b): you are banned";
  return {};
}

// Whoever says it; empty: it is welcome.
std::string Model::unwelcome(const Channel& channel, std::string_view text) {
  constexpr std::string_view formats = "\x02\x03\x04\x0f\x11\x16\x1d\x1e\x1f";
  const bool is_ctcp = text.starts_with('\1') && !text.starts_with("\1ACTION ");
  if (channel.modes.contains('C') && is_ctcp) return "Cannot send to channel (+C): no CTCP here";
  if (channel.modes.contains('c') && text.find_first_of(formats) != text.npos) {
    return "Cannot send to channel (+c): no colours or formatting here";
  }
  if (channel.modes.contains('x') && !text.empty() && !irc::has_ciphered_shape(text)) {
    return "Cannot send to channel (+x): ciphered lines only";
  }
  return {};
}

std::pair<Audience, std::string> Model::audience(const Channel& channel, const Person& p,
                                                 std::string_view text) const {
  const std::string cannot = "Cannot send to channel ";
  if (const std::string why = unwelcome(channel, text); !why.empty()) {
    return {Audience::nobody, why};
  }
  if (member_of(channel, p.conn) == nullptr && channel.modes.contains('n')) {
    return {Audience::nobody, cannot + "(+n): you are not in it"};
  }
  if (rank_of(channel, p.conn) > 0) return {Audience::all, {}};
  if (channel.modes.contains('U')) return {Audience::operators, {}};
  if (channel.modes.contains('m')) return {Audience::nobody, cannot + "(+m): it is moderated"};
  if (banned(channel, p, false)) return {Audience::nobody, cannot + "(+b): you are banned"};
  if (banned(channel, p, true)) return {Audience::nobody, cannot + "(+b): you are muted"};
  return {Audience::all, {}};
}

bool Model::knows(const Channel& channel, const Person& p) {
  return !channel.modes.contains('s') || p.modes.contains('o') ||
         member_of(channel, p.conn) != nullptr;
}

Channel* Model::own_channel(const Person& p, std::string_view name) {
  Channel* channel = find_channel(name);
  if (channel == nullptr) {
    no_such_channel(name);
  } else if (!knows(*channel, p)) {
    no_such_channel(name);
    return nullptr;
  } else if (member_of(*channel, p.conn) == nullptr) {
    numeric("442 " + channel->name + " :You are not on that channel");
    return nullptr;
  }
  return channel;
}

void Model::no_such_channel(std::string_view name) {
  numeric("403 " + middle(name) + " :No such channel");
}

void Model::no_such_nick(std::string_view nick) {
  numeric("401 " + middle(nick) + " :No such nick or channel");
}

void Model::not_operator(const Channel& channel) {
  numeric("482 " + channel.name + " :You are not an operator of that channel");
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
  if (channel != nullptr && member_of(*channel, p.conn) != nullptr) return;
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
  if (!why_not.empty()) return forward(p, *channel, why_not);
  join_channel(p, *channel);
}

Channel& Model::make_channel(std::string_view name) {
  Channel& channel = channels_[names_.fold(name)];
  channel.id = ++channel_ids_;
  channel.slot = slots_.take();
  channel.name = name;
  channel.created_ms = now_.wall_ms();
  return channel;
}

void Model::join_channel(Person& p, Channel& channel) {
  const bool first_on_irc =
      !p.classroom && std::none_of(channel.members.begin(), channel.members.end(),
                                   [&](const Member& m) { return !people_.at(m.conn).classroom; });
  enter(p, channel, first_on_irc ? std::set<char>{'o'} : std::set<char>());
  p.channels.push_back(names_.fold(channel.name));
  std::erase_if(p.invitations, [&](const Invitation& i) { return i.channel_id == channel.id; });
  tell_about(channel, p, joining(event(":" + prefix(p) + " JOIN " + channel.name), p));
  if (!p.away.empty()) {
    const Saying absence = event(":" + prefix(p) + " AWAY :" + p.away);
    for (const Member& member : channel.members) {
      Person& other = people_.at(member.conn);
      if (&other == &p || !sees(channel, member.conn, p.conn)) continue;
      if (other.caps.contains("away-notify")) tell(other, absence);
    }
  }
  if (!channel.topic.empty()) show_topic(channel);
  if (!p.classroom && !p.caps.contains("no-implicit-names")) {
    go_on_or_wait(p, implicit_names(channel));
  }
}

void Model::part(Person& p, const irc::Message& message) {
  for_each_named(message.param(0),
                 [&](std::string_view name) { part_one(p, name, message.param(1)); });
}

void Model::part_one(Person& p, std::string_view name, std::string_view reason) {
  Channel* channel = own_channel(p, name);
  if (channel == nullptr) return;
  std::string body = ":" + prefix(p) + " PART " + channel->name;
  if (!reason.empty()) {
    const std::size_t room = std::min(limits::topic_bytes_max, line_room - body.size() - 2);
    body += " :" + shortened(p, "PART", channel->name, reason, room);
  }
  tell_about(*channel, p, event(body, p.nick + " se ha desconectado"));
  leave(p, names_.fold(channel->name));
}

void Model::leave(Person& p, const std::string& folded) {
  const std::string gone = folded;
  Channel& channel = channels_.at(gone);
  for (auto& [conn, viewer] : people_) {
    for (auto& page : viewer.pages) {
      auto* list = std::get_if<NamesList>(&page);
      if (list == nullptr) continue;
      for (NamesAnswer& answer : list->channels) {
        if (answer.channel_id != channel.id) continue;
        answer.staying.erase(p.conn);
      }
    }
  }
  somebody_moved(channel);
  if (p.classroom) p.heard_by_ms = std::max(p.heard_by_ms, channel.spoken_ms);
  take_out(channel, p.conn);
  Member* member = member_of(channel, p.conn);
  std::swap(*member, channel.members.back());
  channel.members.pop_back();
  std::erase(p.channels, gone);
  for (Member& other : channel.members) {
    other.seen_by.erase(p.conn);
    other.told_to.erase(p.conn);
  }
  if (!channel.members.empty()) return shrink(channel);
  slots_.give_back(channel.slot);
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
    if (rank_of(*channel, p.conn) < 2) return not_operator(*channel);
    kick_one(p, *channel, nick, reason);
  });
}

void Model::kick_one(Person& p, Channel& channel, std::string_view nick,
                     const std::string& reason) {
  Person* target = registered_holder_of(nick);
  if (target == nullptr) return no_such_nick(nick);
  if (member_of(channel, target->conn) == nullptr) {
    return numeric("441 " + target->nick + " " + channel.name + " :They are not on that channel");
  }
  if (rank_of(channel, target->conn) > rank_of(channel, p.conn)) {
    return numeric("482 " + channel.name + " :They have a higher rank than you");
  }
  const std::string head = ":" + prefix(p) + " KICK " + channel.name + " " + target->nick + " :";
  const std::size_t room = std::min(limits::kick_bytes_max, line_room - head.size());
  const std::string body = head + shortened(p, "KICK", channel.name, reason, room);
  tell_about(channel, *target, event(body, target->nick + " se ha desconectado"));
  leave(*target, names_.fold(channel.name));
}

// --- INVITE

void Model::invite(Person& p, const irc::Message& message) {
  if (message.param_count == 0) return list_invitations(p);
  if (message.param_count == 1) return numeric("461 INVITE :Not enough parameters");
  Channel* channel = own_channel(p, message.param(1));
  if (channel == nullptr) return;
  bool by_operator = rank_of(*channel, p.conn) >= 2;
  if (channel->modes.contains('i') && !by_operator) return not_operator(*channel);
  Person* guest = registered_holder_of(message.param(0));
  if (guest == nullptr) return no_such_nick(message.param(0));
  if (member_of(*channel, guest->conn) != nullptr) {
    if (guest == &p || p.modes.contains('o') || sees(*channel, p.conn, guest->conn)) {
      return numeric("443 " + guest->nick + " " + channel->name + " :is already on channel");
    }
    show_caller(*channel);
    return answer_invite(*guest, *channel);  // he is not shown, so nothing tells that he is there
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
  tell(*guest, saying);
  for (const Member& member : channel->members) {
    Person& other = people_.at(member.conn);
    if (&other == &p || rank_of(*channel, member.conn) < 2) continue;
    if (other.caps.contains("invite-notify")) tell(other, saying);
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
