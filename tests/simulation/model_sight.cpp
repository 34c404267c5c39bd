// Who sees whom in a channel that hides people: an auditorium, or a large one.

#include <algorithm>
#include <utility>

#include "tests/simulation/model.h"

namespace uvchat::simulation {

void Model::draw_curtain(Channel& channel) {
  if (std::exchange(channel.curtained, true)) return;
  for (Member& member : channel.members) member.sees_all = may_watch(member);
}

void Model::enter(Person& p, Channel& channel, const std::set<char>& ranks) {
  if (channel.members.size() >= bounds_.large_room_members) {
    channel.large = true;
    draw_curtain(channel);
  }
  Member they{p.id, ranks, {}, {}};
  const std::int64_t behind_us = std::max(now_.wall_us, spoken_us(channel) + 1);
  they.began_us = (behind_us + 99) / 100 * 100;  // so exactly is it noted
  annals_.not_before(channel.life, they.began_us);
  they.unseen = hides(channel) && ranks.empty();
  they.known = !they.unseen;
  they.sees_all = channel.curtained && may_watch(they);
  for (Member& other : channel.members) {
    if (they.known || other.sees_all) {
      they.seen_by.insert(other.who);
      const auto& sessions = people_.at(other.who).sessions;
      they.told_to.insert(sessions.begin(), sessions.end());
    }
    if (other.known || they.sees_all) other.seen_by.insert(p.id);
  }
  if (they.known) they.seen_by.insert(p.id);
  (they.unseen ? channel.unseen_order : channel.order).push_back(p.id);
  channel.members.push_back(std::move(they));
  if (caller_ != nullptr) is_given_names(*caller_, channel);
}

// Of those whom it sees.
void Model::is_given_names(const Session& s, Channel& channel) {
  if (s.classroom || s.caps.contains("no-implicit-names")) return;
  for (Member& member : channel.members) {
    if (member.who == s.person || !sees(channel, s.person, member.who)) continue;
    member.told_to.insert(s.conn);
  }
}

// Out of the order of names.
void Model::take_out(Channel& channel, PersonId who) {
  auto& order = member_of(channel, who)->unseen ? channel.unseen_order : channel.order;
  std::swap(*std::find(order.begin(), order.end(), who), order.back());
  order.pop_back();
}

// Mode u is set: those without a rank are hidden from who comes now.
void Model::hide_audience(Channel& channel) {
  draw_curtain(channel);
  for (Member& member : channel.members) member.known = member.known && !member.ranks.empty();
}

// All see him from now on; those who were not told that he is there see him come, but for those in
// an auditorium.
void Model::show(Channel& channel, Member& member) {
  if (std::exchange(member.known, true)) return;
  const Person& p = people_.at(member.who);
  const Saying coming = joining(p, channel);
  const Saying absence = event_of(p, ":" + prefix(p) + " AWAY :" + p.away);
  for (const Member& other : channel.members) {
    const bool is_new = member.seen_by.insert(other.who).second;
    if (!is_new || other.who == p.id || channel.modes.contains('u')) continue;
    for (const ConnId conn : people_.at(other.who).sessions) {
      Session& viewer = sessions_.at(conn);
      member.told_to.insert(conn);
      tell(viewer, coming);
      if (!p.away.empty() && viewer.caps.contains("away-notify")) tell(viewer, absence);
    }
  }
  if (!member.unseen) return;
  take_out(channel, p.id);
  member.unseen = false;
  channel.order.push_back(p.id);
  somebody_moved(channel);
}

// Before what he does.
void Model::show_caller(Channel& channel) {
  Member* own = member_of(channel, caller_->person);
  if (own != nullptr && !channel.modes.contains('u')) show(channel, *own);
}

// Calls f for each NAMES of the channel that is being answered.
void Model::for_each_names(const Channel& channel, const std::function<void(NamesAnswer&)>& f) {
  for (auto& [conn, viewer] : sessions_) {
    for (Page& page : viewer.pages) {
      auto* list = std::get_if<NamesList>(&page);
      auto* places = std::get_if<Whereabouts>(&page);
      if (places != nullptr && places->names) list = &*places->names;
      if (list == nullptr) continue;
      for (NamesAnswer& answer : list->channels) {
        if (answer.channel_id == channel.id) f(answer);
      }
    }
  }
}

void Model::somebody_moved(const Channel& channel) {
  for_each_names(channel, [](NamesAnswer& answer) { answer.somebody_moved = true; });
}

void Model::shrink(Channel& channel) {
  if (!channel.large || channel.members.size() * 5 >= bounds_.large_room_members * 4) return;
  channel.large = false;
  show_later(channel);
}

// Those whom it hides no more are shown one by one.
void Model::show_later(Channel& channel) {
  if (hides(channel) || !channel.curtained || std::exchange(channel.revealing, true)) return;
  reveals_.push_back(channel.id);
}

// First those whom nobody sees; of each kind the last first.
Member* Model::next_hidden(Channel& channel) {
  if (!channel.unseen_order.empty()) return member_of(channel, channel.unseen_order.back());
  for (std::size_t left = channel.order.size(); left > 0; --left) {
    Member* member = member_of(channel, channel.order[left - 1]);
    if (!member->known) return member;
  }
  return nullptr;
}

void Model::next_reveal() {
  if (reveals_.empty()) {
    breaks("the hub shows somebody, and nobody is to be shown");
    return;
  }
  Channel* channel = channel_of(reveals_.front());
  if (channel != nullptr && !hides(*channel)) {
    if (Member* member = next_hidden(*channel)) return show(*channel, *member);
    channel->curtained = false;
  }
  if (channel != nullptr) channel->revealing = false;
  reveals_.pop_front();
}

}  // namespace uvchat::simulation
