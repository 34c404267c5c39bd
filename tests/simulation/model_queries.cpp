// WHOIS, WHOWAS, ISON, USERHOST, told again.

#include <algorithm>

#include "hub/iso_time.h"
#include "hub/line.h"
#include "tests/simulation/model.h"

namespace uvchat::simulation {
namespace {

// Of all parameters, of which one may hold several.
std::vector<std::string> words_of(const irc::Message& message) {
  std::vector<std::string> words;
  for (std::size_t i = 0; i < message.param_count; ++i) {
    std::string_view rest = message.param(i);
    while (!rest.empty()) {
      const std::string_view word = rest.substr(0, rest.find(' '));
      rest.remove_prefix(std::min(word.size() + 1, rest.size()));
      if (!word.empty()) words.emplace_back(word);
    }
  }
  return words;
}

}  // namespace

// "WHOIS server nick" asks the server that the user is on.
void Model::whois(Person& p, const irc::Message& message) {
  const bool addressed = message.param_count > 1;
  std::string_view nicks = message.param(addressed ? 1 : 0);
  if (nicks.empty()) return numeric("431 :No nickname given");
  if (addressed && !is_here(message.param(0))) return;
  int asked = 0;
  for (std::string_view nick; irc::next_in_list(nicks, nick);) {
    if (++asked > 4) return numeric("407 " + middle(nick) + " :Too many targets");
    const Person* about = holder_of(nick);
    if (about != nullptr) {
      say_all_of(p, *about);
    } else {
      no_such_nick(nick);
    }
    numeric("318 " + middle(nick) + " :End of WHOIS");
  }
}

void Model::say_all_of(const Person& p, const Person& about) {
  const std::string& nick = about.nick;
  const bool private_too = &p == &about || p.modes.contains('o');
  numeric("311 " + nick + " " + about.user + " " + about.host + " * :" + about.realname);
  std::string rooms;
  for (const std::string& folded : about.channels) {
    const Channel& channel = channels_.at(folded);
    const Member& member = *member_of(channel, about.id);
    if (!private_too && !(knows(channel, p) && shown(channel, p, member))) continue;
    rooms += (rooms.empty() ? "" : " ") + signs(member) + channel.name;
  }
  if (!rooms.empty()) numeric("319 " + nick + " :" + rooms);
  numeric("312 " + nick + " srv :uvchat");
  if (!about.away.empty()) numeric("301 " + nick + " :" + about.away);
  if (about.modes.contains('o')) numeric("313 " + nick + " :is an operator of this network");
  if (about.account != nullptr) {
    numeric("330 " + nick + " " + about.account->name + " :is logged in as");
  }
  if (about.modes.contains('B')) numeric("335 " + nick + " :is a bot on uvchat");
  if (private_too && about.address != unknown_address) {
    numeric("338 " + nick + " " + about.user + "@" + about.address + " " + about.address +
            " :Actual user@host, actual address");
  }
  if (private_too) {
    numeric("379 " + nick + " :is using modes +" +
            std::string(about.modes.begin(), about.modes.end()));
    for (const ConnId conn : about.sessions) {
      const std::string& certificate = sessions_.at(conn).certificate;
      if (certificate.empty()) continue;
      numeric("276 " + nick + " :has client certificate fingerprint " + certificate);
    }
  }
  if (is_secure(about)) numeric("671 " + nick + " :is using a secure connection (TLS)");
  numeric("317 " + nick + " " + std::to_string((now_.mono_ms - about.spoke_ms) / 1000) + " " +
          std::to_string(about.signon_ms / 1000) + " :seconds idle, signon time");
}

void Model::remember(const Person& p, const std::string& nick) {
  past_.push_back({nick, p.user, p.host, p.address, p.realname, now_.wall_ms()});
}

void Model::whowas(Person&, const irc::Message& message) {
  if (message.param(0).empty()) return numeric("431 :No nickname given");
  const std::string count = str(message.param(1));  // people here ask with a number
  const int most = count.empty() ? 0 : std::stoi(count);
  go_on_or_wait(WhowasAnswer{str(message.param(0)), past_.size(),
                             most > 0 ? static_cast<std::size_t>(most) : SIZE_MAX});
}

bool Model::page(Person& p, WhowasAnswer& answer) {
  std::size_t said_so_far = 0;
  while (answer.next > 0 && answer.left > 0) {
    if (said_so_far == bounds_.page_entries_max) return false;
    const PastUser& past = past_[--answer.next];
    if (!names_.same(past.nick, answer.nick)) continue;
    numeric("314 " + past.nick + " " + past.user + " " + past.host + " * :" + past.realname);
    if (p.modes.contains('o') && past.address != unknown_address) {
      numeric("338 " + past.nick + " " + past.user + "@" + past.address + " " + past.address +
              " :Actual user@host, actual address");
    }
    numeric("312 " + past.nick + " srv :" + hub::iso_time(past.until_ms));
    answer.found = true;
    --answer.left;
    ++said_so_far;
  }
  if (!answer.found) numeric("406 " + middle(answer.nick) + " :There was no such nickname");
  numeric("369 " + middle(answer.nick) + " :End of WHOWAS");
  return true;
}

void Model::ison(Person&, const irc::Message& message) {
  std::vector<std::string> here;
  for (const std::string& nick : words_of(message)) {
    const Person* about = holder_of(nick);
    if (about != nullptr) here.push_back(about->nick);
  }
  numeric("303 :" + joined(here, ' '));
}

void Model::userhost(Person&, const irc::Message& message) {
  std::vector<std::string> here;
  const std::vector<std::string> asked = words_of(message);
  for (std::size_t i = 0; i < std::min(asked.size(), std::size_t{5}); ++i) {
    const Person* about = holder_of(asked[i]);
    if (about == nullptr) continue;
    here.push_back(about->nick + (about->modes.contains('o') ? "*=" : "=") +
                   (about->away.empty() ? "+" : "-") + about->user + "@" + about->host);
  }
  numeric("302 :" + joined(here, ' '));
  if (asked.size() > 5) numeric("407 " + middle(asked[5]) + " :Too many targets");
}

}  // namespace uvchat::simulation
