// How a session begins and ends: CAP, PASS, NICK, USER, PING, QUIT.

#include <algorithm>
#include <array>
#include <charconv>

#include "tests/simulation/model.h"
#include "uvchat/base/limits.h"
#include "uvchat/base/utf8.h"

namespace uvchat::simulation {
namespace {

// In the order of CAP LS.
constexpr auto capabilities = std::to_array<std::string_view>({"account-notify",
                                                               "account-tag",
                                                               "away-notify",
                                                               "batch",
                                                               "cap-notify",
                                                               "chghost",
                                                               "draft/account-registration",
                                                               "draft/channel-rename",
                                                               "draft/extended-isupport",
                                                               "draft/multiline",
                                                               "draft/pre-away",
                                                               "draft/relaymsg",
                                                               "echo-message",
                                                               "extended-join",
                                                               "extended-monitor",
                                                               "invite-notify",
                                                               "labeled-response",
                                                               "message-tags",
                                                               "multi-prefix",
                                                               "no-implicit-names",
                                                               "sasl",
                                                               "server-time",
                                                               "setname",
                                                               "standard-replies",
                                                               "userhost-in-names"});

bool is_known(std::string_view name) {
  return std::find(capabilities.begin(), capabilities.end(), name) != capabilities.end();
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  while (!text.empty()) {
    const std::string_view word = text.substr(0, text.find(' '));
    text.remove_prefix(std::min(word.size() + 1, text.size()));
    if (!word.empty()) words.emplace_back(word);
  }
  return words;
}

std::string star_or(const std::string& nick) { return nick.empty() ? "*" : nick; }

}  // namespace

// --- CAP

void Model::cap(Person& p, const irc::Message& message) {
  const std::string sub = upper(message.param(0));
  if ((sub == "LS" || sub == "REQ") && !p.registered) p.negotiating = true;
  if (sub == "LS") {
    list_offers(p, message.param(1));
  } else if (sub == "LIST") {
    std::vector<std::string> used;
    for (const std::string_view name : capabilities) {
      if (p.caps.contains(str(name))) used.emplace_back(name);
    }
    say_caps(p, "LIST", used, p.cap_302);
  } else if (sub == "REQ") {
    request_caps(p, message.param(1));
  } else if (sub == "END") {
    p.negotiating = false;
    try_register(p);
  } else {
    numeric("410 " + middle(message.param(0)) + " :Invalid CAP subcommand");
  }
}

// From version 302 on in several lines, all but the last with a '*'.
void Model::say_caps(const Person& p, const std::string& sub, const std::vector<std::string>& words,
                     bool is_302) {
  const std::string head = ":srv CAP " + star_or(p.nick) + " " + sub + " ";
  const std::size_t longest = str(":srv CAP  LIST * :").size() + star_or(p.nick).size();
  std::vector<std::string> lines = in_lines(words, ' ', line_room - longest);
  if (lines.empty()) lines.emplace_back();
  if (!is_302) lines.resize(1);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    reply(said(head + (i + 1 < lines.size() ? "* :" : ":") + lines[i]));
  }
}

void Model::list_offers(Person& p, std::string_view version) {
  int number = 0;
  std::from_chars(version.data(), version.data() + version.size(), number);
  const bool is_302 = number >= 302;
  if (is_302 && !std::exchange(p.cap_302, true)) p.caps.insert("cap-notify");
  say_caps(p, "LS", offers(is_302), is_302);
}

std::vector<std::string> Model::offers(bool with_values) const {
  std::vector<std::string> words;
  for (const std::string_view name : capabilities) {
    if (name == "draft/relaymsg" && !house_.relays) continue;
    if (name == "draft/account-registration") continue;  // no accounts are made here
    words.emplace_back(name);
    if (!with_values) continue;
    if (name == "draft/relaymsg") words.back() += "=/";
    if (name == "sasl") words.back() += "=PLAIN";
    if (name == "draft/multiline") {
      words.back() += "=max-bytes=" + std::to_string(batch_bytes_max) +
                      ",max-lines=" + std::to_string(batch_lines_max);
    }
  }
  return words;
}

// All or nothing.
void Model::request_caps(Person& p, std::string_view asked) {
  std::set<std::string> caps = p.caps;
  bool refused = false;
  for (const std::string& word : words_of(asked)) {
    const bool on = word.front() != '-';
    const std::string name = word.substr(on ? 0 : 1);
    refused = refused || !is_known(name) || (on && name == "draft/relaymsg" && !house_.relays) ||
              (!on && name == "cap-notify" && p.cap_302);
    on ? void(caps.insert(name)) : void(caps.erase(name));
  }
  const std::string head = ":srv CAP " + star_or(p.nick) + (refused ? " NAK :" : " ACK :");
  const std::size_t longest = str(":srv CAP  LIST * :").size() + star_or(p.nick).size();
  std::vector<std::string> lines{str(asked)};
  if (asked.size() > line_room - longest) {
    lines = in_lines(words_of(asked), ' ', line_room - longest);
  }
  for (const std::string& line : lines) reply(said(head + line));  // in the old terms
  if (!refused) p.caps = caps;
}

// --- Accounts, of which there are none here

void Model::authenticate(Person& p, const irc::Message& message) {
  const std::string word = str(message.param(0));
  const auto fails = [&](const std::string& why) {
    numeric("904 :SASL authentication failed: " + why);
  };
  if (word == "*") {
    p.logs_in = false;
    numeric("906 :SASL authentication aborted");
  } else if (std::exchange(p.logs_in, false)) {
    if (word.size() > 400) return numeric("905 :SASL message too long");
    fails("that is not what PLAIN wants");
  } else if (upper(word) == "PLAIN") {
    p.logs_in = true;
    reply(said("AUTHENTICATE +"));
  } else {
    numeric("908 PLAIN :are available SASL mechanisms");
    fails("there is no such mechanism");
  }
}

void Model::register_account(Person& p, const irc::Message& message) {
  const std::string asked =
      str(message.param(0) == "*" ? std::string_view(p.nick) : message.param(0));
  reply(said(":srv FAIL REGISTER DISALLOWED " + (asked.empty() ? "*" : middle(asked)) +
             " :Accounts are not made here"));
}

void Model::verify(Person&, const irc::Message& message) {
  reply(said(":srv FAIL VERIFY INVALID_CODE " + middle(message.param(0)) +
             " :No account waits for this code"));
}

// --- PASS, NICK, USER

void Model::pass(Person& p, const irc::Message& message) {
  if (p.registered) return numeric("462 :You may not reregister");
  p.password_right = house_.password && message.param(0) == *house_.password;
}

void Model::nick(Person& p, const irc::Message& message) {
  const std::string wanted = str(message.param(0));
  if (wanted.empty()) return numeric("431 :No nickname given");
  if (!names_.valid_nick(wanted)) return numeric("432 " + middle(wanted) + " :Erroneous nickname");
  if (wanted == p.nick) return;
  if (!p.negotiating && taken(p, wanted)) {  // while they negotiate it is only noted
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
  const std::string_view given = message.param(0);
  std::string name = "~";
  for (const char c : given) {
    if (name.size() < limits::user_bytes_max && irc::valid_user_char(c)) name += c;
  }
  if (name == "~") return numeric("468 :That is no user name");
  p.introduced = true;
  p.user = name;
  if (name.substr(1) != given.substr(given.front() == '~' ? 1 : 0)) {
    tell_shortened(p, "USER", {}, "Your user name is " + name + " here");
  }
  p.realname = shortened(p, "USER", {}, message.param(3), limits::realname_bytes_max);
  try_register(p);
}

void Model::try_register(Person& p) {
  if (p.registered || p.negotiating || p.nick.empty() || !p.introduced) return;
  if (const Ban* ban = ban_of(p)) return turn_away(p, *ban);
  if (house_.password && !p.password_right) {
    numeric("464 :Password incorrect");
    end_step();
    return ended(p.conn, "Password incorrect");
  }
  if (taken(p, p.nick)) {
    const std::string lost = std::exchange(p.nick, "");
    return numeric("433 " + lost + " :Nickname is already in use");
  }
  if (p.by_gateway && !gate_.has(p.conn.packed) && !count_by_user(p)) return;
  count_in(p);
  welcome(p);
  for (const char mode : house_.default_modes) p.modes.insert(mode);
  if (!house_.default_modes.empty()) {
    reply(said(":" + prefix(p) + " MODE " + p.nick + " +" + house_.default_modes));
  }
  came_online(p);
}

// Where what is put behind it has no room, it stands in the last places.
std::string Model::free_nick(const Person& p, const std::string& wanted) {
  if (!taken(p, wanted)) return wanted;
  const bool has_room =
      utf8_length(wanted) < limits::nick_chars_max && wanted.size() < limits::nick_bytes_max;
  std::string nick = wanted + (has_room ? "_" : "");
  while (taken(p, nick)) {
    const std::string number = std::to_string(++numbered_);
    nick = str(utf8_first(wanted, limits::nick_chars_max - number.size()));
    nick = str(utf8_cut(nick, limits::nick_bytes_max - number.size())) + number;
  }
  return nick;
}

// --- PING, QUIT

void Model::ping(Person&, const irc::Message& message) {
  reply(said(":srv PONG srv :" + str(message.param(0))));
}

void Model::quit(Person& p, const irc::Message& message) {
  const std::string_view given = message.param(0);
  const std::size_t head = str(": QUIT :Quit: ").size() + prefix(p).size();
  const std::string kept =
      shortened(p, "QUIT", {}, given, std::min(limits::topic_bytes_max, line_room - head));
  if (kept.size() < given.size()) end_step();
  ended(p.conn, kept.empty() ? "Quit" : "Quit: " + kept);
}

}  // namespace uvchat::simulation
