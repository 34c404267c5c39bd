// How a session begins and ends: CAP, PASS, USER, PING, QUIT.

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
                                                               "draft/authtoken",
                                                               "draft/channel-rename",
                                                               "draft/chathistory",
                                                               "draft/event-playback",
                                                               "draft/extended-isupport",
                                                               "draft/message-redaction",
                                                               "draft/multiline",
                                                               "draft/pre-away",
                                                               "draft/read-marker",
                                                               "draft/relaymsg",
                                                               "draft/whoami",
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
                                                               "soju.im/search",
                                                               "standard-replies",
                                                               "userhost-in-names",
                                                               "uvchat/resume"});

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

bool is_offered(std::string_view name, const House& house, bool keeps_past) {
  if (name == "draft/relaymsg") return house.relays;
  if (name == "draft/authtoken") return house.takes_files;
  if (name == "draft/chathistory" || name == "draft/event-playback" ||
      name == "draft/message-redaction" || name == "draft/read-marker" ||
      name == "soju.im/search") {
    return keeps_past;
  }
  return name != "draft/account-registration" || house.makes_accounts;
}

std::string star_or(const std::string& nick) { return nick.empty() ? "*" : nick; }

}  // namespace

// --- CAP

void Model::cap(Person& p, const irc::Message& message) {
  const std::string sub = upper(message.param(0));
  if ((sub == "LS" || sub == "REQ") && !p.registered) caller_->negotiating = true;
  if (sub == "LS") {
    list_offers(message.param(1));
  } else if (sub == "LIST") {
    std::vector<std::string> used;
    for (const std::string_view name : capabilities) {
      if (caller_->caps.contains(str(name))) used.emplace_back(name);
    }
    say_caps("LIST", used, caller_->cap_302);
  } else if (sub == "REQ") {
    request_caps(message.param(1));
  } else if (sub == "END") {
    caller_->negotiating = false;
    try_register();
  } else {
    numeric("410 " + middle(message.param(0)) + " :Invalid CAP subcommand");
  }
}

// From version 302 on in several lines, all but the last with a '*'.
void Model::say_caps(const std::string& sub, const std::vector<std::string>& words, bool is_302) {
  const std::string head = ":srv CAP " + star_or(me().nick) + " " + sub + " ";
  const std::size_t longest = str(":srv CAP  LIST * :").size() + star_or(me().nick).size();
  std::vector<std::string> lines = in_lines(words, ' ', line_room - longest);
  if (lines.empty()) lines.emplace_back();
  if (!is_302) lines.resize(1);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    reply(said(head + (i + 1 < lines.size() ? "* :" : ":") + lines[i]));
  }
}

void Model::list_offers(std::string_view version) {
  int number = 0;
  std::from_chars(version.data(), version.data() + version.size(), number);
  const bool is_302 = number >= 302;
  if (is_302 && !std::exchange(caller_->cap_302, true)) caller_->caps.insert("cap-notify");
  say_caps("LS", offers_of(house_, is_302 ? caller_ : nullptr), is_302);
}

std::vector<std::string> Model::offers_of(const House& house, const Session* valued_for) const {
  std::vector<std::string> words;
  for (const std::string_view name : capabilities) {
    if (!is_offered(name, house, bounds_.keeps_past)) continue;
    words.emplace_back(name);
    if (valued_for == nullptr) continue;
    if (name == "draft/relaymsg") words.back() += "=/";
    if (name == "sasl") words.back() += "=" + mechanisms_for(*valued_for);
    if (name == "draft/account-registration") {
      words.back() += str(house.makes_them_early ? "=before-connect," : "=") +
                      (house.wants_email ? "email-required," : "") + "custom-account-name";
    }
    if (name == "draft/multiline") {
      words.back() += "=max-bytes=" + std::to_string(batch_bytes_max) +
                      ",max-lines=" + std::to_string(batch_lines_max);
    }
  }
  return words;
}

// All or nothing.
void Model::request_caps(std::string_view asked) {
  std::set<std::string> caps = caller_->caps;
  bool refused = false;
  for (const std::string& word : words_of(asked)) {
    const bool on = word.front() != '-';
    const std::string name = word.substr(on ? 0 : 1);
    refused = refused || !is_known(name) || (on && !is_offered(name, house_, bounds_.keeps_past)) ||
              (!on && name == "cap-notify" && caller_->cap_302);
    on ? void(caps.insert(name)) : void(caps.erase(name));
  }
  const std::string head = ":srv CAP " + star_or(me().nick) + (refused ? " NAK :" : " ACK :");
  const std::size_t longest = str(":srv CAP  LIST * :").size() + star_or(me().nick).size();
  std::vector<std::string> lines{str(asked)};
  if (asked.size() > line_room - longest) {
    lines = in_lines(words_of(asked), ' ', line_room - longest);
  }
  for (const std::string& line : lines) reply(said(head + line));  // in the old terms
  if (!refused) caller_->caps = caps;
}

// --- PASS, USER

void Model::pass(Person& p, const irc::Message& message) {
  if (p.registered) return numeric("462 :You may not reregister");
  caller_->password_right = house_.password && message.param(0) == *house_.password;
}

void Model::user(Person& p, const irc::Message& message) {
  if (caller_->introduced || p.registered) return numeric("462 :You may not reregister");
  const std::string_view given = message.param(0);
  std::string name = "~";
  for (const char c : given) {
    if (name.size() < limits::user_bytes_max && irc::valid_user_char(c)) name += c;
  }
  if (name == "~") return numeric("468 :That is no user name");
  caller_->introduced = true;
  p.user = name;
  if (name.substr(1) != given.substr(given.front() == '~' ? 1 : 0)) {
    tell_shortened(p, "USER", {}, "Your user name is " + name + " here");
  }
  p.realname = shortened(p, "USER", {}, message.param(3), limits::realname_bytes_max);
  try_register();
}

void Model::try_register() {
  Session& s = *caller_;
  Person& p = me();
  if (p.registered || s.negotiating || p.nick.empty() || !s.introduced) return;
  if (const Ban* ban = ban_of(s)) return turn_away(s, *ban);
  if (house_.password && !s.password_right) {
    numeric("464 :Password incorrect");
    end_step();
    return ended(s.conn, "Password incorrect");
  }
  const bool joins = p.account != nullptr && p.account->user != 0;
  if (joins && must_be_secure(s, *p.account)) {
    happened_.add(Happening::insecure_device_is_refused);
    return ended(s.conn, "The account is in a channel for TLS alone (+z): connect with TLS");
  }
  if (!joins && !may_take(p, p.nick)) {
    const std::string lost = caller_->refused_nick = std::exchange(p.nick, "");
    return numeric("433 " + lost + " :Nickname is already in use");
  }
  if (!joins) take_back(p, p.nick);
  if (s.by_gateway && !gate_.has(s.conn.packed) && !count_by_user(s)) return;
  s.heard_by_ms = now_.mono_ms;  // its line may have waited
  joins ? join_user(people_.at(p.account->user)) : become_user(p);
}

void Model::become_user(Person& p) {
  count_in(p);
  if (p.account != nullptr) {
    p.account->user = p.id;
    happened_.add(Happening::newcomer_has_account);
  }
  welcome();
  if (caller_->tls) p.modes.insert('Z');
  for (const char mode : house_.default_modes) p.modes.insert(mode);
  if (p.account != nullptr) p.modes.insert('r');
  if (!p.modes.empty()) tell_user_modes("+" + std::string(p.modes.begin(), p.modes.end()));
  came_online(p);
  watch_nick(p);
}

void Model::join_user(Person& p) {
  happened_.add(Happening::newcomer_joins_user);
  if (caller_->is_away) p.reason = me().away;
  people_.erase(caller_->person);  // who it was about to be
  attach(*caller_, p);
  look_at_absence(p, nullptr);
  welcome();
  say_whereabouts();
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
  const std::string reason = kept.empty() ? "Quit" : "Quit: " + kept;
  if (p.registered) {
    Saying saying = event(":" + prefix(p) + " QUIT :" + reason);
    saying.has_id = false;
    reply(saying);
  }
  end_step();
  ended(caller_->conn, reason);
}

}  // namespace uvchat::simulation
