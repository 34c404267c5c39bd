// What a channel is called and what it is about: TOPIC and RENAME.

#include <algorithm>
#include <utility>

#include "tests/simulation/model.h"
#include "uvchat/base/limits.h"
#include "uvchat/base/utf8.h"

namespace uvchat::simulation {

// --- TOPIC

void Model::topic(Person& p, const irc::Message& message) {
  if (message.param_count == 1) {
    const Channel* channel = find_channel(message.param(0));
    if (channel == nullptr || !knows(*channel, p)) return no_such_channel(message.param(0));
    if (!channel->topic.empty()) return show_topic(*channel);
    return numeric("331 " + channel->name + " :No topic is set");
  }
  Channel* channel = own_channel(p, message.param(0));
  if (channel != nullptr) set_topic(p, *channel, message.param(1));
}

// Everybody is told as much of it, by TOPIC and by LIST.
void Model::set_topic(Person& p, Channel& channel, std::string_view text) {
  if (channel.modes.contains('t') && rank_of(channel, p.id) < 2) return not_operator(channel);
  const std::string head = ":" + prefix(p) + " TOPIC " + channel.name + " :";
  const std::size_t room = std::min(house_.topic_bytes_max, line_room - head.size());
  const auto [audience_is, why_not] = audience(channel, p, utf8_cut(text, room));
  if (channel.modes.contains('x') && audience_is == Audience::nobody) {
    return numeric("404 " + channel.name + " :" + why_not);
  }
  show_caller(channel);
  channel.topic = shortened(p, "TOPIC", channel.name, text, room);
  channel.topic_by = prefix(p);
  channel.topic_ms = now_.wall_ms();
  Said change = deed(p, "TOPIC");
  change.lines = {{channel.topic}};
  happens(channel, std::move(change));
  const Saying saying = event(head + channel.topic);
  reply(saying);
  tell_channel(channel, saying);
}

void Model::show_topic(const Channel& channel) {
  numeric("332 " + channel.name + " :" + channel.topic);
  numeric("333 " + channel.name + " " + channel.topic_by + " " +
          std::to_string(channel.topic_ms / 1000));
}

// --- RENAME

std::string Model::why_not_rename(const Person& p, const Channel& channel, std::string_view name) {
  const Channel* holder = find_channel(name);
  if (!names_.valid_channel(name) || (holder != nullptr && !knows(*holder, p))) {
    return "CANNOT_RENAME That is no name for a channel";
  }
  if ((holder != nullptr && holder != &channel) || name == channel.name) {
    return "CHANNEL_NAME_IN_USE The channel name is already taken";
  }
  if (looks_like_another(name, &channel)) return "CANNOT_RENAME That is no name for a channel";
  if (holder != nullptr) return {};
  if (names_.same(channel.name, "#lobby")) {
    return "CANNOT_RENAME The channel is a classroom, which is found by its name";
  }
  if (now_.mono_ms < channel.may_rename_ms) {
    return "CANNOT_RENAME The channel is too large, or had another name a moment ago";
  }
  return {};
}

void Model::rename_channel(Person& p, const irc::Message& message) {
  Channel* channel = own_channel(p, message.param(0));
  if (channel == nullptr) return;
  if (rank_of(*channel, p.id) < 3) return not_operator(*channel);
  const std::string name(message.param(1));
  const std::string before = channel->name;
  if (const std::string why = why_not_rename(p, *channel, name); !why.empty()) {
    const std::size_t end = why.find(' ');
    return reply(said(":srv FAIL RENAME " + why.substr(0, end) + " " + before + " " + middle(name) +
                      " :" + why.substr(end + 1)));
  }
  channel->may_rename_ms = now_.mono_ms + limits::rename_interval_ms;
  const std::size_t head =
      str(": RENAME   :").size() + prefix(p).size() + before.size() + name.size();
  const std::string reason = shortened(p, "RENAME", before, message.param(2),
                                       std::min(house_.topic_bytes_max, line_room - head));
  channel->name = name;
  auto moved = channels_.extract(names_.fold(before));
  moved.key() = names_.fold(name);
  channels_.insert(std::move(moved));
  annals_.named(channel->life, names_.fold(name));
  Said change = deed(p, "RENAME");
  change.target = before;
  change.words = name;
  change.lines = {{reason}};
  happens(*channel, std::move(change));
  for (const Member& member : channel->members) {
    Person& who = people_.at(member.who);
    std::replace(who.channels.begin(), who.channels.end(), names_.fold(before), names_.fold(name));
    Annals::rename(who.markers, names_.fold(before), names_.fold(name), Annals::OldMarker::counts);
  }
  const Saying saying = event(":" + prefix(p) + " RENAME " + before + " " + name + " :" + reason);
  std::vector<PersonId> all = channel->order;
  all.insert(all.end(), channel->unseen_order.begin(), channel->unseen_order.end());
  for (const PersonId who : all) {
    for (const ConnId conn : people_.at(who).sessions) {
      Session& other = sessions_.at(conn);
      if (other.caps.contains("draft/channel-rename")) {
        &other == caller_ ? reply(saying) : tell(other, saying);
      } else if (!names_.same(before, name)) {
        show_channel(other, *channel, [&] {
          reply(event(":" + prefix(me()) + " PART " + before +
                      (reason.empty() ? "" : " :" + reason)));
          reply(joining(me(), *channel));
        });
      }
    }
  }
}

}  // namespace uvchat::simulation
