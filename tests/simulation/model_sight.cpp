// Who sees whom in a channel that hides people: an auditorium, or a large one.

#include <algorithm>
#include <utility>

#include "tests/simulation/model.h"

namespace uvchat::simulation {

bool Model::hides(const Channel& channel) { return channel.large || channel.modes.contains('u'); }

bool Model::sees(const Channel& channel, ConnId viewer, ConnId about) {
  return member_of(channel, viewer)->sees_all ||
         member_of(channel, about)->seen_by.contains(viewer);
}

bool Model::may_watch(const Member& member) const {
  return people_.at(member.conn).modes.contains('o') ||
         std::any_of(member.ranks.begin(), member.ranks.end(),
                     [](char rank) { return rank != 'v'; });
}

void Model::draw_curtain(Channel& channel) {
  if (std::exchange(channel.curtained, true)) return;
  for (Member& member : channel.members) member.sees_all = may_watch(member);
}

void Model::enter(Person& p, Channel& channel, const std::set<char>& ranks) {
  if (channel.members.size() >= bounds_.large_room_members) {
    channel.large = true;
    draw_curtain(channel);
  }
  Member him{p.conn, ranks, {}, {}};
  him.unseen = hides(channel) && ranks.empty();
  him.known = !him.unseen;
  him.sees_all = channel.curtained && may_watch(him);
  const bool is_given_names = !p.caps.contains("no-implicit-names");
  for (Member& other : channel.members) {
    if (him.known || other.sees_all) {
      him.seen_by.insert(other.conn);
      him.told_to.insert(other.conn);
    }
    if (!other.known && !him.sees_all) continue;
    other.seen_by.insert(p.conn);
    if (is_given_names) other.told_to.insert(p.conn);
  }
  if (him.known) him.seen_by.insert(p.conn);
  (him.unseen ? channel.unseen_order : channel.order).push_back(p.conn);
  channel.members.push_back(std::move(him));
}

// Out of the order of names.
void Model::take_out(Channel& channel, ConnId conn) {
  auto& order = member_of(channel, conn)->unseen ? channel.unseen_order : channel.order;
  std::swap(*std::find(order.begin(), order.end(), conn), order.back());
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
  const Person& p = people_.at(member.conn);
  Saying coming = joining(said(":" + prefix(p) + " JOIN " + channel.name), p);
  Saying absence = said(":" + prefix(p) + " AWAY :" + p.away);
  coming.has_id = absence.has_id = true;
  absence.bot = p.modes.contains('B');
  for (const Member& other : channel.members) {
    const bool is_new = member.seen_by.insert(other.conn).second;
    if (!is_new || other.conn == p.conn || channel.modes.contains('u')) continue;
    Person& viewer = people_.at(other.conn);
    member.told_to.insert(other.conn);
    tell(viewer, coming);
    if (!p.away.empty() && viewer.caps.contains("away-notify")) tell(viewer, absence);
  }
  if (!member.unseen) return;
  take_out(channel, p.conn);
  member.unseen = false;
  channel.order.push_back(p.conn);
  somebody_moved(channel);
}

// Before what he does.
void Model::show_caller(Channel& channel) {
  Member* own = member_of(channel, caller_->conn);
  if (own != nullptr && !channel.modes.contains('u')) show(channel, *own);
}

void Model::somebody_moved(const Channel& channel) {
  for (auto& [conn, viewer] : people_) {
    for (auto& page : viewer.pages) {
      auto* list = std::get_if<NamesList>(&page);
      if (list == nullptr) continue;
      for (NamesAnswer& answer : list->channels) {
        if (answer.channel_id == channel.id) answer.somebody_moved = true;
      }
    }
  }
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

bool Model::anybody_to_show() const {
  return std::any_of(channels_.begin(), channels_.end(), [](const auto& entry) {
    return entry.second.curtained && !hides(entry.second);
  });
}

std::map<std::string, std::set<std::string>> Model::company_of(ConnId conn) const {
  std::map<std::string, std::set<std::string>> company;
  for (const std::string& folded : people_.at(conn).channels) {
    std::set<std::string>& nicks = company[folded];
    for (const Member& member : channels_.at(folded).members) {
      nicks.insert(people_.at(member.conn).nick);
    }
  }
  return company;
}

std::map<std::string, std::set<std::string>> Model::acquaintances_of(ConnId conn) const {
  std::map<std::string, std::set<std::string>> acquaintances;
  for (const std::string& folded : people_.at(conn).channels) {
    std::set<std::string>& nicks = acquaintances[folded];
    for (const Member& member : channels_.at(folded).members) {
      if (member.told_to.contains(conn)) nicks.insert(people_.at(member.conn).nick);
    }
  }
  return acquaintances;
}

}  // namespace uvchat::simulation
