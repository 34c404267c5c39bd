#include <gtest/gtest.h>

#include "tests/hub/conversation.h"
#include "uvchat/base/limits.h"

namespace uvchat::hub {
namespace {

// An operator, and what the disk is asked for and answers.
struct Bans : testing::Test {
  explicit Bans(const HubSettings& settings = Conversation::some_settings()) : chat(settings) {}

  Conversation chat;
  Person& alice = an_operator("alice", "");

  Person& an_operator(std::string_view nick, std::string_view caps) {
    Person& person = chat.registered(nick, caps);
    chat.make_operator(person);
    return person;
  }
  Person& comes(std::string_view nick, std::string_view address) {
    Person& person = chat.connected(0, address);
    person.says("NICK " + std::string(nick));
    person.says("USER " + std::string(nick) + " 0 * :x");
    return person;
  }
  // What was asked for since the last look is on disk, or is not.
  store::ChangeBan saved(const std::string& error = {}) {
    const auto asked = chat.requests<AskStore>();
    EXPECT_FALSE(asked.empty());
    for (const AskStore& one : asked) answer(one, error);
    return asked.empty() ? store::ChangeBan() : std::get<store::ChangeBan>(asked.back().request);
  }
  void answer(const AskStore& asked, const std::string& error = {}) {
    chat.answered(StoreAnswered{asked.ticket, error.empty()
                                                  ? store::Answer{.outcome = store::Outcome::done}
                                                  : store::unavailable(error)});
  }
};

TEST_F(Bans, OfANetworkEndWhoIsThereAndKeepOthersOut) {
  Person& near = comes("near", "10.1.2.3");
  near.skips_all();
  alice.says("KLINE 90 *@10.0.0.0/8 :go away");
  near.hears(":srv 465 near :*go away");
  near.hears("ERROR :Closing link (K-lined: go away)");
  Person& later = comes("later", "10.9.9.9");
  later.hears(":srv 465 later :*go away");
  EXPECT_TRUE(later.closed());
  EXPECT_EQ(saved().ban.mask, "*@10.0.0.0/8");
  alice.hears(":srv NOTE KLINE BAN_SET :KLINE *@10.0.0.0/8 until 2026-*: go away");
  chat.waits_ms(90 * 60'000);
  comes("freed", "10.9.9.9").hears(":srv 001 freed :*");
}

TEST_F(Bans, NeverMeanTheirOwnOperatorAndCanBeLifted) {
  alice.says("KLINE *@* :everybody");
  alice.hears(":srv FAIL KLINE MATCHES_YOU :*");
  alice.says("DLINE 0::/0 :everybody");
  alice.hears(":srv FAIL DLINE MATCHES_YOU :*");
  alice.says("DLINE 2000::/3 :all of IPv6");
  alice.hears(":srv FAIL DLINE MATCHES_EVERYBODY :That would ban everybody, *");
  alice.says("KLINE !! :what");
  alice.hears(":srv FAIL KLINE INVALID_MASK :*");
  alice.says("KLINE mallory@198.51.100.1 :bad");
  saved();
  alice.hears(":srv NOTE KLINE BAN_SET :KLINE ~mallory@198.51.100.1 until it is lifted: bad");
  alice.says("STATS k");
  alice.hears(":srv 216 alice K ~mallory@198.51.100.1 :bad (by alice!*, until it is lifted)");
  alice.hears(":srv 219 alice k :*");
  alice.says("UNKLINE mallory@198.51.100.1");
  EXPECT_TRUE(saved().lifted);
  alice.hears(":srv NOTE UNKLINE BAN_LIFTED :*");
  alice.says("UNKLINE mallory@198.51.100.1");
  alice.hears(":srv FAIL UNKLINE NO_SUCH_BAN :*");
}

TEST_F(Bans, ShutTheDoorBeforeAWordIsSaid) {
  alice.says("DLINE 2001:db8::/32 :no");
  Person& other = chat.connected(0, "2001:db8::1");
  other.hears(":srv 465 * :You are banned from this server: no");
  other.hears("ERROR :Closing link (D-lined: no)");
  EXPECT_TRUE(other.closed());
  Person& pupil = chat.connected(1, "2001:db8::1");
  pupil.hears_nothing();
  EXPECT_TRUE(pupil.closed());
}

TEST_F(Bans, TurnAwayOneWhoIsNotRegisteredYetWhenTheyWantToBe) {
  Person& slow = chat.connected(0, "10.1.2.3");
  alice.says("DLINE 10.0.0.0/8 :no");
  slow.hears_nothing();
  slow.says("NICK slow");
  slow.says("USER slow 0 * :x");
  slow.hears(":srv 465 slow :You are banned from this server: no");
  EXPECT_TRUE(slow.closed());
}

TEST_F(Bans, OfAnAddressAreToldToTheGate) {
  alice.says("KLINE *@192.0.2.1 :no");
  EXPECT_TRUE(chat.requests<DlineChanged>().empty());
  alice.says("DLINE 90 2001:DB8::/32 :no");
  const auto set = chat.requests<DlineChanged>();
  ASSERT_EQ(set.size(), 1U);
  EXPECT_EQ(set[0].ban.mask, "2001:db8::/32");
  EXPECT_EQ(set[0].ban.reason, "no");
  EXPECT_EQ(set[0].ban.expires_ms, chat.now_.wall_ms() + 90 * 60'000);
  EXPECT_FALSE(set[0].lifted);
  alice.says("UNDLINE 2001:db8::/32");
  const auto lifted = chat.requests<DlineChanged>();
  ASSERT_EQ(lifted.size(), 1U);
  EXPECT_EQ(lifted[0].ban.mask, "2001:db8::/32");
  EXPECT_TRUE(lifted[0].lifted);
  alice.says("UNDLINE 2001:db8::/32");
  EXPECT_TRUE(chat.requests<DlineChanged>().empty());
}

TEST_F(Bans, OfANickWithIpv6CoverItsWholeNetwork) {
  comes("mallory", "2001:db8:1:2::3");
  comes("eve", "198.51.100.1");
  alice.says("DLINE mallory :no");
  EXPECT_EQ(saved().ban.mask, "2001:db8:1:2::/64");
  EXPECT_TRUE(chat.connected(0, "2001:db8:1:2:ffff::1").closed());
  EXPECT_FALSE(chat.connected(0, "2001:db8:1:3::3").closed());
  alice.says("KLINE eve :no");
  EXPECT_EQ(saved().ban.mask, "*@198.51.100.1");
}

TEST_F(Bans, OfANickAtTheLoopbackAddressLeaveIpv4Alone) {
  comes("mallory", "::1");
  alice.says("DLINE mallory :no");
  EXPECT_EQ(saved().ban.mask, "::1");
  alice.hears(":srv NOTE DLINE BAN_SET :*");
  EXPECT_FALSE(chat.connected(0, "198.51.100.1").closed());
  alice.says("STATS d");
  alice.hears(":srv 225 alice D 0::1 :*");
}

TEST_F(Bans, WithAMaskOfAnyLengthAreSetOrRefused) {
  for (std::size_t bytes = 190; bytes < 210; ++bytes) {
    alice.says("KLINE ." + std::string(bytes - 1, 'a') + " :spam");
    if (bytes + 2 <= limits::mask_bytes_max) {
      EXPECT_EQ(saved().ban.mask.size(), bytes + 2);
      alice.hears(":srv NOTE KLINE BAN_SET :*");
    } else {
      alice.hears(":srv FAIL KLINE INVALID_MASK :*");
    }
    alice.says("KLINE u@" + std::string(bytes, 'a') + "/1 :spam");
    alice.says("DLINE " + std::string(bytes, '1') + " :spam");
    chat.requests<AskStore>();
    alice.skips_all();
  }
}

TEST_F(Bans, WithAMaskThatMatchesNobodyAreRefused) {
  for (const char* mask :
       {"*@10.0.0.0/33", "*@2001:db8::/129", "*@2001:DB8:AAAA:BB00:/56", "10.0.0.0/", "10.0.0.0/x",
        "10.0.*/24", "*@10.0.0.256", "*@1.2.3", "*@::g", "\u00f1@*", "*@\u00f1.org", "a,b@*",
        "a b@*", "@*", "a@", "ana!ana@*", ":a@b"}) {
    alice.says("KLINE " + std::string(mask) + " :x");
    alice.hears(":srv FAIL KLINE INVALID_MASK :*");
  }
  for (const char* mask : {"10.0.0.0/33", "10.0.0", "*", "host.example.org", "nobody"}) {
    alice.says("DLINE " + std::string(mask) + " :x");
    alice.hears(":srv FAIL DLINE INVALID_MASK :*");
  }
  EXPECT_TRUE(chat.requests<AskStore>().empty());
}

TEST_F(Bans, OfANickThatNobodyHasOrWithADurationThatIsNoneAreRefused) {
  alice.says("KLINE mallory!*@*");
  alice.hears(":srv FAIL KLINE INVALID_MASK :*names no nick: expected user@host *");
  alice.says("KLINE nosuch");
  alice.hears(
      ":srv FAIL KLINE INVALID_MASK :nosuch: no such nick here; a host needs a dot or a wildcard");
  for (const char* words : {"1x spammer", "1x a@b", "99999999d *@b.example"}) {
    alice.says("KLINE " + std::string(words));
    alice.hears(":srv FAIL KLINE INVALID_MASK :* is not a duration like 1d12h");
  }
  alice.says("DLINE 1x 192.0.2.9");
  alice.hears(":srv FAIL DLINE INVALID_MASK :1x is not a duration like 1d12h");
  EXPECT_TRUE(chat.requests<AskStore>().empty());
  for (const char* mask :
       {"h.example", "*@staff", "ga*", "gateway/web", "192.0.2.9", "2001:db8::7"}) {
    alice.says("KLINE " + std::string(mask) + " :x");
    saved();
    alice.hears(":srv NOTE KLINE BAN_SET :*");
  }
}

TEST_F(Bans, OfAUserMeanTheNameThatThisServerGivesThem) {
  Person& mallory = comes("mallory", "198.51.100.1");
  mallory.skips_all();
  alice.says("KLINE mallory@198.51.100.1 :x");
  mallory.hears(":srv 465 *");
  saved();
  alice.hears(":srv NOTE KLINE BAN_SET :KLINE ~mallory@198.51.100.1 *");
  alice.says("UNKLINE MALLORY@198.51.100.1");
  saved();
  alice.hears(":srv NOTE UNKLINE BAN_LIFTED :*");
}

// --- What the disk says.

TEST_F(Bans, AreConfirmedWhenTheyAreOnDiskAndNotBefore) {
  alice.says("KLINE a@a :x");
  alice.says("KLINE b@b :x");
  alice.says("UNKLINE a@a");
  alice.hears_nothing();
  const auto asked = chat.requests<AskStore>();
  ASSERT_EQ(asked.size(), 3U);
  answer(asked[0]);
  alice.hears(":srv NOTE KLINE BAN_SET :KLINE ~a@a *");
  alice.hears_nothing();
  answer(asked[1]);
  alice.hears(":srv NOTE KLINE BAN_SET :KLINE ~b@b *");
  answer(asked[1]);  // twice
  answer(asked[0]);  // and late
  alice.hears_nothing();
  answer(asked[2]);
  alice.hears(":srv NOTE UNKLINE BAN_LIFTED :~a@a *");
}

TEST_F(Bans, ThatCannotBeWrittenHoldAndTheirOperatorIsToldWhy) {
  alice.says("KLINE bad@* :x");
  saved("bans.json.new: cannot be written: No space left on device");
  alice.hears(
      ":srv FAIL KLINE BAN_NOT_SAVED :~bad@* holds, but may be gone after a restart: "
      "bans.json.new: "
      "cannot be written: No space left on device");
  alice.hears(
      ":srv NOTICE alice :* Changes of the bans are not saved: bans.json.new: cannot be written: "
      "No space left on device");
  alice.says("UNKLINE bad@*");
  saved("full");
  alice.hears(":srv FAIL UNKLINE BAN_NOT_SAVED :~bad@* is lifted, but may be back *: full");
}

TEST_F(Bans, ThatTheDiskDoesNotAnswerForAreToldToBeUnsaved) {
  alice.says("DLINE 10.0.0.0/8 :x");
  const auto asked = chat.requests<AskStore>();
  chat.waits_ms(limits::answer_ms_max - 1);
  alice.hears_nothing();
  chat.waits_ms(1);
  alice.hears(":srv FAIL DLINE BAN_NOT_SAVED :10.0.0.0/8 holds, * the disk does not answer");
  alice.hears(":srv NOTICE alice :* Changes of the bans are not saved: the disk does not answer");
  chat.waits_ms(1000);
  answer(asked.at(0));
  alice.hears_nothing();
}

TEST_F(Bans, AreConfirmedToNobodyElseWhereTheirOperatorHasGone) {
  alice.says("KLINE bad@* :x");
  const auto asked = chat.requests<AskStore>();
  const ConnId slot = alice.conn();
  alice.goes();
  const ConnId next(slot.loop(), slot.slot(), slot.generation() + 1);
  Person& tenant = chat.connected_as(next);
  answer(asked.at(0));
  tenant.hears_nothing();
}

TEST_F(Bans, AreConfirmedUnderTheLabelOfTheirCommand) {
  Person& carol = an_operator("carol", "labeled-response batch message-tags");
  carol.says("@label=one KLINE bad@* :x");
  carol.says("@label=two KLINE worse@* :x");
  carol.hears_nothing();
  saved();
  carol.hears("@label=one :srv NOTE KLINE BAN_SET :KLINE ~bad@* *");
  carol.hears("@label=two :srv NOTE KLINE BAN_SET :KLINE ~worse@* *");
}

TEST_F(Bans, AreNotChangedWhereTooManyChangesWaitForTheDisk) {
  for (std::size_t i = 0; i < limits::deferred_max; ++i) {
    alice.says("KLINE u" + std::to_string(i) + "@example.org :x");
  }
  alice.hears_nothing();
  alice.says("KLINE more@example.org :x");
  alice.hears(":srv FAIL KLINE TRY_AGAIN :*");
  alice.says("UNKLINE u1@example.org");
  alice.hears(":srv FAIL UNKLINE TRY_AGAIN :*");
  saved();
  alice.skips_all();
  alice.says("KLINE more@example.org :x");
  saved();
  alice.hears(":srv NOTE KLINE BAN_SET :*");
}

HubSettings without_a_place() {
  HubSettings settings = Conversation::some_settings();
  settings.why_bans_are_unkept = "no state directory: HOME names no absolute path";
  return settings;
}

struct BansWithoutAPlace : Bans {
  BansWithoutAPlace() : Bans(without_a_place()) {}
};

TEST_F(BansWithoutAPlace, HoldUntilTheRestartAndSaySo) {
  alice.says("KLINE bad@* :x");
  alice.hears(
      ":srv NOTE KLINE BAN_SET :KLINE ~bad@* until the restart: x (bans are not saved: no state "
      "directory: HOME names no absolute path)");
  alice.says("DLINE 90 10.0.0.0/8 :x");
  alice.hears(":srv NOTE DLINE BAN_SET :DLINE 10.0.0.0/8 until 2026-* or the restart: x (*)");
  alice.says("STATS k");
  alice.hears(":srv 216 alice K ~bad@* :x (by alice!*, until the restart)");
  alice.hears(":srv 219 *");
  alice.says("UNKLINE bad@*");
  alice.hears(":srv NOTE UNKLINE BAN_LIFTED :~bad@* *");
  EXPECT_TRUE(chat.requests<AskStore>().empty());
}

// --- Many of them.

TEST_F(Bans, AreListedInPages) {
  for (int i = 0; i < 600; ++i) {
    alice.says("KLINE u" + std::to_string(i) + "@example.org :x");
    alice.says("DLINE 10.0." + std::to_string(i / 256) + "." + std::to_string(i % 256) + " :x");
    saved();
  }
  alice.skips_all();
  alice.says("STATS d");
  EXPECT_GE(chat.ticks(), 600U / Conversation::some_settings().page_entries_max);
  for (int i = 0; i < 600; ++i) alice.hears(":srv 225 alice D 10.0.*");
  alice.hears(":srv 219 alice d :*");
}

TEST_F(Bans, OfTooManyWildcardsAreRefused) {
  for (std::size_t i = 0; i < limits::wildcard_bans_max; ++i) {
    alice.says("KLINE *@*.evil" + std::to_string(i) + ".* :x");
    saved();
  }
  alice.skips_all();
  alice.says("KLINE *@*.more.* :x");
  alice.hears(":srv FAIL KLINE TOO_MANY_BANS :*");
  alice.says("KLINE *@*.more.org :x");
  saved();
  alice.hears(":srv NOTE KLINE BAN_SET :*");
}

}  // namespace
}  // namespace uvchat::hub
