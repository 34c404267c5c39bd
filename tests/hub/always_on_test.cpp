// People who are always on: they stay in their channels when their last connection ends.

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "hub/spam_filters.h"
#include "tests/hub/room_store.h"

namespace uvchat::hub {
namespace {

constexpr std::uint64_t day_ms = 86'400'000;

struct AlwaysOnPeople : testing::Test, RoomStore {
  HubSettings settings_with(AlwaysOn rule) const {
    HubSettings settings = some_settings();
    settings.accounts.always_on = rule;
    return settings;
  }
  // bea, who sees who comes and goes, is in #a with ana, who came first and is always on.
  Person& ana_and_bea_in_room() {
    Person& person = ana();
    says(person, "NS SET always-on on");
    person.hears(":NickServ!* NOTICE ana :always-on: on");
    person.says("JOIN #a");
    person.skips_all();
    bea_.says("JOIN #a");
    bea_.skips_all();
    person.skips_all();
    return person;
  }
  // The same, and ana has no connection any more.
  void ana_is_absent() {
    Person& person = ana_and_bea_in_room();
    person.goes();
    bea_.skips_all();
  }
  Person& ana_comes_back() {
    Person& person = chat.connected();
    person.says("CAP REQ :sasl");
    person.says("NICK phone");
    person.says("USER u 0 * :Real");
    person.says("AUTHENTICATE PLAIN");
    says(person, "AUTHENTICATE " + std::string(ana_plain));
    person.says("CAP END");
    person.hears_in_time(":srv 001 ana *");
    return person;
  }
  Person& an_operator() {
    Person& boss = chat.registered("boss");
    chat.make_operator(boss);
    boss.skips_all();
    return boss;
  }

  Person& bea_ = chat.registered("bea", "away-notify");
};

TEST_F(AlwaysOnPeople, StayWhenTheirLastConnectionEnds) {
  Person& person = ana_and_bea_in_room();
  bea_.says("MONITOR + ana");
  bea_.hears(":srv 730 bea :ana!*");
  person.says("QUIT :bye");
  person.hears_in_time("ERROR :Closing link (Quit: bye)");
  bea_.hears(":ana!*@* AWAY :Disconnected");
  bea_.hears_nothing();
  bea_.says("NAMES #a");
  bea_.hears(":srv 353 bea = #a :bea @ana");
  bea_.hears(":srv 366 *");
  bea_.says("WHO #a");
  bea_.hears(":srv 352 bea #a * srv bea H :0 *");
  bea_.hears(":srv 352 bea #a * srv ana G@ :0 *");
  bea_.skips_all();
  bea_.says("PRIVMSG ana :are you there?");
  bea_.hears(":srv 301 bea ana :Disconnected");
  bea_.says("WHOIS ana");
  bea_.hears(":srv 311 bea ana *");
  bea_.hears(":srv 319 bea ana :@#a");
  bea_.hears(":srv 312 *");
  bea_.hears(":srv 301 bea ana :Disconnected");
  bea_.hears(":srv 330 bea ana ana :*");
  bea_.hears(":srv 317 bea ana *");
}

TEST_F(AlwaysOnPeople, AreBackInTheirChannelsWithTheNextConnection) {
  ana_is_absent();
  Person& person = ana_comes_back();
  person.hears_in_time(":ana!*@* JOIN #a");
  person.hears(":srv 353 ana = #a :bea @ana");
  bea_.hears(":ana!*@* AWAY");
  bea_.hears_nothing();
  bea_.says("PRIVMSG ana :there you are");
  bea_.hears_nothing();
  person.hears_in_time(":bea!* PRIVMSG ana :there you are");
}

TEST_F(AlwaysOnPeople, AreBackAlsoWithAGuestWhoLogsIn) {
  ana_is_absent();
  Person& phone = chat.registered("phone", "sasl");
  phone.says("AUTHENTICATE PLAIN");
  says(phone, "AUTHENTICATE " + std::string(ana_plain));
  phone.hears_in_time(":phone!*@* NICK ana");
  phone.hears_in_time(":ana!*@* JOIN #a");
  bea_.hears(":ana!*@* AWAY");
}

TEST_F(AlwaysOnPeople, AreAwayForTheReasonThatTheyGave) {
  Person& person = ana_and_bea_in_room();
  person.says("AWAY :lunch");
  bea_.hears(":ana!*@* AWAY :lunch");
  person.goes();
  bea_.hears_nothing();
  bea_.says("PRIVMSG ana :hi");
  bea_.hears(":srv 301 bea ana :lunch");
  ana_comes_back();
  bea_.hears(":ana!*@* AWAY");
}

TEST_F(AlwaysOnPeople, AreNotAwayWhoDoNotWantIt) {
  Person& person = ana_and_bea_in_room();
  says(person, "NS SET auto-away off");
  person.hears(":NickServ!* NOTICE ana :auto-away: off");
  person.goes();
  bea_.hears_nothing();
  bea_.says("PRIVMSG ana :hi");
  bea_.hears_nothing();
}

TEST_F(AlwaysOnPeople, QuitAsOthersDoWhoAreNotAnyMore) {
  Person& person = ana_and_bea_in_room();
  says(person, "NS SET always-on off");
  person.says("QUIT :bye");
  bea_.hears(":ana!*@* QUIT :Quit: bye");
}

TEST_F(AlwaysOnPeople, QuitWhenTheyHaveSaidNoAndGoneBeforeItWasStored) {
  Person& person = ana_and_bea_in_room();
  person.says("NS SET always-on off");
  person.goes(EndReason::reset);
  bea_.hears(":ana!*@* AWAY :Disconnected");
  serves();
  bea_.hears(":ana!*@* QUIT :Not connected");
}

TEST_F(AlwaysOnPeople, AreSoOnlyWhenItIsStored) {
  Person& person = ana();
  away = true;
  says(person, "NS SET always-on on");
  person.hears(":NickServ!* NOTICE ana :Nothing has changed: the disk is full");
  away = false;
  person.says("JOIN #a");
  bea_.says("JOIN #a");
  bea_.skips_all();
  person.goes();
  bea_.hears(":ana!*@* QUIT *");
}

TEST_F(AlwaysOnPeople, EndWithAKill) {
  Person& boss = an_operator();
  Person& person = ana_and_bea_in_room();
  boss.says("KILL ana :out");
  bea_.hears(":ana!*@* QUIT :Killed (boss): out");
  EXPECT_TRUE(person.closed());
  ana_is_absent();
  boss.says("KILL ana :out");
  bea_.hears(":ana!*@* QUIT :Killed (boss): out");
}

TEST_F(AlwaysOnPeople, EndWithASpamFilterThatKills) {
  HubSettings settings = settings_with(AlwaysOn::opt_in);
  settings.spam_filters = std::make_shared<const SpamFilters>(std::vector<SpamFilterSettings>{
      {.pattern = "buy", .action = SpamAction::kill, .reason = "no spam"}});
  chat.takes_settings(settings);
  Person& person = ana_and_bea_in_room();
  person.says("PRIVMSG #a :buy this");
  bea_.hears(":ana!*@* QUIT :Killed (spam filter): no spam");
}

TEST_F(AlwaysOnPeople, EndWithABanOfTheirLastConnectionOrOfWhereTheyCameFrom) {
  Person& boss = chat.connected(0, "198.51.100.1");
  boss.says("NICK boss");
  boss.says("USER u 0 * :x");
  chat.make_operator(boss);
  boss.skips_all();
  ana_and_bea_in_room();
  says(boss, "DLINE ana :out");
  boss.hears_in_time("* NOTE DLINE BAN_SET *");
  says(boss, "UNDLINE 192.0.2.7");
  Person& carl = chat.registered("carl");
  carl.says("WHOIS ana");
  carl.hears(":srv 401 carl ana *");
}

TEST_F(AlwaysOnPeople, EndWithABanWhileTheyAreAbsent) {
  Person& boss = chat.connected(0, "198.51.100.1");
  boss.says("NICK boss");
  boss.says("USER u 0 * :x");
  chat.make_operator(boss);
  boss.skips_all();
  Person& watcher = chat.connected(0, "198.51.100.2");
  watcher.says("NICK watcher");
  watcher.says("USER u 0 * :x");
  ana_is_absent();
  watcher.says("JOIN #a");
  watcher.skips_all();
  says(boss, "KLINE 192.0.2.7 :out");
  watcher.hears_in_time(":ana!*@* QUIT :K-lined: out");
}

TEST_F(AlwaysOnPeople, EndWithTheirAccountsSuspension) {
  Person& boss = an_operator();
  ana_is_absent();
  says(boss, "NS SUSPEND ana spam");
  bea_.hears(":ana!*@* QUIT :Not connected");
}

TEST_F(AlwaysOnPeople, EndWithTheirAccount) {
  Person& person = ana_and_bea_in_room();
  person.says("NS DROP ana");
  person.hears("*");
  const std::string asked = person.next_line();
  person.says("NS DROP ana " + asked.substr(asked.rfind(' ') + 1));
  person.goes(EndReason::reset);
  bea_.hears(":ana!*@* AWAY :Disconnected");
  serves();
  bea_.hears(":ana!*@* QUIT :The account is gone");
}

TEST_F(AlwaysOnPeople, AreKickedLikeOthers) {
  Person& person = ana_and_bea_in_room();
  person.says("MODE #a +o bea");
  person.goes();
  bea_.skips_all();
  bea_.says("KICK #a ana :out");
  bea_.hears(":bea!* KICK #a ana :out");
  Person& again = ana_comes_back();
  again.says("PRIVMSG #a :hi");
  again.hears_in_time(":srv 404 ana #a *");
}

TEST_F(AlwaysOnPeople, AreFoundUnderTheNewNameOfTheirChannel) {
  Person& person = ana_and_bea_in_room();
  person.says("MODE #a +o bea");
  person.goes();
  bea_.skips_all();
  bea_.says("RENAME #a #b");
  bea_.skips_all();
  ana_comes_back().hears_in_time(":ana!*@* JOIN #b");
}

TEST_F(AlwaysOnPeople, HaveANickOfTheirAccountWhileTheyAreAbsent) {
  Person& person = ana_and_bea_in_room();
  person.says("NICK somebody");
  bea_.hears(":ana!*@* NICK somebody");
  person.goes();
  bea_.hears(":somebody!*@* NICK ana");
  bea_.hears(":ana!*@* AWAY :Disconnected");
}

TEST_F(AlwaysOnPeople, AreNoOperatorsWithTheNextConnection) {
  Person& person = ana_and_bea_in_room();
  chat.make_operator(person);
  person.goes();
  Person& again = ana_comes_back();
  again.skips_all();
  again.says("KILL bea :out");
  again.hears(":srv 481 ana *");
}

TEST_F(AlwaysOnPeople, QuitWhenTheyWereAbsentForTooLong) {
  HubSettings settings = settings_with(AlwaysOn::opt_in);
  settings.accounts.always_on_days = 1;
  chat.takes_settings(settings);
  ana_is_absent();
  chat.waits_ms(day_ms - 1000);
  bea_.hears("PING *");
  bea_.says("PONG x");
  bea_.hears_nothing();
  chat.waits_ms(1000);
  bea_.hears(":ana!*@* QUIT :Not connected for 1 day");
}

TEST_F(AlwaysOnPeople, QuitWhenTheServerKeepsNobodyAnyMore) {
  ana_is_absent();
  chat.takes_settings(settings_with(AlwaysOn::off));
  bea_.hears(":ana!*@* QUIT :Not connected");
  Person& person = ana();
  person.says("NS SET");
  person.hears(":NickServ!* NOTICE ana :always-on: off (nobody stays here without a connection)");
  person.hears(":NickServ!* NOTICE ana :auto-away: on (the default)");
}

TEST_F(AlwaysOnPeople, AreAllWhoDoNotRefuseWhereTheServerSaysSo) {
  chat.takes_settings(settings_with(AlwaysOn::opt_out));
  Person& person = ana();
  person.says("JOIN #a");
  bea_.says("JOIN #a");
  person.goes();
  bea_.hears_in_time(":ana!*@* AWAY :Disconnected");
}

TEST_F(AlwaysOnPeople, AreNoMoreThanTheServerKeeps) {
  HubSettings settings = settings_with(AlwaysOn::opt_out);
  settings.accounts.always_on_max = 1;
  chat.takes_settings(settings);
  Person& person = ana();
  Person& other = logged_in("rob", bob_plain);
  bea_.says("JOIN #a");
  for (Person* one : {&person, &other}) one->says("JOIN #a");
  bea_.skips_all();
  person.goes();
  bea_.hears(":ana!*@* AWAY :Disconnected");
  other.goes();
  bea_.hears(":rob!*@* QUIT *");
}

TEST_F(AlwaysOnPeople, SeeAndChangeWhatIsSet) {
  Person& person = ana();
  person.says("NS SET");
  person.hears(":NickServ!* NOTICE ana :always-on: off (the default)");
  person.hears(":NickServ!* NOTICE ana :auto-away: on (the default)");
  person.hears(":NickServ!* NOTICE ana :email: none");
  person.hears(":NickServ!* NOTICE ana :multiclient: on (the default)");
  person.hears(":NickServ!* NOTICE ana :SET <name> says what it is for*");
  person.says("NS SET Always-On");
  person.hears(":NickServ!* NOTICE ana :always-on: off (the default)");
  person.hears(":NickServ!* NOTICE ana :You stay in your channels *");
  person.hears(":NickServ!* NOTICE ana :SET always-on on | off | default");
  says(person, "NS SET always-on maybe");
  person.hears(":NickServ!* NOTICE ana :always-on is one of: on | off | default");
  says(person, "NS SET nothing on");
  person.hears(":NickServ!* NOTICE ana :There is no such setting: SET lists them.");
  says(person, "NS SET always-on true");
  person.hears(":NickServ!* NOTICE ana :always-on: on");
  says(person, "NS SET always-on default");
  person.hears(":NickServ!* NOTICE ana :always-on: off (the default)");
  bea_.says("NS SET always-on on");
  bea_.hears(":NickServ!* NOTICE bea :Log in first.");
}

}  // namespace
}  // namespace uvchat::hub
