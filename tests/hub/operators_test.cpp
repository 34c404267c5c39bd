#include <gtest/gtest.h>

#include <set>
#include <string>

#include "conversation.h"

namespace uvchat::hub {
namespace {

// The one password that is being checked.
CheckPassword checked(Conversation& chat) {
  auto requests = chat.requests<CheckPassword>();
  EXPECT_EQ(requests.size(), 1U);
  return requests.empty() ? CheckPassword() : requests.front();
}

TEST(Oper, IsCheckedElsewhereWhileTheSessionWaits) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  Person& bob = chat.registered("bob");
  alice.says("OPER admin secret");
  EXPECT_TRUE(alice.held());
  const CheckPassword check = checked(chat);
  EXPECT_EQ(check.hash, "$argon2id$of-admin");
  EXPECT_EQ(check.password, "secret");
  alice.says("PING :later");
  alice.hears_nothing();
  bob.says("PRIVMSG alice :hi");
  alice.hears(":bob!* PRIVMSG alice :hi");
  chat.password_checked({check.conn, check.ticket, PasswordVerdict::match});
  alice.hears(":srv 381 alice :*");
  alice.hears(":alice!* MODE alice +os");
  alice.hears(":srv PONG srv :later");
  EXPECT_FALSE(alice.held());
}

TEST(Oper, AWrongPasswordIsToldAndCostsTime) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  alice.says("OPER admin wrong");
  const CheckPassword check = checked(chat);
  chat.password_checked({check.conn, check.ticket, PasswordVerdict::mismatch});
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
    const CheckPassword check = checked(chat);
    hashes.insert(check.hash);
    EXPECT_TRUE(alice.held());
    chat.password_checked({check.conn, check.ticket, PasswordVerdict::match});
    alice.hears(":srv 464 alice :*");
    alice.says(line);
    const CheckPassword again = checked(chat);
    EXPECT_EQ(again.hash, check.hash) << "another time tells that the name is nobody's";
    chat.password_checked({again.conn, again.ticket, PasswordVerdict::mismatch});
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
  const CheckPassword check = checked(chat);
  SettingsReloaded reloaded;
  reloaded.settings = Conversation::some_settings();
  reloaded.settings->operators[0].password_hash = "$argon2id$another";
  chat.settings_reloaded(reloaded);
  chat.password_checked({check.conn, check.ticket, PasswordVerdict::match});
  alice.hears(":srv 464 alice :*");
}

TEST(Oper, SaysWhoseTurnItIsAndPaysForBeingTurnedAway) {
  Conversation chat;
  Person& alice = chat.connected(0, "2001:db8:1:2::77");
  alice.says("NICK alice");
  alice.says("USER alice 0 * :a");
  alice.skips_all();
  alice.says("OPER admin secret");
  const CheckPassword check = checked(chat);
  EXPECT_EQ(check.source.text(), "2001:db8:1:2::");
  chat.password_checked({check.conn, check.ticket, PasswordVerdict::busy});
  alice.hears(":srv 263 alice OPER :*");
  EXPECT_GE(alice.penalty_ms(), 3000U);
}

TEST(Oper, IsToldToTryAgainWhenTheCheckTakesTooLong) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  alice.says("OPER admin secret");
  const CheckPassword check = checked(chat);
  chat.waits_ms(10'100);
  alice.hears(":srv 263 alice OPER :*");
  EXPECT_FALSE(alice.held());
  alice.says("OPER admin secret");
  chat.password_checked({check.conn, check.ticket, PasswordVerdict::match});  // too late
  alice.hears_nothing();
}

TEST(Oper, ALabelStaysWithItsAnswer) {
  Conversation chat;
  Person& alice = chat.registered("alice", "labeled-response batch message-tags");
  alice.says("@label=x OPER admin secret");
  const CheckPassword check = checked(chat);
  alice.hears_nothing();
  chat.password_checked({check.conn, check.ticket, PasswordVerdict::mismatch});
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
  chat.password_checked({checks[0].conn, checks[0].ticket, PasswordVerdict::mismatch});
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

TEST(Kline, OfANetworkEndsWhoIsThereAndKeepsOthersOut) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  chat.make_operator(alice);
  Person& near = chat.connected(0, "10.1.2.3");
  near.says("NICK near");
  near.says("USER near 0 * :n");
  near.skips_all();
  alice.says("KLINE 90 *@10.0.0.0/8 :go away");
  alice.hears(":srv NOTE KLINE BAN_SET :KLINE *@10.0.0.0/8 until 2026-*: go away");
  near.hears(":srv 465 near :*go away");
  near.hears("ERROR :Closing link (K-lined: go away)");
  Person& later = chat.connected(0, "10.9.9.9");
  later.says("NICK later");
  later.says("USER later 0 * :l");
  later.hears(":srv 465 later :*go away");
  EXPECT_TRUE(later.closed());
  const auto saved = chat.requests<SaveBans>();
  ASSERT_EQ(saved.size(), 1U);
  EXPECT_EQ(saved[0].bans.at(0).mask, "*@10.0.0.0/8");
  chat.waits_ms(90 * 60'000);
  Person& freed = chat.connected(0, "10.9.9.9");
  freed.says("NICK freed");
  freed.says("USER freed 0 * :f");
  freed.hears(":srv 001 freed :*");
}

TEST(Kline, NeverMeansItsOwnOperatorAndCanBeLifted) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  chat.make_operator(alice);
  alice.says("KLINE *@* :everybody");
  alice.hears(":srv FAIL KLINE MATCHES_YOU :*");
  alice.says("KLINE !! :what");
  alice.hears(":srv FAIL KLINE INVALID_MASK :*");
  alice.says("KLINE mallory@198.51.100.1 :bad");
  alice.hears(":srv NOTE KLINE BAN_SET :* for ever: bad");
  alice.says("STATS k");
  alice.hears(":srv 216 alice K mallory@198.51.100.1 :bad (by alice!*, for ever)");
  alice.hears(":srv 219 alice k :*");
  alice.says("UNKLINE mallory@198.51.100.1");
  alice.hears(":srv NOTE UNKLINE BAN_LIFTED :*");
  alice.says("UNKLINE mallory@198.51.100.1");
  alice.hears(":srv FAIL UNKLINE NO_SUCH_BAN :*");
}

TEST(Dline, ShutsTheDoorBeforeAWordIsSaid) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  chat.make_operator(alice);
  alice.says("DLINE 2001:db8::/32 :no");
  alice.hears(":srv NOTE DLINE BAN_SET :*");
  Person& other = chat.connected(0, "2001:db8::1");
  other.hears("ERROR :Closing link (You are banned from this server)");
  EXPECT_TRUE(other.closed());
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
  alice.says("CHGHOST alice what?");
  alice.hears_in_time(":srv FAIL CHGHOST INVALID_HOST :*");
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
  ASSERT_EQ(chat.requests<ReloadSettings>().size(), 1U);
  SettingsReloaded bad;
  bad.conn = alice.conn();
  bad.error = "uvchat.json:3:1: log.level: expected something";
  chat.settings_reloaded(bad);
  alice.hears(":srv FAIL REHASH CONFIG_BAD :uvchat.json:3:1:*");
  SettingsReloaded good;
  good.conn = alice.conn();
  good.settings = Conversation::some_settings();
  good.settings->motd = {"new"};
  good.needs_restart = {"server.io_threads"};
  chat.settings_reloaded(good);
  alice.hears(":srv NOTE REHASH RELOADED :*");
  alice.hears(":srv WARN REHASH RESTART_NEEDED :server.io_threads *");
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
  alice.hears_in_time(":srv 219 alice t :*");
  alice.says("STATS m");
  alice.hears_in_time(":srv 212 alice OPER 1 0 0");
}

}  // namespace
}  // namespace uvchat::hub
