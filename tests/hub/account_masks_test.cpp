// Masks of accounts: a:NAME, in each list of a channel.

#include <gtest/gtest.h>

#include "tests/hub/served.h"

namespace uvchat::hub {
namespace {

struct MasksOfAccounts : Served {
  // Somebody who is operator in #a.
  Person& operator_of_a() {
    Person& op = chat.registered("op");
    op.says("JOIN #a");
    op.skips_all();
    return op;
  }
};

TEST_F(MasksOfAccounts, BanWhoIsLoggedInAndNobodyElse) {
  Person& op = operator_of_a();
  op.says("MODE #a +b account:ANA");
  op.hears(":op!* MODE #a +b a:ANA");
  Person& guest = chat.registered("ana");
  guest.says("JOIN #a");
  guest.hears(":ana!* JOIN #a");
  guest.says("QUIT");
  Person& ana = with_account("ana");
  ana.says("JOIN #a");
  ana.hears(":srv 474 ana #a *");
  op.says("MODE #a -b a:ana");
  op.hears_in_time(":op!* MODE #a -b a:ANA");
  ana.says("JOIN #a");
  ana.hears(":ana!* JOIN #a");
}

TEST_F(MasksOfAccounts, HoldFromTheMomentInWhichSomebodyLogsIn) {
  Person& op = operator_of_a();
  op.says("MODE #a +b m:a:ana");
  Person& ana = chat.registered("ana");
  ana.says("JOIN #a");
  ana.skips_all();
  ana.says("PRIVMSG #a :as a guest");
  ana.hears_nothing();
  says(ana, "REGISTER * * secret");
  ana.skips_all();
  ana.says("PRIVMSG #a :as ana");
  ana.hears(":srv 404 ana #a *");
}

TEST_F(MasksOfAccounts, ExceptAndInvite) {
  Person& op = operator_of_a();
  op.says("MODE #a +bei *!*@* a:an? ");
  op.says("MODE #a +I account:*");
  op.skips_all();
  Person& ana = with_account("ana");
  ana.says("JOIN #a");
  ana.hears(":ana!* JOIN #a");
  Person& bob = with_account("bob");
  bob.says("JOIN #a");
  bob.hears(":srv 474 bob #a *");
  Person& eve = chat.registered("eve");
  eve.says("JOIN #a");
  eve.hears(":srv 473 eve #a *");
}

}  // namespace
}  // namespace uvchat::hub
