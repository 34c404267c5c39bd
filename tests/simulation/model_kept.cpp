// The start: who stayed without a session, and in which channels, as the store has it.

#include <algorithm>
#include <set>
#include <sstream>
#include <utility>

#include "tests/simulation/model.h"
#include "uvchat/base/utf8.h"

namespace uvchat::simulation {
namespace {

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> pieces;
  std::istringstream in(text);
  for (std::string piece; std::getline(in, piece, separator);) pieces.push_back(piece);
  return pieces;
}

// "+fntl #b 3"
void set_modes(Channel& channel, const std::string& text) {
  const std::vector<std::string> words = split(text, ' ');
  std::size_t param = 1;
  channel.modes.clear();
  for (const char letter : words.at(0).substr(1)) {
    if (letter == 'f') channel.forward = words.at(param++);
    if (letter == 'k') channel.key = words.at(param++);
    if (letter == 'l') channel.limit = std::stoul(words.at(param++));
    if (std::string_view("fkl").find(letter) == std::string_view::npos) {
      channel.modes.insert(letter);
    }
  }
}

}  // namespace

void Model::has_people(const Store& store) {
  std::set<std::string> attended;
  for (const Store::Kept& kept : store.accounts()) {
    for (const store::Presence& in : kept.presence) attended.insert(in.room_fold);
  }
  for (const store::Room& room : store.rooms()) {
    if (attended.contains(room.name.fold)) has_channel(room);
  }
  for (Account& account : accounts_) has_person(account, store.accounts().at(account.id - 1));
  for (auto at = channels_.begin(); at != channels_.end();) {
    const bool is_empty = at->second.members.empty();
    if (is_empty) slots_.give_back(at->second.slot);
    if (is_empty) annals_.drop_life(at->second.life);
    at = is_empty ? channels_.erase(at) : std::next(at);
  }
  for (auto& [folded, channel] : channels_) {
    const Channel* to = find_channel(channel.forward);
    if (to == &channel) to = nullptr;
    channel.forward_id = to == nullptr ? 0 : to->id;
    if (to == nullptr) channel.forward.clear();
  }
}

void Model::has_channel(const store::Room& room) {
  if (looks_like_another(room.name.text, nullptr)) return;
  Channel& channel = make_channel(room.name.text, annals_.life_of_room(room.name.fold));
  channel.created_ms = room.made_us / 1000;
  channel.topic_by = room.topic_by;
  const std::size_t head = str(": TOPIC  :").size() + room.topic_by.size() + channel.name.size();
  channel.topic = str(utf8_cut(room.topic, std::min(house_.topic_bytes_max, line_room - head)));
  channel.topic_ms = room.topic_at_ms;
  set_modes(channel, room.modes);
  if (channel.modes.contains('u')) draw_curtain(channel);
  for (const auto& [letter, words] : room.lists) {
    channel.lists[letter].push_back(
        {*irc::parse_ban_mask(words.at(0)), words.at(1), std::stoll(words.at(2))});
  }
}

// "<absent since> +<modes> <nick> <user> <host>", their real name, and why they are away.
void Model::has_person(Account& account, const Store::Kept& kept) {
  if (kept.person.empty() || !house_.keeps_people) return;
  const std::vector<std::string> lines = split(kept.person, '\n');
  const std::vector<std::string> words = split(lines.at(0), ' ');
  Person p;
  p.account = &account;
  p.registered = true;
  if (!may_stay(p)) return;
  happened_.add(Happening::person_is_here_again);
  p.id = ++people_so_far_;
  p.nick = words.at(2);
  if (taken(p, p.nick) || is_anothers(p, p.nick)) p.nick = account.name;
  p.user = words.at(3);
  p.host = words.at(4);
  p.address = unknown_address;
  p.realname = lines.at(1);
  p.away = p.reason = lines.size() > 2 ? lines[2] : "Disconnected";
  p.absent_ms = words.at(0) == "0" ? now_.wall_ms() : std::stoll(words.at(0));
  for (const char mode : words.at(1).substr(1) + "r") p.modes.insert(mode);
  Person& added = people_[p.id] = std::move(p);
  account.user = added.id;
  count_in(added);
  for (const store::Presence& in : kept.presence) {
    const auto channel = channels_.find(in.room_fold);
    if (channel == channels_.end()) continue;
    if (in.ranks.empty() && banned(channel->second, added, false)) continue;
    enter(added, channel->second, {in.ranks.begin(), in.ranks.end()});
    added.channels.push_back(in.room_fold);
  }
}

// --- What the store is to have when nothing changes any more

std::string Model::what_is_not_kept(const Store& store) const {
  std::set<std::string> kept_channels;
  for (const Account& account : accounts_) {
    if (account.id == 0) continue;
    const Store::Kept& kept = store.accounts().at(account.id - 1);
    const auto user = people_.find(account.user);
    const bool is_kept = user != people_.end() && house_.keeps_people;
    if (is_kept == kept.person.empty()) return account.name + " themselves";
    if (!is_kept) continue;
    const Person& p = user->second;
    const std::string who = (p.absent_ms != 0 ? std::to_string(p.absent_ms) : "0") + " +";
    const std::string as = " " + p.nick + " " + p.user + " " + p.host + "\n" + p.realname + "\n";
    if (!kept.person.starts_with(who) || kept.person.find(as) == std::string::npos) {
      return "who " + account.name + " is";
    }
    std::vector<std::string> folds;
    for (const store::Presence& in : kept.presence) folds.push_back(in.room_fold);
    if (folds != p.channels) return "where " + account.name + " is";
    for (const store::Presence& in : kept.presence) {
      const Member& member = *member_of(channels_.at(in.room_fold), p.id);
      if (member.ranks != std::set<char>(in.ranks.begin(), in.ranks.end())) {
        return "what " + account.name + " is in " + in.room_fold;
      }
      kept_channels.insert(in.room_fold);
    }
  }
  for (const store::Room& room : store.rooms()) {
    if (kept_channels.erase(room.name.fold) == 0) return "that nobody keeps " + room.name.text;
    const Channel& channel = channels_.at(room.name.fold);
    const bool is_as_it_is = channel.name == room.name.text && channel.topic == room.topic;
    if (!is_as_it_is) return "what " + channel.name + " is";
  }
  if (!kept_channels.empty()) return "the channel " + *kept_channels.begin();
  return annals_.what_is_not_stored();
}

}  // namespace uvchat::simulation
