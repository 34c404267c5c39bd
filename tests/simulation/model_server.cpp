// What the server says of itself: the welcome, LUSERS, MOTD, VERSION, ADMIN, INFO, TIME, LINKS,
// STATS.

#include <algorithm>

#include "hub/iso_time.h"
#include "hub/line.h"
#include "tests/simulation/model_files.h"

namespace uvchat::simulation {
namespace {

constexpr std::string_view user_modes = "BRTZiorsw";
constexpr std::string_view all_modes = "CIMRUWabcefhiklmnoqstuvxz";
constexpr std::string_view modes_with_param = "Iabefhkloqv";

std::string two_digits(std::int64_t n) { return (n < 10 ? "0" : "") + std::to_string(n); }

}  // namespace

House some_house(SeededRandom& random) {
  House house;
  if (random.one_in(2)) house.motd = {"Read the rules.", "Be kind."};
  if (random.one_in(2)) house.admin = {"Mia", "Room 3"};
  if (random.one_in(8)) house.password = "open";
  if (random.one_in(4)) house.default_modes = random.one_in(2) ? "i" : "iw";
  house.relays = random.one_in(2);
  house.takes_files = !random.one_in(6);
  house.guests_upload = random.one_in(2);
  if (random.one_in(3)) house.topic_bytes_max = 100;
  house.makes_accounts = !random.one_in(8);
  house.makes_them_early = random.one_in(2);
  house.wants_email = random.one_in(8);
  house.sends_mail = random.one_in(2);
  house.hears_passwords = !random.one_in(16);
  house.keeps_people = !random.one_in(3);
  house.absent_max = 1 + random.below(3);
  if (random.one_in(2)) house.nick_grace_s = 1 + random.below(15);
  return house;
}

// Empty, somebody here, or a mask that means the server.
bool Model::is_here(std::string_view server) {
  if (server.empty() || holder_of(server) != nullptr) return true;
  if (fits(names_.fold(server), "srv")) return true;
  numeric("402 " + middle(server) + " :No such server");
  return false;
}

void Model::welcome() {
  numeric("001 :Welcome to the uvchat network, " + prefix(me()));
  numeric("002 :Your host is srv (uvchat), running uvchat");
  numeric("003 :This server was started at " + hub::iso_time(started_ms_));
  numeric("004 srv uvchat " + str(user_modes) + " " + str(all_modes) + " " + str(modes_with_param));
  say_isupport();
  if (Files::is_told_of_services(*caller_)) Files{*this}.say_services();
  if (caller_->caps.contains("draft/whoami")) {
    reply(event(":" + prefix(me()) + " SETNAME :" + me().realname));
  }
  say_lusers();
  say_motd();
}

// --- ISUPPORT

std::vector<std::string> Model::isupport_tokens(const House& house) const {
  const std::string lists = std::to_string(list_entries_max);
  std::vector<std::string> tokens = {
      "ACCOUNTEXTBAN=a,account",
      "AWAYLEN=390",
      "BOT=B",
      "CASEMAPPING=ascii",
      "CHANLIMIT=#:" + std::to_string(channels_max),
      "CHANMODES=Ibe,k,fl,CMRUWcimnstuxz",
      "CHANNELLEN=64",
      "CHANTYPES=#",
      "ELIST=CMNTU",
      "EXCEPTS",
      "EXTBAN=,ajmr",
      "HOSTLEN=63",
      "INVEX",
      "KEYLEN=32",
      "KICKLEN=390",
      "MAXLIST=I:" + lists + ",b:" + lists + ",e:" + lists,
      "MAXTARGETS=4",
      "MODES=12",
      "MONITOR=" + std::to_string(monitored_max),
      "NAMELEN=100",
      "NETWORK=uvchat",
      "NICKLEN=32",
      "PREFIX=(qaohv)~&@%+",
      "SAFELIST",
      "STATUSMSG=~&@%+",
      "TARGMAX=JOIN:20,KICK:20,LIST:20,NAMES:20,PART:20,NOTICE:4,PRIVMSG:4,TAGMSG:4,WHOIS:4,"
      "USERHOST:5,MONITOR:",
      "TOPICLEN=" + std::to_string(house.topic_bytes_max),
      "USERLEN=20",
      "UTF8MAPPING=rfc8265",
      "UTF8ONLY",
      "WHOX"};
  if (bounds_.keeps_past) {
    tokens.push_back("CHATHISTORY=" + std::to_string(page_lines_max));
    tokens.emplace_back("MSGREFTYPES=msgid,timestamp");
  }
  if (house.takes_files) {
    tokens.emplace_back("draft/AUTHTOKEN");
    for (const char* name : {"draft/FILEHOST=", "soju.im/FILEHOST="}) {
      tokens.push_back(str(name) + upload_url);
    }
  }
  std::sort(tokens.begin(), tokens.end());
  return tokens;
}

// In a batch of their own for those who ask for it.
void Model::say_isupport() {
  const bool in_batch =
      caller_->caps.contains("batch") && caller_->caps.contains("draft/extended-isupport");
  if (in_batch) {
    if (!caller_->answer.label.empty()) open_batch();
    reply(said(":srv BATCH +inner draft/isupport"));
  }
  for (const std::string& line : in_lines(isupport_tokens(house_), ' ', line_room, 13)) {
    const Saying saying = said(":srv 005 " + (me().nick.empty() ? "*" : me().nick) + " " + line +
                               " :are supported by this server");
    in_batch ? tell(*caller_, saying, "batch=inner") : reply(saying);
  }
  if (in_batch) reply(said(":srv BATCH -inner"));
}

void Model::isupport(Person& p, const irc::Message&) {
  if (p.registered || caller_->caps.contains("draft/extended-isupport")) return say_isupport();
  numeric("451 :You have not registered");
}

// --- Counts

void Model::say_lusers() {
  std::size_t all = 0, sessions = 0, users = 0, invisible = 0, operators = 0;
  for (const auto& [id, p] : people_) {
    all += p.sessions.size();
    sessions += p.registered ? p.sessions.size() : 0;
    users += p.registered ? 1 : 0;
    invisible += p.modes.contains('i') ? 1 : 0;
    operators += p.modes.contains('o') ? 1 : 0;
  }
  const auto number = [](std::size_t n) { return std::to_string(n); };
  const std::string current = number(users) + ", max " + number(registered_max_);
  const std::string both = number(users) + " " + number(registered_max_);
  numeric("251 :There are " + number(users - invisible) + " users and " + number(invisible) +
          " invisible on 1 servers");
  numeric("252 " + number(operators) + " :operator(s) online");
  numeric("253 " + number(all - sessions) + " :unknown connection(s)");
  numeric("254 " + number(channels_.size()) + " :channels formed");
  numeric("255 :I have " + number(users) + " clients and 0 servers");
  numeric("265 " + both + " :Current local users " + current);
  numeric("266 " + both + " :Current global users " + current);
}

// A person is a user from now on.
void Model::count_in(Person& p) {
  p.registered = true;
  if (caller_ != nullptr) p.address = caller_->address;
  p.place = places_.take();
  p.spoke_ms = now_.mono_ms;
  p.signon_ms = now_.wall_ms();
  const auto users = std::count_if(people_.begin(), people_.end(),
                                   [](const auto& entry) { return entry.second.registered; });
  registered_max_ = std::max(registered_max_, static_cast<std::size_t>(users));
}

void Model::lusers(Person&, const irc::Message& message) {
  if (is_here(message.param(1))) say_lusers();
}

// --- Texts

void Model::say_motd() {
  if (house_.motd.empty()) return numeric("422 :There is no message of the day");
  numeric("375 :- srv Message of the day -");
  for (const std::string& text : house_.motd) numeric("372 :- " + text);
  numeric("376 :End of the message of the day");
}

void Model::motd(Person&, const irc::Message& message) {
  if (is_here(message.param(0))) say_motd();
}

void Model::version(Person&, const irc::Message& message) {
  if (!is_here(message.param(0))) return;
  numeric("351 uvchat srv :uvchat");
  say_isupport();
}

void Model::admin(Person&, const irc::Message& message) {
  if (!is_here(message.param(0))) return;
  if (house_.admin.empty()) return numeric("423 srv :No administrative information is available");
  numeric("256 srv :Who looks after this server");
  for (std::size_t i = 0; i < house_.admin.size(); ++i) {
    numeric(std::to_string(257 + i) + " :" + house_.admin[i]);
  }
}

void Model::info(Person&, const irc::Message& message) {
  if (!is_here(message.param(0))) return;
  numeric("371 :uvchat, a chat server");
  numeric("371 :srv: uvchat");
  numeric("371 :Running since " + hub::iso_time(started_ms_));
  numeric("374 :End of INFO");
}

void Model::time(Person&, const irc::Message& message) {
  if (is_here(message.param(0))) numeric("391 srv :" + hub::iso_time(now_.wall_ms()));
}

void Model::links(Person& p, const irc::Message&) {
  if (p.modes.contains('o')) numeric("364 srv srv :0 uvchat");
  numeric("365 * :End of the list of links");
}

// --- STATS

void Model::stats(Person& p, const irc::Message& message) {
  const char letter = message.param(0).empty() ? '*' : message.param(0).front();
  if (letter != 'u' && letter != '*' && !rules_here(p)) return;
  if (letter == 'k' || letter == 'd') return go_on_or_wait(BansAnswer{letter, 0});
  if (letter == 'u') {
    const std::int64_t s = std::max<std::int64_t>(now_.wall_ms() - started_ms_, 0) / 1000;
    numeric("242 :Server Up " + std::to_string(s / 86'400) + " days " +
            std::to_string(s / 3600 % 24) + ":" + two_digits(s / 60 % 60) + ":" +
            two_digits(s % 60));
  }
  if (letter == 'm') {
    for (const auto& [name, count] : answered_) {
      numeric("212 " + name + " " + std::to_string(count) + " 0 0");
    }
  }
  if (letter == 'o') {
    for (const auto& [name, hash] : bounds_.operators) numeric("243 O *@* * " + name);
  }
  if (letter == 't') {
    for (int i = 0; i < 4 + 3 * bounds_.loops; ++i) numeric(std::string("249 :") + any);
  }
  end_of_stats(letter);
}

void Model::end_of_stats(char letter) {
  const bool shown = letter > ' ' && letter < 0x7F && letter != ':';
  numeric("219 " + std::string(1, shown ? letter : '*') +
          " :End of STATS (u uptime; operators: a deeds, m commands, o operators, k K-lines, d "
          "D-lines, "
          "s store, t turns and queues)");
}

}  // namespace uvchat::simulation
