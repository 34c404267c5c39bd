// What each command does, told again.

#include <algorithm>
#include <array>

#include "tests/simulation/model.h"

namespace uvchat::simulation {
namespace {

constexpr std::array<std::string_view, 12> known_caps = {
    "away-notify",          "batch",
    "draft/channel-rename", "echo-message",
    "extended-monitor",     "invite-notify",
    "labeled-response",     "message-tags",
    "multi-prefix",         "no-implicit-names",
    "server-time",          "userhost-in-names"};

std::string upper(std::string_view word) {
  std::string text(word);
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) {
    return static_cast<char>(c >= 'a' && c <= 'z' ? c - 32 : c);
  });
  return text;
}

}  // namespace

void Model::command(Person& p, const irc::Message& message) {
  const std::string name = upper(message.command);
  if (name == "CAP" || name == "NICK" || name == "USER" || name == "PING" || name == "PONG" ||
      name == "QUIT" || name == "WEBIRC") {
    return registration_command(p, name, message);
  }
  if (!p.registered) return numeric("451 :You have not registered");
  if (channel_command(p, name, message) || presence_command(p, name, message) ||
      operator_command(p, name, message) || query_command(p, name, message)) {
    return;
  }
  if (name == "PRIVMSG" || name == "NOTICE" || name == "TAGMSG") {
    if (name != "TAGMSG" || p.caps.contains("message-tags")) say(p, message, name);
  } else {
    numeric("421 " + str(message.command) + " :Unknown command");
  }
}

bool Model::channel_command(Person& p, const std::string& name, const irc::Message& message) {
  static const std::map<std::string, std::size_t> least_params = {
      {"INVITE", 0}, {"JOIN", 1}, {"KICK", 2},   {"LIST", 0},  {"MODE", 1},
      {"NAMES", 0},  {"PART", 1}, {"RENAME", 2}, {"TOPIC", 1}, {"WHO", 1}};
  const auto least = least_params.find(name);
  if (least == least_params.end()) return false;
  if (message.param_count < least->second) {
    numeric("461 " + name + " :Not enough parameters");
  } else if (name == "INVITE") {
    invite(p, message);
  } else if (name == "JOIN") {
    join(p, message);
  } else if (name == "KICK") {
    kick(p, message);
  } else if (name == "LIST") {
    list(p, message.param(0));
  } else if (name == "MODE") {
    mode(p, message);
  } else if (name == "PART") {
    part(p, message.param(0), message.param(1));
  } else if (name == "RENAME") {
    rename_channel(p, message);
  } else if (name == "TOPIC") {
    topic(p, message);
  } else if (name == "WHO") {
    who(p, message.param(0));
  } else {
    names(p, message.param(0));
  }
  return true;
}

void Model::registration_command(Person& p, const std::string& name, const irc::Message& message) {
  const std::size_t least = name == "CAP" || name == "PING"      ? 1
                            : name == "USER" || name == "WEBIRC" ? 4
                                                                 : 0;
  if (message.param_count < least) return numeric("461 " + name + " :Not enough parameters");
  if (name == "CAP") cap(p, message);
  if (name == "NICK") nick(p, message);
  if (name == "USER") user(p, message);
  if (name == "WEBIRC") webirc(p, message);
  if (name == "PING") {
    reply(said(":srv PONG srv :" + str(message.param(0))));
  }
  if (name == "QUIT") {
    ended(p.conn, message.param(0).empty() ? "Quit" : "Quit: " + str(message.param(0)), now_);
  }
}

void Model::cap(Person& p, const irc::Message& message) {
  const std::string sub = str(message.param(0));
  auto answer = [&](const std::string& words) {
    reply(said(":srv CAP " + (p.nick.empty() ? "*" : p.nick) + " " + words));
  };
  if (sub == "REQ") {
    if (!p.registered) p.negotiating = true;
    std::set<std::string> caps = p.caps;
    std::string list = str(message.param(1)) + " ";
    for (std::size_t at = 0, end = 0; (end = list.find(' ', at)) != std::string::npos;
         at = end + 1) {
      std::string name = list.substr(at, end - at);
      if (name.empty()) continue;
      const bool off = name.front() == '-';
      if (off) name.erase(0, 1);
      if (std::find(known_caps.begin(), known_caps.end(), name) == known_caps.end()) {
        return answer("NAK :" + str(message.param(1)));
      }
      if (off) {
        caps.erase(name);
      } else {
        caps.insert(name);
      }
    }
    answer("ACK :" + str(message.param(1)));  // in the old terms
    p.caps = caps;
  } else if (sub == "END") {
    p.negotiating = false;
    try_register(p);
  }
}

void Model::nick(Person& p, const irc::Message& message) {
  const std::string wanted = str(message.param(0));
  if (wanted.empty()) return numeric("431 :No nickname given");
  if (!names_.valid_nick(wanted)) return numeric("432 " + wanted + " :Erroneous nickname");
  if (wanted == p.nick) return;
  if (!p.negotiating && taken(p, wanted)) {  // while he negotiates it is only noted
    return numeric("433 " + wanted + " :Nickname is already in use");
  }
  rename(p, wanted);
  try_register(p);
}

void Model::rename(Person& p, const std::string& nick) {
  const std::string before = prefix(p);
  const std::string old_nick = std::exchange(p.nick, nick);
  if (!p.registered) return;
  Saying saying = said(":" + before + " NICK " + nick);
  saying.bot = p.modes.contains('B');
  if (!names_.same(old_nick, nick)) remember(p, old_nick);
  reply(saying);
  tell_neighbours(p, saying);
  if (names_.same(old_nick, nick)) return;
  went_offline(old_nick);
  came_online(p);
}

void Model::user(Person& p, const irc::Message& message) {
  if (p.introduced || p.registered) return numeric("462 :You may not reregister");
  p.introduced = true;
  p.user = "~" + str(message.param(0));
  p.realname = message.param(3);
  try_register(p);
}

void Model::try_register(Person& p) {
  if (p.registered || p.negotiating || p.nick.empty() || !p.introduced) return;
  if (const Ban* ban = ban_of(p)) return turn_away(p, *ban);
  if (taken(p, p.nick)) {
    const std::string lost = std::exchange(p.nick, "");
    return numeric("433 " + lost + " :Nickname is already in use");
  }
  if (p.by_gateway && !gate_.has(p.conn.packed) && !count_by_user(p)) return;
  p.registered = true;
  p.spoke_ms = now_.mono_ms;
  p.signon_ms = now_.wall_ms();
  for (const char* number : {"001 ", "002 ", "003 ", "004 ", "005 ", "005 ", "005 ", "251 ", "252 ",
                             "253 ", "254 ", "255 ", "265 ", "266 ", "422 "}) {
    numeric(number + std::string(1, any));
  }
  came_online(p);
}

void Model::say_in_channel(Person& p, Channel& channel, const std::string& asked, Saying& saying,
                           std::string_view text, const std::string& command) {
  if (!knows(channel, p)) return command == "NOTICE" ? void() : no_such_channel(asked);
  const auto [audience_is, why_not] = audience(channel, p);
  if (audience_is == Audience::nobody) {
    if (command == "NOTICE") return;
    return numeric("404 " + channel.name + " :" + why_not);
  }
  if (audience_is == Audience::all) show_caller(channel);
  saying.time_ms = now_.wall_ms();
  saying.body = ":" + prefix(p) + " " + command + " " + channel.name;
  if (!saying.tags_only) saying.body += " :" + str(text);
  if (!saying.tags_only) p.spoke_ms = now_.mono_ms;
  echo(p, saying);
  for (const Member& member : channel.members) {
    if (member.conn == p.conn) continue;
    if (audience_is == Audience::operators && rank_of(channel, member.conn) < 2) continue;
    tell(people_.at(member.conn), saying);
  }
}

void Model::say(Person& p, const irc::Message& message, const std::string& command) {
  Saying saying;
  saying.has_id = true;
  saying.bot = p.modes.contains('B');
  saying.tags_only = command == "TAGMSG";
  std::string_view rest = message.tags;
  while (const auto tag = irc::next_tag(rest)) {
    if (tag->key.front() != '+' || !p.caps.contains("message-tags")) continue;
    saying.client_tags = str(tag->key) + "=" + str(tag->value);  // people here send one
  }
  const std::string target = str(message.param(0));
  const std::string text = str(message.param(1));
  if (!saying.tags_only) saying.classroom = p.nick + ": " + text;
  if (target.starts_with("#")) {
    Channel* channel = find_channel(target);
    if (channel != nullptr) return say_in_channel(p, *channel, target, saying, text, command);
    if (command != "NOTICE") no_such_channel(target);
    return;
  }
  Person* other = holder_of(target);
  if (other == nullptr || !other->registered) {
    if (command != "NOTICE") numeric("401 " + target + " :No such nick or channel");
    return;
  }
  saying.time_ms = now_.wall_ms();
  saying.body = ":" + prefix(p) + " " + command + " " + other->nick;
  if (!saying.tags_only) saying.body += " :" + text;
  if (!saying.tags_only) p.spoke_ms = now_.mono_ms;
  echo(p, saying);
  tell(*other, saying);
  if (command == "PRIVMSG" && !other->away.empty()) {
    numeric("301 " + other->nick + " :" + other->away);
  }
}

// Nobody's name here is so long that it must be cut for what is put behind it.
std::string Model::free_nick(const Person& p, const std::string& wanted) {
  if (!taken(p, wanted)) return wanted;
  std::string nick = wanted + "_";
  while (taken(p, nick)) nick = wanted + std::to_string(++numbered_);
  return nick;
}

void Model::classroom_message(Person& p, std::string_view message) {
  if (!p.introduced) {
    const std::size_t end = message.find(": ");
    if (end != std::string_view::npos && end > 0) {
      p.introduced = true;
      p.classroom_name = message.substr(0, end);
      const std::string nick = free_nick(p, names_.nick_from(p.classroom_name));
      if (nick != p.nick) rename(p, nick);
    }
  }
  const std::string own = p.classroom_name + ": ";
  if (!p.classroom_name.empty() && message.starts_with(own)) message.remove_prefix(own.size());
  if (message.empty() || p.channels.empty()) return;
  Channel& room = channels_.at(p.channels.front());
  const std::string before = ":" + prefix(p) + " PRIVMSG " + room.name + " :";
  while (!message.empty()) {
    const std::string_view piece = message.substr(0, 510 - before.size());
    message.remove_prefix(piece.size());
    Saying saying;
    saying.has_id = true;
    saying.classroom = p.nick + ": " + str(piece);
    say_in_channel(p, room, room.name, saying, piece, "PRIVMSG");
  }
}

}  // namespace uvchat::simulation
