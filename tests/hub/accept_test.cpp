// Modes R and M, and ACCEPT: rooms and people who want to hear those who are logged in.

#include <gtest/gtest.h>

#include "tests/hub/accounts.h"

namespace uvchat::hub {
namespace {

struct LoggedInOnly : AccountsOf {
  Person& ana_with_mode_r() {
    Person& ana = chat.registered("ana");
    makes_account(ana);
    ana.says("MODE ana +R");
    ana.hears(":ana!*@* MODE ana +R");
    return ana;
  }
};

TEST_F(LoggedInOnly, MessagesAreTakenFromThoseWhoAreLoggedIn) {
  Person& ana = ana_with_mode_r();
  Person& eve = chat.registered("eve", "message-tags");
  eve.says("PRIVMSG ana :hi");
  eve.hears(":srv 477 eve ana :They take no messages from people who are not logged in (+R)");
  eve.says("NOTICE ana :hi");
  eve.says("@+typing=active TAGMSG ana");
  eve.skips_all();
  ana.hears_nothing();
  makes_account(eve);
  eve.says("PRIVMSG ana :hi");
  ana.hears(":eve!*@* PRIVMSG ana :hi");
}

TEST_F(LoggedInOnly, MessagesAreTakenFromThoseWhomOneAccepts) {
  Person& ana = ana_with_mode_r();
  Person& eve = chat.registered("eve");
  ana.says("ACCEPT eve,nobody");
  ana.hears(":srv 401 ana nobody :*");
  ana.says("ACCEPT eve");
  ana.hears(":srv 457 ana eve :*");
  ana.says("ACCEPT *");
  ana.hears(":srv 281 ana eve");
  ana.hears(":srv 282 ana :*");
  eve.says("PRIVMSG ana :hi");
  ana.hears(":eve!*@* PRIVMSG ana :hi");
  eve.says("NICK eva");
  eve.says("PRIVMSG ana :still me");
  ana.hears(":eva!*@* PRIVMSG ana :still me");
  ana.says("ACCEPT -eva");
  ana.says("ACCEPT -eva");
  ana.hears(":srv 458 ana eva :*");
  eve.skips_all();
  eve.says("PRIVMSG ana :hi");
  eve.hears(":srv 477 eva ana :*");
}

TEST_F(LoggedInOnly, AnAcceptanceIsForAUserAndNotForTheNextOneOfThatNick) {
  Person& ana = ana_with_mode_r();
  chat.registered("eve");
  ana.says("ACCEPT eve");
  Person* first = &chat.registered("bob");
  first->skips_all();
  Person& eve = chat.registered("eva");
  ana.says("ACCEPT eva");
  eve.says("QUIT");
  Person& next = chat.registered("eva");
  next.says("PRIVMSG ana :hi");
  next.hears(":srv 477 eva ana :*");
}

TEST_F(LoggedInOnly, WhoeverOneWritesToMayAnswer) {
  Person& ana = ana_with_mode_r();
  Person& eve = chat.registered("eve");
  ana.says("PRIVMSG eve :hi");
  eve.hears(":ana!*@* PRIVMSG eve :hi");
  eve.says("PRIVMSG ana :hello");
  ana.hears(":eve!*@* PRIVMSG ana :hello");
}

TEST_F(LoggedInOnly, ARoomWithModeRLetsThemIn) {
  Person& ana = chat.registered("ana");
  makes_account(ana);
  Person& eve = chat.registered("eve");
  eve.says("JOIN #a");
  eve.says("MODE #a +R");
  eve.skips_all();
  Person& bob = chat.registered("bob");
  bob.says("JOIN #a");
  bob.hears(":srv 477 bob #a :Cannot join channel (+R): log in first");
  ana.says("JOIN #a");
  ana.hears(":ana!*@* JOIN #a");
  eve.says("INVITE bob #a");
  bob.skips_all();
  bob.says("JOIN #a");
  bob.hears(":bob!*@* JOIN #a");
}

TEST_F(LoggedInOnly, ARoomWithModeMHearsThemAndThoseWithARank) {
  Person& ana = chat.registered("ana");
  makes_account(ana);
  Person& eve = chat.registered("eve");
  Person& bob = chat.registered("bob");
  for (Person* person : {&eve, &bob, &ana}) person->says("JOIN #a");
  eve.says("MODE #a +M");
  for (Person* person : {&eve, &bob, &ana}) person->skips_all();
  bob.says("PRIVMSG #a :hi");
  bob.hears(":srv 404 bob #a :Cannot send to channel (+M): log in first");
  ana.says("PRIVMSG #a :hi");
  bob.hears(":ana!*@* PRIVMSG #a :hi");
  eve.says("MODE #a +v bob");
  bob.skips_all();
  bob.says("PRIVMSG #a :hi");
  bob.hears_nothing();
}

}  // namespace
}  // namespace uvchat::hub
