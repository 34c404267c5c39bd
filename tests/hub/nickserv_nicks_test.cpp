// NickServ's GROUP, UNGROUP, GHOST and REGAIN: an account may have several nicks.

#include <gtest/gtest.h>

#include "tests/hub/accounts.h"
#include "uvchat/base/limits.h"

namespace uvchat::hub {
namespace {

struct GroupedNicks : AccountsOf {
  Person& ana_with_two_nicks() {
    Person& ana = chat.registered("ana");
    makes_account(ana);
    ana.says("NICK anita");
    ana.skips_all();
    ana.says("NS GROUP");
    serves();
    ana.hears(":NickServ!* NOTICE anita :anita belongs to your account now.");
    return ana;
  }
};

TEST_F(GroupedNicks, AreTheirOwnersAsTheNameIs) {
  ana_with_two_nicks().goes();
  Person& eve = chat.registered("eve");
  eve.says("NICK anita");
  eve.hears(":eve!*@* NICK anita");
  eve.hears(":NickServ!* NOTICE anita :This nick belongs to an account.*");
  eve.says("NICK \u0430nita");  // begins with a Cyrillic letter
  eve.hears(":srv 433 anita *");
  eve.says("REGISTER anita * x");
  eve.hears(":srv FAIL REGISTER ACCOUNT_EXISTS anita :*");
}

TEST_F(GroupedNicks, CountBeforeTheyAreStored) {
  Person& ana = chat.registered("ana");
  makes_account(ana);
  std::vector<Person*> people{&ana};
  for (std::size_t i = 1; i < limits::grouped_nicks_max + 2; ++i) {
    people.push_back(&logs_in("x"));
    people.back()->hears_in_time("*001*");
  }
  for (std::size_t i = 0; i < people.size(); ++i) {
    people[i]->says("NICK a" + std::to_string(i));
    people[i]->says("NS GROUP");
  }
  people.back()->hears_in_time(":NickServ!* NOTICE * :You have 5 grouped nicks already*");
  serves();
  ana.says("NS GROUP");
  ana.hears_in_time(":NickServ!* NOTICE * :You have 5 grouped nicks already*");
}

TEST_F(GroupedNicks, LogInAsTheNameDoes) {
  ana_with_two_nicks().goes();
  Person& ana = chat.registered("anita");
  ana.skips_all();
  ana.says("NS IDENTIFY secret");
  serves();
  ana.hears(":srv 900 anita anita!*@* ana :*");
  ana.hears(":NickServ!* NOTICE anita :You are logged in as ana.");
  ana.says("NS INFO");
  ana.hears(":NickServ!* NOTICE anita :Account: ana");
  ana.hears(":NickServ!* NOTICE anita :Made: *");
  ana.hears(":NickServ!* NOTICE anita :Nick: anita");
}

TEST_F(GroupedNicks, AreFewAndCanBeGivenUp) {
  Person& ana = ana_with_two_nicks();
  for (std::size_t i = 1; i < limits::grouped_nicks_max; ++i) {
    ana.says("NICK ana" + std::to_string(i));
    ana.says("NS GROUP");
    serves();
  }
  ana.says("NICK more");
  ana.skips_all();
  ana.says("NS GROUP");
  ana.hears(":NickServ!* NOTICE more :You have 5 grouped nicks already*");
  ana.says("NS UNGROUP ana");
  ana.hears(":NickServ!* NOTICE more :That is none of your grouped nicks.");
  ana.says("NS UNGROUP ANITA");
  serves();
  ana.hears(":NickServ!* NOTICE more :anita belongs to your account no longer.");
  chat.registered("eve").says("NICK anita");
  ana.says("NICK ana1");
  ana.skips_all();
  ana.says("NS GROUP");
  ana.hears(":NickServ!* NOTICE ana1 :This nick is yours already.");
}

TEST_F(GroupedNicks, AreTakenOneByOneByWhoeverHasThem) {
  Person& ana = ana_with_two_nicks();
  ana.says("NICK third");
  ana.skips_all();
  for (const char* words : {"fourth", "other secret"}) {
    ana.says("NS GROUP " + std::string(words));
    ana.hears(
        ":NickServ!* NOTICE third :GROUP takes the nick that you have now, for the account ana:*");
  }
  ana.says("NS GROUP ANITA");
  ana.hears(":NickServ!* NOTICE third :That nick is yours already.");
  ana.says("NS GROUP Third");
  serves();
  ana.hears(":NickServ!* NOTICE third :third belongs to your account now.");
}

TEST_F(GroupedNicks, AreNotGivenWhereTheStoreIsAway) {
  Person& ana = chat.registered("ana");
  makes_account(ana);
  ana.says("NICK anita");
  ana.skips_all();
  away = true;
  ana.says("NS GROUP");
  serves();
  ana.hears(":NickServ!* NOTICE anita :Nothing has changed: the disk is full");
  ana.says("NICK ana");
  ana.skips_all();
  Person& eve = chat.registered("eve");
  eve.says("NICK anita");
  eve.hears(":eve!*@* NICK anita");
  eve.hears_nothing();
}

TEST_F(GroupedNicks, AreTakenBackFromOthers) {
  Person& ana = ana_with_two_nicks();
  ana.says("NS GHOST ana");
  ana.hears(":NickServ!* NOTICE anita :Nobody else has this nick.");
  Person& eve = chat.registered("ana");
  eve.skips_all();
  ana.says("NS GHOST eve");
  ana.hears(":NickServ!* NOTICE anita :That is none of your nicks.");
  ana.says("NS GHOST ana");
  ana.hears(":NickServ!* NOTICE anita :ana is free.");
  eve.hears(":NickServ!* NOTICE ana :The owner of this nick has come.*");
  eve.hears(":ana!*@* NICK guest1");
  eve.says("NICK ana");
  ana.says("NS REGAIN ana");
  ana.hears(":anita!*@* NICK ana");
  ana.hears(":NickServ!* NOTICE ana :You have your nick back.");
  ana.says("NS REGAIN ana");
  ana.hears(":NickServ!* NOTICE ana :You have this nick.");
}

TEST_F(GroupedNicks, AreGivenBackAsTheyWereTakenHoweverTheyAreSpelled) {
  Person& ana = ana_with_two_nicks();
  ana.says("NS REGAIN \uff21\u00adna");  // full width, and a hyphen that nobody sees
  ana.hears(":anita!*@* NICK ana");
}

// A spelling may look like what another spelling of the same nick does not.
TEST_F(GroupedNicks, AreNotTakenInASpellingThatLooksLikeSomebodyElse) {
  Person& boss = chat.registered("boss");
  chat.make_operator(boss);
  boss.says("NS SAREGISTER \u0432\u043d secret");  // small Cyrillic letters
  serves();
  for (const std::string look_alike : {"\u042c\u029c", "b\u029c"}) {
    Person& eve = chat.registered("eve");
    eve.says("NICK \u0432\u043d");
    Person& bob = chat.registered("bob");
    bob.says("NICK " + look_alike);
    bob.hears(":bob!*@* NICK " + look_alike);
    Person& ana = chat.registered("ana");
    ana.says("NS IDENTIFY \u0432\u043d secret");
    serves();
    ana.skips_all();
    ana.says("NICK \u0412\u043d");  // with a capital that looks like a B
    ana.hears(":srv 433 ana *");
    ana.says("NICK \u0432\u043d");
    ana.hears(":ana!*@* NICK \u0432\u043d");
    for (Person* each : {&eve, &bob, &ana}) each->goes();
  }
}

TEST_F(GroupedNicks, AreNotTakenBesideOneThatLooksLikeThem) {
  Person& eve = chat.registered("\u0430na");  // begins with a Cyrillic letter
  Person& boss = chat.registered("boss");
  chat.make_operator(boss);
  boss.says("NS SAREGISTER ana secret");
  serves();
  Person& ana = logs_in("other");
  ana.hears_in_time(":srv 001 other *");
  ana.skips_all();
  ana.says("NS REGAIN ana");
  ana.hears(":NickServ!* NOTICE other :Somebody has a nick that looks like it.");
  eve.says("PING x");
}

}  // namespace
}  // namespace uvchat::hub
