// AWAY, SETNAME and MONITOR: who is here, and who is told of it.

#include <algorithm>

#include "tests/simulation/model.h"
#include "uvchat/base/limits.h"

namespace uvchat::simulation {

// Who watches the nick and, where asked for, has both `needs`.
std::vector<Person*> Model::watchers_of(const std::string& nick,
                                        const std::set<std::string>& needs) {
  std::vector<Person*> watchers;
  for (auto& [conn, p] : people_) {
    if (p.gone || !std::includes(p.caps.begin(), p.caps.end(), needs.begin(), needs.end())) {
      continue;
    }
    if (std::any_of(p.monitored.begin(), p.monitored.end(),
                    [&](const std::string& m) { return names_.same(m, nick); })) {
      watchers.push_back(&p);
    }
  }
  return watchers;
}

void Model::came_online(const Person& p) {
  for (Person* other : watchers_of(p.nick, {})) tell(*other, said(":srv 730 * :" + prefix(p)));
  if (p.away.empty()) return;
  Saying absence = said(":" + prefix(p) + " AWAY :" + p.away);
  absence.bot = p.modes.contains('B');
  for (Person* other : watchers_of(p.nick, {"away-notify", "extended-monitor"})) {
    tell(*other, absence);
  }
}

void Model::went_offline(const std::string& nick) {
  for (Person* other : watchers_of(nick, {})) tell(*other, said(":srv 731 * :" + nick));
}

// To those who see them or watch them, and have the capability.
void Model::tell_acquaintances(Person& p, const Saying& saying, const std::string& cap) {
  std::set<Person*> told;
  for (const std::string& folded : p.channels) {
    const Channel& channel = channels_.at(folded);
    for (const Member& member : channel.members) {
      if (sees(channel, member.conn, p.conn)) told.insert(&people_.at(member.conn));
    }
  }
  for (Person* other : watchers_of(p.nick, {"extended-monitor"})) told.insert(other);
  for (Person* other : told) {
    if (other != &p && other->caps.contains(cap)) tell(*other, saying);
  }
}

void Model::away(Person& p, const irc::Message& message) {
  if (!p.registered && !p.caps.contains("draft/pre-away")) {
    return numeric("451 :You have not registered");
  }
  const std::string before = p.away;
  p.away = shortened(p, "AWAY", {}, message.param(0), limits::away_bytes_max);
  if (p.away == "*") p.away = "Away";
  numeric(p.away.empty() ? "305 :You are no longer marked as being away"
                         : "306 :You have been marked as being away");
  if (p.away == before || !p.registered) return;
  tell_acquaintances(p, event(":" + prefix(p) + " AWAY" + (p.away.empty() ? "" : " :" + p.away)),
                     "away-notify");
}

void Model::setname(Person& p, const irc::Message& message) {
  const std::string realname = str(message.param(0));
  if (realname.empty() || realname.size() > limits::realname_bytes_max) {
    return reply(said(":srv FAIL SETNAME INVALID_REALNAME :A real name has 1 to 100 bytes"));
  }
  p.realname = realname;
  const Saying saying = event(":" + prefix(p) + " SETNAME :" + realname);
  if (p.caps.contains("setname")) reply(saying);
  tell_acquaintances(p, saying, "setname");
}

void Model::monitor(Person& p, const irc::Message& message) {
  const std::string action = upper(message.param(0));
  std::string_view list = message.param(1);
  if (action == "C") return p.monitored.clear();
  if (action == "L" || action == "S") return go_on_or_wait(p, MonitorAnswer{action == "S", 0});
  if ((action != "+" && action != "-") || list.empty()) {
    return numeric("461 MONITOR :MONITOR + nicks, - nicks, C, L or S");
  }
  const auto nicks = 1 + static_cast<std::uint64_t>(std::count(list.begin(), list.end(), ','));
  if (nicks >= 60) p.charges.push_back(nicks / 2);  // ms; each is ten units of work
  if (action == "+") return add_monitored(p, list);
  for (std::string_view nick; irc::next_in_list(list, nick);) {
    std::erase_if(p.monitored, [&](const std::string& m) { return names_.same(m, nick); });
  }
}

void Model::add_monitored(Person& p, std::string_view list) {
  std::vector<std::string> added;
  std::vector<std::string> left_out;
  for (std::string_view nick; irc::next_in_list(list, nick);) {
    if (std::any_of(p.monitored.begin(), p.monitored.end(),
                    [&](const std::string& m) { return names_.same(m, nick); })) {
      continue;
    }
    if (!names_.valid_nick(nick)) {
      numeric("432 " + middle(nick) + " :Erroneous nickname");
    } else if (p.monitored.size() == monitored_max) {
      left_out.emplace_back(nick);
    } else {
      added.emplace_back(nick);
      p.monitored.emplace_back(nick);
    }
  }
  show_presence(added);
  if (left_out.empty()) return;
  numeric("734 " + std::to_string(monitored_max) + " " + joined(left_out) +
          " :Monitor list is full.");
}

void Model::show_presence(const std::vector<std::string>& nicks) {
  std::vector<std::string> here;
  std::vector<std::string> absent;
  for (const std::string& nick : nicks) {
    const Person* other = registered_holder_of(nick);
    other != nullptr ? here.push_back(prefix(*other)) : absent.push_back(nick);
  }
  if (!here.empty()) numeric("730 :" + joined(here));
  if (!absent.empty()) numeric("731 :" + joined(absent));
}

}  // namespace uvchat::simulation
