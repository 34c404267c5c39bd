// AWAY, SETNAME and MONITOR: who is here, and who is told of it.

#include <algorithm>

#include "tests/simulation/model.h"
#include "uvchat/base/limits.h"

namespace uvchat::simulation {

// Who watches the nick and, where asked for, has both `needs`.
std::vector<Session*> Model::watchers_of(const std::string& nick,
                                         const std::set<std::string>& needs) {
  std::vector<Session*> watchers;
  for (auto& [conn, s] : sessions_) {
    if (s.gone || !std::includes(s.caps.begin(), s.caps.end(), needs.begin(), needs.end())) {
      continue;
    }
    if (std::any_of(s.monitored.begin(), s.monitored.end(),
                    [&](const std::string& m) { return names_.same(m, nick); })) {
      watchers.push_back(&s);
    }
  }
  return watchers;
}

void Model::came_online(const Person& p) {
  for (Session* other : watchers_of(p.nick, {})) tell(*other, said(":srv 730 * :" + prefix(p)));
  if (p.away.empty()) return;
  Saying absence = said(":" + prefix(p) + " AWAY :" + p.away);
  absence.bot = p.modes.contains('B');
  for (Session* other : watchers_of(p.nick, {"away-notify", "extended-monitor"})) {
    tell(*other, absence);
  }
}

void Model::went_offline(const std::string& nick) {
  for (Session* other : watchers_of(nick, {})) tell(*other, said(":srv 731 * :" + nick));
}

// To their own sessions, to those who see them and to those who watch them: each that has the
// capability, but `except`.
void Model::tell_acquaintances(const Person& p, const Saying& saying, const std::string& cap,
                               const Session* except) {
  std::set<PersonId> people{p.id};
  for (const std::string& folded : p.channels) {
    const Channel& channel = channels_.at(folded);
    for (const Member& member : channel.members) {
      if (sees(channel, member.who, p.id)) people.insert(member.who);
    }
  }
  std::set<Session*> told;
  for (const PersonId id : people) {
    for (const ConnId conn : people_.at(id).sessions) told.insert(&sessions_.at(conn));
  }
  for (Session* other : watchers_of(p.nick, {"extended-monitor"})) told.insert(other);
  for (Session* other : told) {
    if (other != except && other->caps.contains(cap)) tell(*other, saying);
  }
}

void Model::away(Person& p, const irc::Message& message) {
  if (!p.registered && !caller_->caps.contains("draft/pre-away")) {
    return numeric("451 :You have not registered");
  }
  std::string reason = shortened(p, "AWAY", {}, message.param(0), limits::away_bytes_max);
  if (reason == "*") reason = "Away";
  numeric(reason.empty() ? "305 :You are no longer marked as being away"
                         : "306 :You have been marked as being away");
  caller_->is_away = !reason.empty();
  if (!reason.empty()) p.reason = reason;
  if (p.registered) return look_at_absence(p, caller_);
  p.away = reason;
}

// They are away when all of their sessions say so.
void Model::look_at_absence(Person& p, const Session* except) {
  const bool is_here = std::any_of(p.sessions.begin(), p.sessions.end(),
                                   [&](ConnId conn) { return !sessions_.at(conn).is_away; });
  const std::string before = std::exchange(p.away, is_here ? "" : p.reason);
  if (p.away == before) return;
  const std::string reason = p.away.empty() ? "" : " :" + p.away;
  tell_acquaintances(p, event_of(p, ":" + prefix(p) + " AWAY" + reason), "away-notify", except);
}

void Model::setname(Person& p, const irc::Message& message) {
  const std::string realname = str(message.param(0));
  if (realname.empty() || realname.size() > limits::realname_bytes_max) {
    return reply(said(":srv FAIL SETNAME INVALID_REALNAME :A real name has 1 to 100 bytes"));
  }
  p.realname = realname;
  const Saying saying = event(":" + prefix(p) + " SETNAME :" + realname);
  if (caller_->caps.contains("setname")) reply(saying);
  tell_acquaintances(p, saying, "setname", caller_);
}

void Model::monitor(Person&, const irc::Message& message) {
  const std::string action = upper(message.param(0));
  std::string_view list = message.param(1);
  if (action == "C") return caller_->monitored.clear();
  if (action == "L" || action == "S") return go_on_or_wait(MonitorAnswer{action == "S", 0});
  if ((action != "+" && action != "-") || list.empty()) {
    return numeric("461 MONITOR :MONITOR + nicks, - nicks, C, L or S");
  }
  const auto nicks = 1 + static_cast<std::uint64_t>(std::count(list.begin(), list.end(), ','));
  for (const ConnId conn : me().sessions) {  // in ms; each nick is ten units of work
    if (nicks >= 60) sessions_.at(conn).charges.push_back(nicks / 2);
  }
  if (action == "+") return add_monitored(list);
  for (std::string_view nick; irc::next_in_list(list, nick);) {
    std::erase_if(caller_->monitored, [&](const std::string& m) { return names_.same(m, nick); });
  }
}

void Model::add_monitored(std::string_view list) {
  std::vector<std::string> added;
  std::vector<std::string> left_out;
  for (std::string_view nick; irc::next_in_list(list, nick);) {
    if (std::any_of(caller_->monitored.begin(), caller_->monitored.end(),
                    [&](const std::string& m) { return names_.same(m, nick); })) {
      continue;
    }
    if (!names_.valid_nick(nick)) {
      numeric("432 " + middle(nick) + " :Erroneous nickname");
    } else if (caller_->monitored.size() == monitored_max) {
      left_out.emplace_back(nick);
    } else {
      added.emplace_back(nick);
      caller_->monitored.emplace_back(nick);
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
    const Person* other = holder_of(nick);
    other != nullptr ? here.push_back(prefix(*other)) : absent.push_back(nick);
  }
  if (!here.empty()) numeric("730 :" + joined(here));
  if (!absent.empty()) numeric("731 :" + joined(absent));
}

}  // namespace uvchat::simulation
