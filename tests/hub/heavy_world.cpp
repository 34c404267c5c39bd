#include "tests/hub/heavy_world.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <vector>

#include "hub/spam_filters.h"
#include "uvchat/base/assert.h"
#include "uvchat/base/limits.h"

namespace uvchat::hub {
namespace {

constexpr int crowd_rooms = 100;
constexpr int crowd_people = 300;  // in each of them, the same
constexpr int big_room_people = 1'500;
constexpr int list_rooms = 20;
constexpr int other_rooms = 3'000;
constexpr std::string_view heavy = "\u2057";  // three bytes that fold to twelve

std::string times(int count, std::string_view text) {
  std::string all;
  for (int i = 0; i < count; ++i) all += text;
  return all;
}

std::string name(std::string_view begin, int number) {
  return std::string(begin) + std::to_string(number);
}

// "#a0,#a1,..."
std::string names(std::string_view begin, int count) {
  std::string all;
  for (int i = 0; i < count; ++i) all += (i == 0 ? "" : ",") + name(begin, i);
  return all;
}

// Such as take long to be held against what does not match them.
std::string heavy_mask(int number) {
  if (number % 2 == 0) return "r:" + times(60, "?*") + name("q", number);
  return "r:*" + times(7, heavy) + name("", number) + "?x";
}

// Of topics, which are said nowhere else.
std::shared_ptr<const SpamFilters> twenty_filters() {
  const SpamFilterSettings filter{.pattern = "(?i)(free|cheap) +(money|bitcoin)",
                                  .targets = {SpamTarget::topic}};
  return std::make_shared<const SpamFilters>(std::vector<SpamFilterSettings>(20, filter));
}

HubSettings settings() {
  HubSettings settings;
  settings.spam_filters = twenty_filters();
  settings.server_name = "srv";
  settings.large_room_members = 100'000;
  settings.operators = {{"admin", "$argon2id$of-admin"}};
  settings.listeners = {{SessionKind::irc, {}}};
  settings.relaymsg.enabled = true;
  settings.accounts.allow_clear = true;
  settings.uploads = {.guests = true, .url = "https://files.example.org/upload"};
  settings.history.enabled = true;
  settings.flood.enabled = false;  // nobody waits: what is asked is what it would cost
  return settings;
}

std::uint64_t us_since(std::chrono::steady_clock::time_point begin) {
  return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::microseconds>(
                                        std::chrono::steady_clock::now() - begin)
                                        .count());
}

const std::string other_name = ":" + times(15, heavy) + "other";
const std::string long_mask = "*" + times(20, heavy) + "x";
const std::string four_rooms = "#list0,#list1,#list2,#list3";

std::vector<HeavyLine> lines_about_rooms() {
  return {
      {"INVITE", "to a room of 1,500", "host", {}, "INVITE mallory #big"},
      {"JOIN",
       "20 rooms with 200 long masks",
       "mallory",
       {"SETNAME " + other_name},
       "JOIN " + names("#list", list_rooms)},
      {"JOIN", "20 rooms of 300", "mallory", {}, "JOIN " + names("#crowd", 20)},
      {"KICK", "20 people of a room of 1,500", "host", {}, "KICK #big " + names("m14", 20) + " :x"},
      {"LIST",
       "3,000 rooms by five masks",
       "eve",
       {},
       "LIST " + long_mask + times(4, "," + long_mask)},
      {"LIST", "all of 3,000 rooms", "eve", {}, "LIST"},
      {"MODE",
       "12 masks into full lists",
       "owner0",
       {"MODE #list0 -b " + heavy_mask(5)},
       "MODE #list0 +bbbbbbbbbbbb" + times(12, " r:" + times(10, heavy))},
      {"MODE", "an auditorium of 1,500, 20 times", "host", {}, "MODE #big " + times(20, "+u-u")},
      {"MODE", "three full lists shown", "owner0", {}, "MODE #list1 beI"},
      {"NAMES", "20 rooms of 300", "eve", {}, "NAMES " + names("#crowd", 20)},
      {"NOTICE",
       "four rooms with 200 long masks",
       "mallory",
       {"SETNAME " + other_name + "1"},
       "NOTICE " + four_rooms + " :x"},
      {"PART", "20 rooms of 300", "eve", {}, "PART " + names("#crowd", 20)},
      {"PRIVMSG",
       "four rooms with 200 long masks",
       "mallory",
       {"SETNAME " + other_name + "2"},
       "PRIVMSG " + four_rooms + " :x"},
      {"PRIVMSG", "the voiced of a room of 1,500", "host", {}, "PRIVMSG +#big :x"},
      {"RELAYMSG", "to a room of 1,500", "host", {}, "RELAYMSG #big x/y :z"},
      {"RENAME", "a room of 300", "eve", {}, "RENAME #crowd50 #crowded :x"},
      {"TAGMSG",
       "four rooms with 200 long masks",
       "mallory",
       {"CAP REQ :message-tags", "SETNAME " + other_name + "3"},
       "@+typing=active TAGMSG " + four_rooms},
      {"TOPIC", "of a room of 1,500", "host", {}, "TOPIC #big :x"},
      {"TOPIC", "through 20 spam filters", "host", {}, "TOPIC #big :" + std::string(350, 'x')},
      {"WHO", "1,900 users by a long mask", "mallory", {}, "WHO " + long_mask},
      {"WHO", "a room of 1,500", "host", {}, "WHO #big"},
  };
}

std::vector<HeavyLine> lines_about_the_past() {
  return {
      {"CHATHISTORY",
       "1,000 lines",
       "eve",
       {"CAP REQ :batch"},
       "CHATHISTORY AROUND #crowd0 timestamp=2026-01-01T00:00:00.000Z 1000"},
      {"MARKREAD", "", "eve", {}, "MARKREAD #crowd0 timestamp=2026-01-01T00:00:00.000Z"},
      {"REDACT", "what is not there", "eve", {}, "REDACT #crowd0 " + times(24, "A")},
      {"SEARCH", "1,000 lines", "eve", {"CAP REQ :batch"}, "SEARCH text=x;limit=1000"},
  };
}

std::vector<HeavyLine> lines_about_people() {
  return {
      {"ACCEPT", "four nicks", "mallory", {}, "ACCEPT " + other_name + ",-m1,m2,m3"},
      {"ADMIN", "a server's name with wildcards", "eve", {}, "ADMIN " + times(30, "*s") + "z"},
      {"AUTHENTICATE", "a chunk", "eve", {"AUTHENTICATE PLAIN"}, "AUTHENTICATE " + times(400, "A")},
      {"AWAY", "in 100 rooms", "eve", {}, "AWAY :gone"},
      {"BATCH", "one that is not open", "eve", {}, "BATCH -x"},
      {"CAP",
       "all that there are, in 100 rooms",
       "eve",
       {},
       "CAP REQ :message-tags server-time batch labeled-response echo-message away-notify"},
      {"CHGHOST", "of one in 100 rooms", "boss", {}, "CHGHOST eve host.example"},
      {"DLINE", "an address", "boss", {}, "DLINE 198.51.100.7 :x"},
      {"ERROR", "", "eve", {}, "ERROR :x"},
      {"FILES", "without an account", "eve", {}, "FILES LIST"},
      {"HELP", "", "eve", {}, "HELP"},
      {"HELPOP", "", "eve", {}, "HELPOP"},
      {"INFO", "", "eve", {}, "INFO"},
      {"ISON", "250 nicks", "eve", {}, "ISON " + times(250, "a ")},
      {"ISUPPORT", "", "eve", {}, "ISUPPORT"},
      {"KILL", "one in 100 rooms", "boss", {}, "KILL m299 :x"},
      {"KLINE", "a mask", "boss", {}, "KLINE " + times(90, "*a") + "@host :x"},
      {"LINKS", "", "boss", {}, "LINKS"},
      {"LUSERS", "", "eve", {}, "LUSERS"},
      {"MONITOR", "100 nicks more", "mallory", {"MONITOR C"}, "MONITOR + " + names("n", 100)},
      {"MONITOR", "100 nicks less", "mallory", {}, "MONITOR - " + names("n", 100)},
      {"MONITOR", "how 100 are", "mallory", {"MONITOR + " + names("m", 100)}, "MONITOR S"},
      {"MOTD", "", "eve", {}, "MOTD"},
      {"NICK", "in 100 rooms of 300", "eve", {}, "NICK eve2"},
      {"CHANSERV", "its help", "eve", {}, "CHANSERV"},
      {"CS", "the registered channels", "mallory", {}, "CS LIST"},
      {"NICKSERV", "its help", "eve", {}, "NICKSERV"},
      {"NS", "an account that is not there", "mallory", {}, "NS INFO " + other_name},
      {"OPER", "a wrong name", "eve", {}, "OPER nobody wrong"},
      {"OPER", "a right one", "mallory", {}, "OPER admin right"},
      {"PASS", "", "eve", {}, "PASS x"},
      {"PING", "", "eve", {}, "PING x"},
      {"PONG", "", "eve", {}, "PONG x"},
      {"REGISTER", "a name", "mallory", {}, "REGISTER some_name * secret"},
      {"REHASH", "1,900 users", "boss", {}, "REHASH"},
      {"REPORT", "1,900 connections", "eve", {}, "REPORT mallory :x"},
      {"RESUME", "without an account", "eve", {"CAP REQ :uvchat/resume"}, "RESUME NEW :x"},
      {"SETNAME", "in 80 rooms of 300", "eve", {}, "SETNAME " + other_name},
      {"STATS", "", "boss", {}, "STATS t"},
      {"TIME", "", "eve", {}, "TIME"},
      {"TOKEN", "for a room of 1,500", "host", {}, "TOKEN GENERATE FILEHOST #big"},
      {"UNDLINE", "", "boss", {}, "UNDLINE 198.51.100.7"},
      {"UNKLINE", "", "boss", {}, "UNKLINE x@y"},
      {"USER", "", "eve", {}, "USER u 0 * :x"},
      {"USERHOST", "", "eve", {}, "USERHOST m0 m1 m2 m3 m4"},
      {"VERIFY", "", "eve", {}, "VERIFY a 1"},
      {"VERSION", "", "eve", {}, "VERSION"},
      {"WALLOPS", "1,900 connections", "boss", {}, "WALLOPS :x"},
      {"WEBIRC", "", "eve", {}, "WEBIRC a b c 192.0.2.9"},
      {"WHOIS", "four who are in 80 rooms, by one who is, too", "eve", {}, "WHOIS m1,m2,m3,m4"},
      {"WHOWAS", "1,000 past nicks", "mallory", {}, "WHOWAS nobody"},
  };
}

// As many lines as are asked for, each as long as it can be.
std::shared_ptr<const store::Page> page_for(const store::Request& request) {
  std::size_t count = 0;
  if (const auto* read = std::get_if<store::ReadLines>(&request)) count = read->count_max;
  if (const auto* search = std::get_if<store::SearchLines>(&request)) count = search->count_max;
  if (count == 0) return nullptr;
  store::StoredLine line{.room = 1, .source = "m1!~u@host"};
  line.text = std::string(400, 'x');
  auto page = std::make_shared<store::Page>();
  for (std::size_t i = 0; i < count; ++i) {
    line.key.n = i;
    page->lines.push_back(line);
  }
  return page;
}

}  // namespace

// In the order in which people are told apart: eve is in as many rooms as one may be, mallory in
// none, boss is an operator of the server, each owner has full lists in some rooms.
HeavyWorld::HeavyWorld() : hub_(settings(), HashKey{1, 2, 3}, 42, now_, log_) {
  for (const char* owner : {"owner0", "owner1"}) {
    person(owner, owner[5] == '0' ? "192.0.2.1" : "192.0.2.2");
  }
  fill_lists("owner0", 0, list_rooms / 2);
  fill_lists("owner1", list_rooms / 2, list_rooms / 2);
  person("eve", "192.0.2.3");
  for (int i = 0; i < crowd_rooms; ++i) say("eve", "JOIN " + name("#crowd", i));
  person("host", "192.0.2.4");
  say("host", "JOIN #big");
  for (int i = 0; i < big_room_people; ++i) {
    const std::string nick = name("m", i);
    person(nick, "192.0.2.5");
    say(nick, "JOIN #big");
    for (int r = 0; i < crowd_people && r < crowd_rooms - 1; ++r) {
      say(nick, "JOIN " + name("#crowd", r));
    }
  }
  for (int i = 0; i < other_rooms; ++i) {
    if (i % 100 == 0) person(name("filler", i / 100), "192.0.2.6");
    say(name("filler", i / 100), "JOIN #" + times(16, heavy) + name("", i));
  }
  person("mallory", "192.0.2.7");
  person("boss", "192.0.2.8");
  say("boss", "OPER admin right");
}

ConnId HeavyWorld::connect(std::string_view address) {
  const ConnId conn(0, next_slot_++, 1);
  apply(EventKind::opened, conn, address);
  return conn;
}

ConnId HeavyWorld::person(const std::string& nick, std::string_view address) {
  const ConnId conn = connect(address);
  people_.emplace_back(nick, conn);
  say(nick, "NICK " + nick);
  say(nick, "USER u 0 * :" + times(16, heavy));
  return conn;
}

// As the server would: the world has one password.
void HeavyWorld::answer(const Request& request) {
  if (const auto* check = std::get_if<CheckPassword>(&request)) {
    const bool right = check->password == "right";
    hub_.answered(
        PasswordChecked{check->ticket, right ? PasswordVerdict::match : PasswordVerdict::mismatch},
        now_);
  } else if (const auto* reload = std::get_if<ReloadSettings>(&request)) {
    hub_.answered(
        SettingsReloaded{reload->ticket, std::make_shared<const HubSettings>(settings()), {}, {}},
        now_);
  } else if (const auto* hash = std::get_if<HashPassword>(&request)) {
    hub_.answered(PasswordHashed{hash->ticket, "$argon2id$"}, now_);
  } else if (const auto* draw = std::get_if<DrawToken>(&request)) {
    hub_.answered(TokenDrawn{draw->ticket, "token"}, now_);
  } else if (const auto* read = std::get_if<ReadStoreFigures>(&request)) {
    hub_.answered(StoreFiguresRead{read->ticket, {.engine = "memory"}}, now_);
  } else if (const auto* ask = std::get_if<AskStore>(&request)) {
    store::Answer answer{.outcome = store::Outcome::done, .account = ++accounts_};
    answer.page = page_for(ask->request);
    hub_.answered(StoreAnswered{ask->ticket, std::move(answer)}, now_);
  }
}

// The last ban holds for all, so that the exceptions are asked too.
void HeavyWorld::fill_lists(const std::string& owner, int first_room, int rooms) {
  for (int r = first_room; r < first_room + rooms; ++r) {
    const std::string room = name("#list", r);
    say(owner, "JOIN " + room);
    for (int i = 0; i < 100; ++i) {
      say(owner, "MODE " + room + " +be " + heavy_mask(i) + " " + heavy_mask(i));
    }
    say(owner, "MODE " + room + " -b " + heavy_mask(0));
    say(owner, "MODE " + room + " +b *!*@*");
    say(owner, "MODE " + room + " -n");  // so that the lists decide of those who are not in it
  }
}

ConnId HeavyWorld::conn_of(const std::string& nick) const {
  const auto at = std::find_if(people_.rbegin(), people_.rend(),
                               [&](const auto& person) { return person.first == nick; });
  UVCHAT_ASSERT(at != people_.rend());
  return at->second;
}

void HeavyWorld::say(const std::string& nick, std::string_view line) {
  apply(EventKind::line, conn_of(nick), line);
  while (later_step()) continue;
}

// An answer of the server to what was asked, or a tick. False if nothing is left.
bool HeavyWorld::later_step() {
  if (requests_.empty()) requests_ = hub_.take_requests();
  bool more = true;
  if (requests_.empty()) {
    more = hub_.tick(now_, bound_);
  } else {
    answer(requests_.front());
    requests_.erase(requests_.begin());
  }
  drop_deliveries();
  return more;
}

void HeavyWorld::apply(EventKind kind, ConnId conn, std::string_view payload) {
  batch_.bytes.clear();
  batch_.hellos.clear();
  batch_.events.clear();
  if (kind == EventKind::opened) {
    batch_.add_opened(0, conn, {*Address::parse(payload), false, {}});
  } else {
    batch_.add(kind, 0, conn, payload);
  }
  hub_.apply(batch_, batch_.events.front(), now_);
  drop_deliveries();
}

void HeavyWorld::drop_deliveries() {
  DeliveryBatch batch = hub_.outbox().take(0);
  for (const Effect& effect : batch.effects) {
    if (effect.kind == EffectKind::hold) held_.insert(effect.conn);
    if (effect.kind == EffectKind::release) held_.erase(effect.conn);
  }
  hub_.outbox().give_back(std::move(batch));
}

Cost HeavyWorld::cost_of(const HeavyLine& heavy_line) {
  for (const std::string& line : heavy_line.before) say(heavy_line.by, line);
  const ConnId conn = conn_of(heavy_line.by);
  UVCHAT_ASSERT(!held_.contains(conn));  // or the line would wait, and cost nothing
  Cost cost;
  std::uint64_t before = hub_.work_done();
  const std::uint64_t begin = before;
  auto clock = std::chrono::steady_clock::now();
  apply(EventKind::line, conn, heavy_line.line);
  cost.line_us = us_since(clock);
  cost.line = hub_.work_done() - before;
  for (bool more = true; more;) {
    before = hub_.work_done();
    clock = std::chrono::steady_clock::now();
    more = later_step();
    cost.page_us = std::max(cost.page_us, us_since(clock));
    cost.page = std::max(cost.page, hub_.work_done() - before);
  }
  cost.all = hub_.work_done() - begin;
  cost.answered = !held_.contains(conn);
  return cost;
}

// Who goes goes last.
std::vector<HeavyLine> HeavyWorld::lines() {
  std::vector<HeavyLine> all = lines_about_rooms();
  const std::vector<HeavyLine> people = lines_about_people();
  all.insert(all.end(), people.begin(), people.end());
  const std::vector<HeavyLine> past = lines_about_the_past();
  all.insert(all.end(), past.begin(), past.end());
  all.push_back(HeavyLine{"QUIT", "out of 80 rooms of 300", "eve", {}, "QUIT :x"});
  return all;
}

}  // namespace uvchat::hub
