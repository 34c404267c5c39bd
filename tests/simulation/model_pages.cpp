// Answers that come in pages: NAMES, WHO, LIST, MONITOR L and S.

#include <algorithm>
#include <utility>

#include "tests/simulation/model.h"

namespace uvchat::simulation {

// The first page comes at once.
void Model::go_on_or_wait(Person& p, Page page) {
  if (!go_on_with(p, page)) p.pages.push_back(std::move(page));
}

// True if it was the last.
bool Model::go_on_with(Person& p, Page& page) {
  const auto* names = std::get_if<NamesList>(&page);
  const bool aside = names != nullptr && names->aside;
  Answer kept = aside ? std::exchange(p.answer, {}) : Answer();
  const bool was_last = std::visit([&](auto& answer) { return this->page(p, answer); }, page);
  if (aside) p.answer = std::move(kept);
  return was_last;
}

// --- NAMES

bool Model::shown(const Channel& channel, const Person& viewer, const Member& member) const {
  const bool auditorium = channel.modes.contains('u');
  if (member_of(channel, viewer.conn) != nullptr) {
    const bool himself = member.conn == viewer.conn && !auditorium;
    return himself || sees(channel, viewer.conn, member.conn);
  }
  if (viewer.modes.contains('o')) return true;
  const bool hidden = !member.known || (auditorium && member.ranks.empty());
  return !hidden && !people_.at(member.conn).modes.contains('i');
}

// The order of names is promised to nobody; but what stands in a page and how the lines of a
// labelled answer are wrapped follows from it, so it is told again here: from the last to the
// first, and first the unseen, of whom some see himself alone. True if it was the last page.
template <typename F>
bool Model::walk(const Channel& channel, const Person& viewer, Walk& walk, F&& see) const {
  const Member* own = member_of(channel, viewer.conn);
  if (!std::exchange(walk.begun, true)) {
    if (viewer.modes.contains('o') || (own != nullptr && own->sees_all)) {
      walk.unseen_left = channel.unseen_order.size();
    } else if (own != nullptr && own->unseen) {
      see(*own);
    }
  }
  walk.unseen_left = std::min(walk.unseen_left, channel.unseen_order.size());
  for (std::size_t n = 0; n < page_entries_max_; ++n) {
    if (walk.unseen_left > 0) {
      see(*member_of(channel, channel.unseen_order[--walk.unseen_left]));
    } else {
      walk.left = std::min(walk.left, channel.order.size());
      if (walk.left == 0) return true;
      see(*member_of(channel, channel.order[--walk.left]));
    }
  }
  return walk.left == 0;
}

// As "@+".
std::string Model::signs(const Person& viewer, const Member& member) {
  std::string signs;
  for (const char* const rank : {"q~", "a&", "o@", "h%", "v+"}) {
    if (member.ranks.contains(rank[0])) signs += rank[1];
  }
  return viewer.caps.contains("multi-prefix") ? signs : signs.substr(0, 1);
}

void Model::names(Person& p, std::string_view asked) {
  NamesList list;
  for (std::string_view name; irc::next_in_list(asked, name);) {
    const Channel* channel = find_channel(name);
    const bool known = channel != nullptr && knows(*channel, p);
    list.asked += (list.asked.empty() ? "" : ",") + (known ? channel->name : str(name));
    if (!known) continue;
    list.channels.push_back(begun_names(*channel));
  }
  go_on_or_wait(p, std::move(list));
}

NamesAnswer Model::begun_names(const Channel& channel) {
  NamesAnswer answer{channel.name, channel.id, {}, {}, {}, false};
  for (const Member& member : channel.members) answer.staying.insert(member.conn);
  return answer;
}

NamesList Model::implicit_names(const Channel& channel) {
  NamesList list;
  list.asked = channel.name;
  list.channels.push_back(begun_names(channel));
  list.implicit = true;
  return list;
}

bool Model::page(Person& p, NamesList& list) {
  for (; list.at < list.channels.size(); ++list.at) {
    if (!names_page(p, list.channels[list.at])) return false;
  }
  const Channel* channel = list.implicit ? channel_of(list.channels.front().channel_id) : nullptr;
  if (channel != nullptr && !knows(*channel, p)) channel = nullptr;
  numeric("366 " + (channel != nullptr ? channel->name : list.asked) +
          " :End of the list of names");
  return true;
}

// True if it was the last.
bool Model::names_page(Person& p, NamesAnswer& answer) {
  const Channel* channel = channel_of(answer.channel_id);
  if (channel == nullptr || !knows(*channel, p)) return true;
  std::erase_if(answer.staying,
                [&](ConnId conn) { return !shown(*channel, p, *member_of(*channel, conn)); });
  std::string list;
  const bool at_end = walk(*channel, p, answer.walk, [&](const Member& member) {
    if (!shown(*channel, p, member)) return;
    ++answer.told[member.conn];
    const Person& other = people_.at(member.conn);
    list += (list.empty() ? "" : " ") + signs(p, member);
    list += p.caps.contains("userhost-in-names") ? prefix(other) : other.nick;
  });
  const std::string secret = channel->modes.contains('s') ? "@ " : "= ";
  if (!list.empty()) numeric("353 " + secret + channel->name + " :" + list);
  if (!at_end) return false;
  judge(answer);
  return true;
}

void Model::judge(const NamesAnswer& answer) {
  for (const ConnId conn : answer.staying) {
    const auto told = answer.told.find(conn);
    const int times = told == answer.told.end() ? 0 : told->second;
    if (times == 1 || (times > 1 && answer.somebody_moved)) continue;
    broken_ = "NAMES " + answer.name + " tells " + std::to_string(times) + " times of " +
              people_.at(conn).nick;
  }
}

// --- WHO

void Model::who(Person& p, std::string_view mask) {
  if (mask.starts_with('#')) {
    const Channel* channel = find_channel(mask);
    if (channel == nullptr || !knows(*channel, p))
      return numeric("315 " + str(mask) + " :End of WHO");
    return go_on_or_wait(p, WhoChannel{str(mask), channel->id, {}});
  }
  if (const Person* about = registered_holder_of(mask)) {
    say_user(p, *about, nullptr);
    return numeric("315 " + str(mask) + " :End of WHO");
  }
  go_on_or_wait(p, WhoMask{str(mask), {}});
}

void Model::say_user(const Person& viewer, const Person& about, const Channel* channel) {
  std::string flags = about.away.empty() ? "H" : "G";
  if (about.modes.contains('o')) flags += '*';
  if (channel != nullptr) flags += signs(viewer, *member_of(*channel, about.conn));
  if (about.modes.contains('B')) flags += 'B';
  numeric("352 " + (channel != nullptr ? channel->name : "*") + " " + about.user + " " +
          about.host + " srv " + about.nick + " " + flags + " :0 " + about.realname);
}

bool Model::page(Person& p, WhoChannel& answer) {
  const Channel* channel = channel_of(answer.channel_id);
  const auto see = [&](const Member& member) {
    const bool always = p.modes.contains('o') || member.conn == p.conn;
    const bool may = knows(*channel, p) && shown(*channel, p, member);
    if (always || may) say_user(p, people_.at(member.conn), channel);
  };
  if (channel != nullptr && !walk(*channel, p, answer.walk, see)) return false;
  numeric("315 " + answer.asked + " :End of WHO");
  return true;
}

// Invisible users are found by those who see them somewhere.
bool Model::found_by_masks(const Person& viewer, const Person& about) const {
  if (!about.modes.contains('i') || &about == &viewer || viewer.modes.contains('o')) return true;
  return std::any_of(about.channels.begin(), about.channels.end(), [&](const std::string& folded) {
    const Channel& channel = channels_.at(folded);
    return member_of(channel, viewer.conn) != nullptr && sees(channel, viewer.conn, about.conn);
  });
}

// In the order of loops and slots.
bool Model::page(Person& p, WhoMask& answer) {
  const std::string mask = names_.fold(answer.asked);
  const auto place = [](const Person& other) {
    return std::pair(other.conn.loop(), other.conn.slot());
  };
  std::vector<const Person*> left;
  for (const auto& [conn, other] : people_) {
    if (!other.gone && other.registered && place(other) >= answer.next) left.push_back(&other);
  }
  std::sort(left.begin(), left.end(),
            [&](const Person* a, const Person* b) { return place(*a) < place(*b); });
  std::size_t said_so_far = 0;
  for (const Person* other : left) {
    answer.next = {other->conn.loop(), other->conn.slot() + 1};
    bool meant = false;
    for (const std::string& text :
         {other->nick, other->user, other->host, other->realname, std::string("srv")}) {
      meant = meant || fits(mask, names_.fold(text));
    }
    if (!meant || !found_by_masks(p, *other)) continue;
    say_user(p, *other, nullptr);
    if (++said_so_far == page_entries_max_) return false;
  }
  numeric("315 " + answer.asked + " :End of WHO");
  return true;
}

// --- LIST

void Model::list(Person& p, std::string_view asked) {
  numeric("321 Channel :Users  Topic");
  if (asked.empty()) return go_on_or_wait(p, ListAnswer{});
  if (asked.starts_with('>')) {
    return go_on_or_wait(p, ListAnswer{std::stoul(str(asked.substr(1))), 0});
  }
  for (std::string_view name; irc::next_in_list(asked, name);) {
    const Channel* channel = find_channel(name);
    if (channel != nullptr && knows(*channel, p)) say_channel(*channel);
  }
  numeric("323 :End of the list of channels");
}

void Model::say_channel(const Channel& channel) {
  numeric("322 " + channel.name + " " + std::to_string(channel.members.size()) + " :" +
          channel.topic);
}

bool Model::page(Person& p, ListAnswer& answer) {
  std::size_t said_so_far = 0;
  while (answer.slot < slots_ && said_so_far < page_entries_max_) {
    for (const auto& [folded, channel] : channels_) {
      if (channel.slot != answer.slot || !knows(channel, p)) continue;
      if (channel.members.size() <= answer.more_than) continue;
      say_channel(channel);
      ++said_so_far;
    }
    ++answer.slot;
  }
  if (answer.slot < slots_) return false;
  numeric("323 :End of the list of channels");
  return true;
}

// --- MONITOR

bool Model::page(Person& p, MonitorAnswer& answer) {
  std::vector<std::string> nicks;
  for (std::size_t n = 0; n < page_entries_max_ && answer.next < p.monitored.size(); ++n) {
    nicks.push_back(p.monitored[answer.next++]);
  }
  if (answer.presence) {
    show_presence(nicks);
  } else if (!nicks.empty()) {
    numeric("732 :" + joined(nicks));
  }
  if (answer.next < p.monitored.size()) return false;
  if (!answer.presence) numeric("733 :End of the monitor list");
  return true;
}

}  // namespace uvchat::simulation
