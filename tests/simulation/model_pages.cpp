// Answers that come in pages: NAMES, MONITOR L and S.

#include <algorithm>
#include <utility>

#include "tests/simulation/model.h"

namespace uvchat::simulation {

// The first page comes at once, but behind what waits for an answer.
void Model::go_on_or_wait(Page page) {
  if (!caller_->question && go_on_with(page)) return;
  caller_->pages.push_back(std::move(page));
  park(*caller_);
}

// True if it was the last.
bool Model::go_on_with(Page& page) {
  Session& s = *caller_;
  const auto* names = std::get_if<NamesList>(&page);
  const bool aside = names != nullptr && names->aside;
  LabelledAnswer kept = aside ? std::exchange(s.answer, {}) : LabelledAnswer();
  const bool was_last = std::visit([&](auto& answer) { return this->page(me(), answer); }, page);
  if (aside) s.answer = std::move(kept);
  return was_last;
}

// --- NAMES

// The order of names is promised to nobody; but what stands in a page and how the lines of a
// labelled answer are wrapped follows from it, so it is told again here: from the last to the
// first, and first the unseen, of whom some see themselves alone. True if it was the last page.
bool Model::walk(const Channel& channel, const Person& viewer, Walk& walk,
                 const std::function<void(const Member&)>& see) const {
  const Member* own = member_of(channel, viewer.id);
  if (!std::exchange(walk.begun, true)) {
    if (viewer.modes.contains('o') || (own != nullptr && own->sees_all)) {
      walk.unseen_left = channel.unseen_order.size();
    } else if (own != nullptr && own->unseen) {
      see(*own);
    }
  }
  walk.unseen_left = std::min(walk.unseen_left, channel.unseen_order.size());
  for (std::size_t n = 0; n < bounds_.page_entries_max; ++n) {
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
std::string Model::signs(const Member& member) const {
  std::string signs;
  for (const char* const rank : {"q~", "a&", "o@", "h%", "v+"}) {
    if (member.ranks.contains(rank[0])) signs += rank[1];
  }
  return caller_->caps.contains("multi-prefix") ? signs : signs.substr(0, 1);
}

void Model::names(Person& p, const irc::Message& message) {
  if (message.param(0).empty()) return numeric("366 * :End of the list of names");
  NamesList list;
  for_each_named(message.param(0), [&](std::string_view name) {
    const Channel* channel = find_channel(name);
    const bool known = channel != nullptr && knows(*channel, p);
    list.asked.push_back(known ? channel->name : str(name));
    if (known) list.channels.push_back(begun_names(*channel));
  });
  go_on_or_wait(std::move(list));
}

NamesAnswer Model::begun_names(const Channel& channel) {
  NamesAnswer answer{channel.name, channel.id, {}, {}, {}, false};
  for (const Member& member : channel.members) answer.staying.insert(member.who);
  return answer;
}

NamesList Model::implicit_names(const Channel& channel) {
  NamesList list;
  list.asked = {channel.name};
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
  if (channel != nullptr) list.asked = {channel->name};
  for (const std::string& names : in_lines(list.asked, ',', 200)) {
    numeric("366 " + middle(names) + " :End of the list of names");
  }
  return true;
}

// True if it was the last.
bool Model::names_page(Person& p, NamesAnswer& answer) {
  const Channel* channel = channel_of(answer.channel_id);
  if (channel == nullptr || !knows(*channel, p)) return true;
  std::erase_if(answer.staying,
                [&](PersonId who) { return !shown(*channel, p, *member_of(*channel, who)); });
  std::string list;
  const bool at_end = walk(*channel, p, answer.walk, [&](const Member& member) {
    if (!shown(*channel, p, member)) return;
    ++answer.told[member.who];
    const Person& other = people_.at(member.who);
    list += (list.empty() ? "" : " ") + signs(member);
    list += caller_->caps.contains("userhost-in-names") ? prefix(other) : other.nick;
  });
  const std::string secret = channel->modes.contains('s') ? "@ " : "= ";
  if (!list.empty()) numeric("353 " + secret + channel->name + " :" + list);
  if (!at_end) return false;
  judge(answer);
  return true;
}

void Model::judge(const NamesAnswer& answer) {
  for (const PersonId who : answer.staying) {
    const auto told = answer.told.find(who);
    const int times = told == answer.told.end() ? 0 : told->second;
    if (times == 1 || (times > 1 && answer.somebody_moved)) continue;
    breaks("NAMES " + answer.name + " tells " + std::to_string(times) + " times of " +
           people_.at(who).nick);
  }
}

// --- MONITOR

bool Model::page(Person&, MonitorAnswer& answer) {
  std::vector<std::string> nicks;
  for (std::size_t n = 0; n < bounds_.page_entries_max && answer.next < caller_->monitored.size();
       ++n) {
    nicks.push_back(caller_->monitored[answer.next++]);
  }
  if (answer.presence) {
    show_presence(nicks);
  } else if (!nicks.empty()) {
    numeric("732 :" + joined(nicks));
  }
  if (answer.next < caller_->monitored.size()) return false;
  if (!answer.presence) numeric("733 :End of the monitor list");
  return true;
}

}  // namespace uvchat::simulation
