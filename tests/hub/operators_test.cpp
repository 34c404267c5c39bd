#include <gtest/gtest.h>

#include <set>
#include <string>

#include "conversation.h"
#include "uvchat/base/limits.h"

namespace uvchat::hub {
namespace {

TEST(Oper, IsCheckedElsewhereWhileTheSessionWaits) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  Person& bob = chat.registered("bob");
  alice.says("OPER admin secret");
  EXPECT_TRUE(alice.held());
  const CheckPassword check = chat.request<CheckPassword>();
  EXPECT_EQ(check.hash, "$argon2id$of-admin");
  EXPECT_EQ(check.password, "secret");
  alice.says("PING :later");
  alice.hears_nothing();
  bob.says("PRIVMSG alice :hi");
  alice.hears(":bob!* PRIVMSG alice :hi");
  chat.answered(PasswordChecked{check.ticket, PasswordVerdict::match});
  alice.hears(":srv 381 alice :*");
  alice.hears(":alice!* MODE alice +os");
  alice.hears(":srv PONG srv :later");
  EXPECT_FALSE(alice.held());
}

TEST(Oper, AWrongPasswordIsToldAndCostsTime) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  alice.says("OPER admin wrong");
  const CheckPassword check = chat.request<CheckPassword>();
  chat.answered(PasswordChecked{check.ticket, PasswordVerdict::mismatch});
  alice.hears(":srv 464 alice :*");
  EXPECT_GE(alice.penalty_ms(), 3000U);
  alice.says("OPER admin");
  alice.hears(":srv 461 alice OPER :*");
}

TEST(Oper, ANameThatIsNobodysIsCheckedAsIfItWere) {
  HubSettings settings = Conversation::some_settings();
  settings.operators = {{"admin", "$argon2id$slow"}, {"boss", "$argon2id$fast"}};
  Conversation chat(settings);
  Person& alice = chat.registered("alice");
  std::set<std::string> hashes;
  for (int i = 0; i < 20; ++i) {
    const std::string line = "OPER nobody" + std::to_string(i) + " right";
    alice.says(line);
    const CheckPassword check = chat.request<CheckPassword>();
    hashes.insert(check.hash);
    EXPECT_TRUE(alice.held());
    chat.answered(PasswordChecked{check.ticket, PasswordVerdict::match});
    alice.hears(":srv 464 alice :*");
    alice.says(line);
    const CheckPassword again = chat.request<CheckPassword>();
    EXPECT_EQ(again.hash, check.hash) << "another time tells that the name is nobody's";
    chat.answered(PasswordChecked{again.ticket, PasswordVerdict::mismatch});
    alice.hears(":srv 464 alice :*");
  }
  EXPECT_EQ(hashes.size(), 2U) << "all unknown names take the time of one operator";
}

TEST(Oper, IsRefusedAtOnceWhereNobodyIsAnOperator) {
  HubSettings settings = Conversation::some_settings();
  settings.operators.clear();
  Conversation chat(settings);
  Person& alice = chat.registered("alice");
  alice.says("OPER admin secret");
  alice.hears(":srv 464 alice :*");
  EXPECT_GE(alice.penalty_ms(), 3000U);
}

TEST(Oper, WhoIsNoneAnyMoreWhenTheAnswerComesIsRefused) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  alice.says("OPER admin secret");
  const CheckPassword check = chat.request<CheckPassword>();
  HubSettings settings = Conversation::some_settings();
  settings.operators[0].password_hash = "$argon2id$another";
  chat.takes_settings(settings);
  chat.answered(PasswordChecked{check.ticket, PasswordVerdict::match});
  alice.hears(":srv 464 alice :*");
}

TEST(Oper, SaysWhoseTurnItIsAndPaysForBeingTurnedAway) {
  Conversation chat;
  Person& alice = chat.connected(0, "2001:db8:1:2::77");
  alice.says("NICK alice");
  alice.says("USER alice 0 * :a");
  alice.skips_all();
  alice.says("OPER admin secret");
  const CheckPassword check = chat.request<CheckPassword>();
  EXPECT_EQ(check.source.text(), "2001:db8:1:2::");
  chat.answered(PasswordChecked{check.ticket, PasswordVerdict::busy});
  alice.hears(":srv 263 alice OPER :*");
  EXPECT_GE(alice.penalty_ms(), 3000U);
}

TEST(Oper, IsToldToTryAgainWhenTheCheckTakesTooLong) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  alice.says("OPER admin secret");
  const CheckPassword check = chat.request<CheckPassword>();
  chat.waits_ms(10'100);
  alice.hears(":srv 263 alice OPER :*");
  EXPECT_FALSE(alice.held());
  alice.says("OPER admin secret");
  chat.answered(PasswordChecked{check.ticket, PasswordVerdict::match});  // too late
  alice.hears_nothing();
}

TEST(Oper, ALabelStaysWithItsAnswer) {
  Conversation chat;
  Person& alice = chat.registered("alice", "labeled-response batch message-tags");
  alice.says("@label=x OPER admin secret");
  const CheckPassword check = chat.request<CheckPassword>();
  alice.hears_nothing();
  chat.answered(PasswordChecked{check.ticket, PasswordVerdict::mismatch});
  alice.hears("@label=x :srv 464 alice :*");
}

TEST(Oper, LinesThatWaitTakeEffectThoughTheConnectionIsOver) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  Person& bob = chat.registered("bob");
  bob.says("JOIN #a");
  bob.skips_all();
  alice.says("OPER admin secret");
  alice.says("JOIN #a");
  alice.says("PRIVMSG #a :last words");
  alice.goes(EndReason::eof);
  bob.hears_nothing();
  const auto checks = chat.requests<CheckPassword>();
  ASSERT_EQ(checks.size(), 1U);
  chat.answered(PasswordChecked{checks[0].ticket, PasswordVerdict::mismatch});
  bob.hears(":alice!* JOIN #a");
  bob.hears(":alice!* PRIVMSG #a :last words");
  bob.hears(":alice!* QUIT :Connection closed");
  EXPECT_TRUE(alice.closed());
}

TEST(Oper, WhoLaysTheRankDownHearsNoServerNoticesAnyMore) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  chat.make_operator(alice);
  alice.says("MODE alice -o");
  alice.hears(":alice!* MODE alice -os");
  alice.says("MODE alice");
  alice.hears(":srv 221 alice +");
}

TEST(Kill, EndsSomebodyAndSaysWhy) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  Person& bob = chat.registered("bob");
  Person& carol = chat.registered("carol");
  for (Person* person : {&bob, &carol}) person->says("JOIN #a");
  bob.says("KILL alice :no");
  bob.hears_in_time(":srv 481 bob :*");
  chat.make_operator(alice);
  carol.skips_all();
  alice.says("KILL bob :spam");
  alice.hears(":srv NOTE KILL KILLED :bob is gone");
  bob.hears_in_time(":alice!* KILL bob :spam");
  bob.hears("ERROR :Closing link (Killed (alice): spam)");
  EXPECT_TRUE(bob.closed());
  carol.hears(":bob!* QUIT :Killed (alice): spam");
  alice.says("KILL bob");
  alice.hears_in_time(":srv 401 alice bob :*");
  alice.says("KILL alice :tired");
  alice.hears_in_time("ERROR :*tired*");
}

TEST(Wallops, ReachesThoseWhoWantIt) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  Person& bob = chat.registered("bob");
  Person& carol = chat.registered("carol");
  bob.says("MODE bob +w");
  bob.skips_all();
  carol.says("WALLOPS :hm");
  carol.hears(":srv 481 carol :*");
  chat.make_operator(alice);
  alice.says("WALLOPS :the house is on fire");
  bob.hears(":alice!* WALLOPS :the house is on fire");
  carol.hears_nothing();
}

TEST(Chghost, IsToldToWhoKnowsItAndShownToOthers) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  Person& bob = chat.registered("bob", "chghost");
  Person& carol = chat.registered("carol");
  for (Person* person : {&alice, &bob, &carol}) person->says("JOIN #a");
  chat.make_operator(alice);
  for (Person* person : {&alice, &bob, &carol}) person->skips_all();
  alice.says("CHGHOST alice staff.example.org");
  bob.hears(":alice!~alice@* CHGHOST ~alice staff.example.org");
  carol.hears(":alice!~alice@* PART #a :Changing host");
  carol.hears(":alice!~alice@staff.example.org JOIN #a");
  carol.hears(":srv MODE #a +o alice");
  alice.hears_in_time(":srv NOTE CHGHOST HOST_CHANGED :alice has a new host");
  alice.says("CHGHOST alice what?");
  alice.hears_in_time(":srv FAIL CHGHOST INVALID_HOST :*");
}

TEST(Chghost, IsToldToTheSessionInTheFirstSlotToo) {
  Conversation chat;
  Person& first = chat.registered("first", "chghost");
  Person& alice = chat.registered("alice");
  for (Person* person : {&first, &alice}) person->says("JOIN #a");
  chat.make_operator(alice);
  first.skips_all();
  alice.says("CHGHOST alice staff.example.org");
  first.hears(":alice!~alice@* CHGHOST ~alice staff.example.org");
}

TEST(Chghost, IsToldToWhoMonitorsHim) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  Person& bob = chat.registered("bob", "chghost extended-monitor");
  chat.make_operator(alice);
  bob.says("MONITOR + alice");
  bob.skips_all();
  alice.says("CHGHOST alice staff.example.org");
  bob.hears(":alice!~alice@* CHGHOST ~alice staff.example.org");
  bob.hears_nothing();
}

TEST(Rehash, AppliesWhatItMayAndTellsTheRest) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  alice.says("REHASH");
  alice.hears(":srv 481 alice :*");
  chat.make_operator(alice);
  alice.says("REHASH");
  alice.hears(":srv 382 alice configuration :*");
  chat.answered(SettingsReloaded{chat.request<ReloadSettings>().ticket,
                                 nullptr,
                                 "uvchat.json:3:1: log.level: expected something",
                                 {}});
  alice.hears(":srv FAIL REHASH CONFIG_BAD :uvchat.json:3:1:*");
  alice.says("REHASH");
  alice.hears(":srv 382 alice configuration :*");
  auto settings = std::make_shared<HubSettings>(Conversation::some_settings());
  settings->motd = {"new"};
  chat.answered(
      SettingsReloaded{chat.request<ReloadSettings>().ticket, settings, {}, {"server.io_threads"}});
  alice.hears(":srv NOTE REHASH RELOADED :*");
  alice.hears(":srv WARN REHASH RESTART_NEEDED :server.io_threads *");
  alice.says("MOTD");
  alice.hears_in_time(":srv 372 alice :- new");
}

TEST(Rehash, ThatIsNotAnsweredInTimeIsToldSoAndAppliedAllTheSame) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  chat.make_operator(alice);
  alice.says("REHASH");
  alice.hears(":srv 382 alice configuration :*");
  const Ticket ticket = chat.request<ReloadSettings>().ticket;
  chat.waits_ms(limits::answer_ms_max + 100);
  alice.hears(":srv FAIL REHASH TRY_AGAIN :*");
  auto settings = std::make_shared<HubSettings>(Conversation::some_settings());
  settings->motd = {"new"};
  for (int times = 0; times < 2; ++times) {
    chat.answered(SettingsReloaded{ticket, settings, {}, {}});
    alice.hears_nothing();
  }
  alice.says("MOTD");
  alice.hears_in_time(":srv 372 alice :- new");
}

TEST(Stats, AreForOperatorsButForTheUptime) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  chat.waits_ms(3'661'000);
  alice.skips_all();
  alice.says("STATS u");
  alice.hears(":srv 242 alice :Server Up 0 days 1:01:01");
  alice.hears(":srv 219 alice u :*");
  alice.says("STATS t");
  alice.hears(":srv 481 alice :*");
  chat.make_operator(alice);
  alice.says("STATS t");
  alice.hears(":srv 249 alice :hub: *");
  alice.hears_in_time(":srv 249 alice :loop 0: io_uring *");
  alice.hears_in_time(":srv 219 alice t :*");
  alice.says("STATS m");
  alice.hears_in_time(":srv 212 alice OPER 1 0 0");
}

}  // namespace
}  // namespace uvchat::hub
