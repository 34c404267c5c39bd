// WHOIS, WHOWAS, ISON, USERHOST, STATS, told again.

#include <algorithm>

#include "hub/line.h"
#include "tests/simulation/model.h"

namespace uvchat::simulation {
namespace {

std::vector<std::string_view> words_of(const irc::Message& message) {
  const auto first = message.params.begin();
  return {first, first + static_cast<std::ptrdiff_t>(message.param_count)};
}

}  // namespace

bool Model::query_command(Person& p, const std::string& name, const irc::Message& message) {
  if ((name == "ISON" || name == "USERHOST") && message.param_count == 0) {
    numeric("461 " + name + " :Not enough parameters");
  } else if (name == "WHOIS") {
    whois(p, message);
  } else if (name == "WHOWAS") {
    whowas(p, message);
  } else if (name == "ISON") {
    ison(message);
  } else if (name == "USERHOST") {
    userhost(message);
  } else if (name == "STATS") {
    stats(p, message.param(0));
  } else {
    return false;
  }
  return true;
}

void Model::whois(Person& p, const irc::Message& message) {
  std::string_view nicks = message.param(0);
  if (nicks.empty()) return numeric("431 :No nickname given");
  for (std::string_view nick; irc::next_in_list(nicks, nick);) {
    const Person* about = registered_holder_of(nick);
    if (about != nullptr) {
      say_all_of(p, *about);
    } else {
      numeric("401 " + str(nick) + " :No such nick or channel");
    }
    numeric("318 " + str(nick) + " :End of WHOIS");
  }
}

void Model::say_all_of(const Person& p, const Person& about) {
  const std::string& nick = about.nick;
  const bool private_too = &p == &about || p.modes.contains('o');
  numeric("311 " + nick + " " + about.user + " " + about.host + " * :" + about.realname);
  std::string rooms;
  for (const std::string& folded : about.channels) {
    const Channel& channel = channels_.at(folded);
    const Member& member = *member_of(channel, about.conn);
    if (!private_too && !(knows(channel, p) && shown(channel, p, member))) continue;
    rooms += (rooms.empty() ? "" : " ") + signs(p, member) + channel.name;
  }
  if (!rooms.empty()) numeric("319 " + nick + " :" + rooms);
  numeric("312 " + nick + " srv :uvchat");
  if (!about.away.empty()) numeric("301 " + nick + " :" + about.away);
  if (about.modes.contains('o')) numeric("313 " + nick + " :is an operator of this network");
  if (about.modes.contains('B')) numeric("335 " + nick + " :is a bot on uvchat");
  if (private_too) {
    numeric("338 " + nick + " " + about.user + "@" + about.host + " " + about.host +
            " :Actual user@host, actual address");
    numeric("379 " + nick + " :is using modes +" +
            std::string(about.modes.begin(), about.modes.end()));
  }
  numeric("317 " + nick + " " + std::to_string((now_.mono_ms - about.spoke_ms) / 1000) + " " +
          std::to_string(about.signon_ms / 1000) + " :seconds idle, signon time");
}

void Model::remember(const Person& p, const std::string& nick) {
  past_.push_back({nick, p.user, p.host, p.realname, now_.wall_ms()});
}

void Model::whowas(Person& p, const irc::Message& message) {
  if (message.param(0).empty()) return numeric("431 :No nickname given");
  go_on_or_wait(p, WhowasAnswer{str(message.param(0)), past_.size()});
}

bool Model::page(Person& p, WhowasAnswer& answer) {
  std::size_t said_so_far = 0;
  while (answer.next > 0) {
    if (said_so_far == page_entries_max_) return false;
    const PastUser& past = past_[--answer.next];
    if (!names_.same(past.nick, answer.nick)) continue;
    numeric("314 " + past.nick + " " + past.user + " " + past.host + " * :" + past.realname);
    if (p.modes.contains('o')) {
      numeric("338 " + past.nick + " " + past.user + "@" + past.host + " " + past.host +
              " :Actual user@host, actual address");
    }
    numeric("312 " + past.nick + " srv :" + hub::iso_time(past.until_ms));
    answer.found = true;
    ++said_so_far;
  }
  if (!answer.found) numeric("406 " + answer.nick + " :There was no such nickname");
  numeric("369 " + answer.nick + " :End of WHOWAS");
  return true;
}

void Model::ison(const irc::Message& message) {
  std::string here;
  for (const std::string_view nick : words_of(message)) {
    const Person* about = registered_holder_of(nick);
    if (about != nullptr) here += (here.empty() ? "" : " ") + about->nick;
  }
  numeric("303 :" + here);
}

void Model::userhost(const irc::Message& message) {
  std::string here;
  for (const std::string_view nick : words_of(message)) {
    const Person* about = registered_holder_of(nick);
    if (about == nullptr) continue;
    here += (here.empty() ? "" : " ") + about->nick + (about->modes.contains('o') ? "*" : "") +
            "=" + (about->away.empty() ? "+" : "-") + about->user + "@" + about->host;
  }
  numeric("302 :" + here);
}

void Model::stats(Person& p, std::string_view asked) {
  const char letter = asked.empty() ? '*' : asked.front();
  if (letter != 'u' && letter != '*' && !p.modes.contains('o')) {
    return numeric("481 :Permission denied: you are not an operator");
  }
  if (letter == 'k' || letter == 'd') return go_on_or_wait(p, BansAnswer{letter, 0});
  if (letter == 'u') numeric(std::string("242 :Server Up ") + any);
  if (letter == 'o') {
    for (const auto& [name, hash] : operators_) numeric("243 O *@* * " + name);
  }
  numeric(std::string("219 ") + letter + " :End of STATS " + any);
}

}  // namespace uvchat::simulation
