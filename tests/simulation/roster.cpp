#include "tests/simulation/roster.h"

#include <algorithm>
#include <utility>

#include "uvchat/irc/message.h"

namespace uvchat::simulation {

void Roster::see(std::string_view line) {
  const auto message = irc::parse(line);
  if (!message || irc::find_tag(message->tags, "batch") == "inner") return;  // it was so once
  const std::string nick(message->source.substr(0, message->source.find('!')));
  const std::string first(message->param(0));
  if (message->command == "001") {
    own_ = first;
  } else if (message->command == "NICK") {
    changes_nick(nick, first);
  } else if (message->command == "JOIN") {
    if (nick == own_) channels_[names_.fold(first)] = {};
    const auto at = channels_.find(names_.fold(first));
    if (at != channels_.end()) at->second.insert(nick);
  } else if (message->command == "RENAME") {
    auto moved = channels_.extract(names_.fold(first));
    if (moved.empty()) return;
    moved.key() = names_.fold(message->param(1));
    channels_.insert(std::move(moved));
  } else if (message->command == "353") {
    see_names(names_.fold(message->param(2)), message->param(3));
  } else if (message->command == "PART") {
    leaves(nick, names_.fold(first));
  } else if (message->command == "KICK") {
    leaves(std::string(message->param(1)), names_.fold(first));
  } else if (message->command == "QUIT") {
    for (auto& [channel, nicks] : channels_) nicks.erase(nick);
  }
}

void Roster::see_names(const std::string& channel, std::string_view words) {
  const auto at = channels_.find(channel);
  if (at == channels_.end()) return;  // asked from outside
  while (!words.empty()) {
    std::string_view word = words.substr(0, words.find(' '));
    words.remove_prefix(std::min(word.size() + 1, words.size()));
    word.remove_prefix(std::min(word.find_first_not_of("~&@%+"), word.size()));
    at->second.emplace(word.substr(0, word.find('!')));
  }
}

void Roster::leaves(const std::string& nick, const std::string& channel) {
  const auto at = channels_.find(channel);
  if (at == channels_.end()) return;
  at->second.erase(nick);
  if (nick == own_) channels_.erase(at);
}

void Roster::changes_nick(const std::string& from, const std::string& to) {
  if (from == own_) own_ = to;
  for (auto& [channel, nicks] : channels_) {
    if (nicks.erase(from) > 0) nicks.insert(to);
  }
}

}  // namespace uvchat::simulation
