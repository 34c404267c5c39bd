// What operators' patterns do to those who say what they match.

#include <memory>
#include <string>

#include "hub/spam_filters.h"
#include "tests/hub/accounts.h"

namespace uvchat::hub {
namespace {

SpamFilterSettings filter(std::string pattern, SpamAction action) {
  return {.pattern = std::move(pattern), .action = action, .reason = "no spam"};
}

HubSettings with(std::vector<SpamFilterSettings> filters) {
  HubSettings settings = AccountsOf::with_accounts();
  settings.large_room_members = 2;
  settings.relaymsg.enabled = true;
  settings.spam_filters = std::make_shared<const SpamFilters>(std::move(filters));
  return settings;
}

class SpamFilter : public AccountsOf {
 protected:
  SpamFilter()
      : AccountsOf(
            with({filter("refused", SpamAction::refuse), filter("silenced", SpamAction::silence),
                  filter("(?i)killed", SpamAction::kill), filter("reported", SpamAction::report)})),
        eve(chat.registered("eve", "echo-message")),
        bob(chat.registered("bob")) {
    for (Person* person : {&bob, &eve}) person->says("JOIN #a");
    for (Person* person : {&bob, &eve}) person->skips_all();
  }
  void filters_are(std::vector<SpamFilterSettings> filters) {
    chat.takes_settings(with(std::move(filters)));
    for (Person* person : {&bob, &eve}) person->skips_all();
  }
  Person& eve;
  Person& bob;
};

TEST_F(SpamFilter, RefusesALineAndSaysWhy) {
  eve.says("PRIVMSG #a :this is refused here");
  eve.hears(":srv 404 eve #a :no spam");
  eve.says("PRIVMSG bob :refused");
  eve.hears(":srv 531 eve bob :no spam");
  eve.says("NOTICE #a :refused");
  eve.hears_nothing();
  bob.hears_nothing();
  eve.says("PRIVMSG #a :fine");
  eve.hears(":eve!* PRIVMSG #a :fine");
  bob.hears(":eve!* PRIVMSG #a :fine");
}

TEST_F(SpamFilter, LetsTheSenderBelieveThatItWasSaid) {
  bob.says("AWAY :lunch");
  bob.skips_all();
  eve.says("PRIVMSG #a :silenced");
  eve.hears(":eve!* PRIVMSG #a :silenced");
  eve.says("PRIVMSG bob :silenced");
  eve.hears(":eve!* PRIVMSG bob :silenced");
  eve.says("PRIVMSG @#a :silenced");
  eve.hears(":eve!* PRIVMSG @#a :silenced");
  bob.hears_nothing();
}

TEST_F(SpamFilter, EndsWhoSaysIt) {
  eve.says("PRIVMSG #a,bob :you are KILLED");
  eve.hears("ERROR :Closing link (Killed (spam filter): no spam)");
  EXPECT_TRUE(eve.closed());
  bob.hears(":eve!* QUIT :Killed (spam filter): no spam");
  bob.hears_nothing();
}

TEST_F(SpamFilter, ReportsALineThatIsSaid) {
  Person& root = chat.registered("root");
  chat.make_operator(root);
  root.skips_all();
  chat.deeds();
  eve.says("PRIVMSG #a :reported");
  bob.hears(":eve!* PRIVMSG #a :reported");
  root.hears(":srv NOTICE root :*** spam filter 4 (report*) reported eve!* to #a");
  const auto noted = chat.deeds();
  ASSERT_EQ(noted.size(), 1U);
  EXPECT_EQ(noted[0].by, "spam filter 4");
  EXPECT_EQ(noted[0].what, "reported");
  EXPECT_TRUE(noted[0].about.ends_with(" to #a"));
}

TEST_F(SpamFilter, IsToldWithTheBeginningOfItsPatternInOneLine) {
  filters_are({filter("spam\n" + std::string(60, 'x') + "|spam", SpamAction::refuse)});
  Person& root = chat.registered("root");
  chat.make_operator(root);
  root.skips_all();
  eve.says("PRIVMSG #a :spam");
  root.hears(":srv NOTICE root :*** spam filter 1 (spam?" + std::string(35, 'x') +
             "...) refused eve!* to #a");
}

TEST_F(SpamFilter, IsNotedAFewTimesAMinuteHoweverOftenItMatches) {
  Person& root = chat.registered("root");
  chat.make_operator(root);
  root.skips_all();
  chat.deeds();
  for (int i = 0; i < 100; ++i) eve.says("NOTICE #a :refused");
  EXPECT_EQ(chat.deeds().size(), 10U);
  for (int i = 0; i < 10; ++i) root.hears("* spam filter 1 (refuse*) refused *");
  root.hears_nothing();
  chat.waits_ms(60'000);
  root.skips_all();
  eve.says("NOTICE #a :refused");
  root.hears_in_time("*Spam filters matched 90 times more");
  root.hears("* spam filter 1 (refuse*) refused *");
}

TEST_F(SpamFilter, LooksAtTopicsAndAtTheReasonsOfThoseWhoLeave) {
  SpamFilterSettings everywhere = filter("spam", SpamAction::silence);
  everywhere.targets = {SpamTarget::topic, SpamTarget::leaving};
  filters_are({everywhere});
  bob.says("TOPIC #a :spam");
  bob.hears(":srv 404 bob #a :no spam");
  eve.says("PRIVMSG #a :spam");
  bob.hears(":eve!* PRIVMSG #a :spam");
  eve.says("PART #a :spam");
  bob.hears(":eve!* PART #a");
  eve.says("JOIN #a");
  bob.hears(":eve!* JOIN #a");
  eve.says("QUIT :spam");
  bob.hears(":eve!* QUIT :Quit");
}

TEST_F(SpamFilter, EndsSomebodyByTheirTopicOrReason) {
  SpamFilterSettings everywhere = filter("spam", SpamAction::kill);
  everywhere.targets = {SpamTarget::topic, SpamTarget::leaving};
  filters_are({everywhere});
  eve.says("PART #a,#b :spam");
  bob.hears(":eve!* QUIT :Killed (spam filter): no spam");
  Person& ann = chat.registered("ann");
  ann.says("JOIN #b");
  ann.says("TOPIC #b :spam");
  ann.hears_in_time("ERROR :Closing link (Killed (spam filter): no spam)");
  bob.says("QUIT :spam");
  bob.hears("ERROR :Closing link (Killed (spam filter): no spam)");
}

TEST_F(SpamFilter, SeesThroughFormattingAndCharactersThatNobodySees) {
  for (const char* text : {"ref\x02used",
                           "r\x03"
                           "04e\x0f"
                           "fused",
                           "\x03"
                           "12,4refused",
                           "\x04"
                           "ff0000refused",
                           "ref\xE2\x80\x8Bused",
                           "refus\xC2\xAD"
                           "ed",
                           "\001ACTION is refused\001"}) {
    eve.says("PRIVMSG #a :" + std::string(text));
    eve.hears(":srv 404 eve #a :no spam");
  }
  filters_are({filter("^buy now$", SpamAction::refuse)});
  eve.says("PRIVMSG #a :\001ACTION buy now\001");
  eve.hears(":srv 404 eve #a :no spam");
  eve.says("PRIVMSG #a :do not buy now");
  eve.hears(":eve!* PRIVMSG #a :do not buy now");
}

TEST_F(SpamFilter, LooksAtEachLineOfABatchAndAtAllOfThem) {
  filters_are({filter("^bad$", SpamAction::refuse), filter("one\ntwothree", SpamAction::refuse)});
  Person& ann = chat.registered("ann", "batch draft/multiline message-tags");
  ann.says("JOIN #a");
  ann.skips_all();
  bob.skips_all();
  ann.says("BATCH +x draft/multiline #a");
  ann.says("@batch=x PRIVMSG #a :good");
  ann.says("@batch=x PRIVMSG #a :bad");
  ann.says("BATCH -x");
  ann.hears(":srv 404 ann #a :no spam");
  ann.says("BATCH +x draft/multiline #a");
  ann.says("@batch=x PRIVMSG #a :one");
  ann.says("@batch=x PRIVMSG #a :two");
  ann.says("@batch=x;draft/multiline-concat PRIVMSG #a :three");
  ann.says("BATCH -x");
  ann.hears(":srv 404 ann #a :no spam");
  bob.hears_nothing();
}

TEST_F(SpamFilter, EndsSomebodyInTheMiddleOfABatch) {
  Person& ann = chat.registered("ann", "batch draft/multiline message-tags labeled-response");
  ann.says("JOIN #a");
  ann.skips_all();
  bob.skips_all();
  ann.says("@label=l BATCH +x draft/multiline #a");
  ann.says("@batch=x PRIVMSG #a :killed");
  ann.says("BATCH -x");
  EXPECT_TRUE(ann.closed());
  bob.hears(":ann!* QUIT :Killed (spam filter): no spam");
}

TEST_F(SpamFilter, LeavesOperatorsAloneAndThoseWhoAreLoggedInIfItIsToldTo) {
  chat.make_operator(bob);
  bob.skips_all();
  bob.says("PRIVMSG #a :refused");
  eve.hears(":bob!* PRIVMSG #a :refused");
  SpamFilterSettings of_guests = filter("refused", SpamAction::refuse);
  of_guests.exempts_accounts = true;
  filters_are({of_guests});
  eve.says("PRIVMSG #a :refused");
  eve.hears(":srv 404 eve #a :no spam");
  makes_account(eve);
  eve.says("PRIVMSG #a :refused");
  eve.hears(":eve!* PRIVMSG #a :refused");
}

TEST_F(SpamFilter, LooksAtNothingThatIsSaidToAService) {
  eve.says("PRIVMSG NickServ :refused");
  eve.hears(":NickServ!* NOTICE eve :*");
  EXPECT_FALSE(eve.closed());
  eve.says("NS killed");
  EXPECT_FALSE(eve.closed());
  EXPECT_TRUE(chat.deeds().empty());
}

TEST_F(SpamFilter, LooksAtWhatIsRelayedAndDoesNotEndTheRelay) {
  bob.says("RELAYMSG #a x/y :killed");
  bob.hears(":srv 404 bob #a :no spam");
  EXPECT_FALSE(bob.closed());
  eve.hears_nothing();
}

TEST_F(SpamFilter, EndsAClassroomsClientInTheMiddleOfWhatItSays) {
  Person& pupil = chat.classroom();
  bob.says("JOIN #lobby");
  bob.skips_all();
  pupil.says("Ana: killed" + std::string(900, 'x'));
  EXPECT_TRUE(pupil.closed());
  bob.hears_in_time("* QUIT :Killed (spam filter): no spam");
}

TEST_F(SpamFilter, EndsAllSessionsOfWhoSaysIt) {
  makes_account(eve);
  Person& phone = logs_in("eve2", "AGV2ZQBzZWNyZXQ=");
  phone.skips_all();
  phone.says("PRIVMSG #a :killed");
  EXPECT_TRUE(phone.closed());
  EXPECT_TRUE(eve.closed());
}

TEST_F(SpamFilter, IsPaidByWhoIsLookedAt) {
  std::vector<SpamFilterSettings> many(64, filter("(?i)something (quite|rather) else", {}));
  filters_are(many);
  const std::uint32_t before_ms = eve.penalty_ms();
  eve.says("PRIVMSG #a :hi");
  EXPECT_EQ(eve.penalty_ms(), before_ms);
  eve.says("PRIVMSG #a :" + std::string(400, 'x'));
  EXPECT_GT(eve.penalty_ms(), before_ms);
}

TEST_F(SpamFilter, CostsMoreTheLongerThePatternIs) {
  const auto work_with = [&](const std::string& pattern) {
    filters_are({filter(pattern, SpamAction::refuse)});
    const std::uint64_t before = chat.hub().work_done();
    eve.says("PRIVMSG #a :" + std::string(300, 'z'));
    return chat.hub().work_done() - before;
  };
  EXPECT_GT(work_with("(a|b)*a(a|b){30}c"), work_with("abc") + 100);
}

TEST_F(SpamFilter, RefusesAMessageThatWouldTakeTooLongToLookThrough) {
  HubSettings settings = with(std::vector<SpamFilterSettings>(64, filter("(ab?c?){60}d", {})));
  settings.multiline_bytes_max = 60'000;
  settings.multiline_lines_max = 100;
  chat.takes_settings(settings);
  Person& ann = chat.registered("ann", "batch draft/multiline message-tags");
  ann.says("JOIN #a");
  bob.skips_all();
  ann.says("BATCH +x draft/multiline #a");
  for (int i = 0; i < 100; ++i) ann.says("@batch=x PRIVMSG #a :" + std::string(300, 'z'));
  ann.skips_all();
  ann.says("BATCH -x");
  ann.hears(":srv 404 ann #a :It would take too long to look through");
  bob.hears_nothing();
}

TEST(SpamPattern, ThatIsWrongOrCostsTooMuchIsRefusedWithTheReason) {
  EXPECT_EQ(SpamFilters::why_not("(?i)free (money|bitcoin)"), "");
  EXPECT_THAT(SpamFilters::why_not("(unclosed"), testing::HasSubstr("missing )"));
  EXPECT_THAT(SpamFilters::why_not("(a)\\1"), testing::HasSubstr("invalid escape"));
  EXPECT_THAT(SpamFilters::why_not("a*"), testing::HasSubstr("matches everything"));
  EXPECT_NE(SpamFilters::why_not(""), "");
  EXPECT_THAT(SpamFilters::why_not("a{600}b"), testing::HasSubstr("cost"));
  EXPECT_THAT(SpamFilters::why_not("(((a{100}){100}){9}"), testing::Not(testing::IsEmpty()));
  EXPECT_THAT(SpamFilters::why_not(std::string(1'001, 'a')), testing::HasSubstr("1000 bytes"));
}

}  // namespace
}  // namespace uvchat::hub
