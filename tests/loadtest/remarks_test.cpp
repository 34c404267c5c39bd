#include "loadtest/remarks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace uvchat::loadtest {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Weight = Remark::Weight;

std::vector<std::string> of(Weight weight, const Report& report) {
  std::vector<std::string> texts;
  for (const Remark& remark : remarks(report)) {
    if (remark.weight == weight) texts.push_back(remark.text);
  }
  return texts;
}

Report complete() {
  Report report;
  report.scenario.senders = 3;
  report.counts.sent = 10;
  report.counts.expected = report.counts.delivered = 12'345;
  return report;
}

TEST(Remarks, OfARunInWhichAllCameSaySo) {
  EXPECT_THAT(of(Weight::good, complete()),
              ElementsAre("each of 12,345 deliveries came once and in order"));
  EXPECT_THAT(of(Weight::failed, complete()), IsEmpty());
  EXPECT_THAT(of(Weight::note, complete()), IsEmpty());
}

TEST(Remarks, TellOfTheAccountsAndTheirLogins) {
  Report report = complete();
  report.scenario.accounts = 2;
  report.scenario.account_password = "word";
  report.scenario.is_made_up_password = true;
  report.scenario.resume = true;
  EXPECT_THAT(of(Weight::note, report)[0], HasSubstr("must say its password"));
  report.registering.done = 2;
  report.logins.unanswered = 3;
  EXPECT_THAT(of(Weight::note, report),
              ElementsAre(HasSubstr("the password of the accounts is word"),
                          HasSubstr("gives no tokens"), HasSubstr("3 logins had no answer")));
  report.failure = "the password is wrong";
  EXPECT_THAT(of(Weight::note, report)[0], HasSubstr("must say its password"))
      << "it is not that of the accounts";
  report.failure.clear();
  report.scenario.is_made_up_password = false;
  EXPECT_THAT(of(Weight::note, report)[0], HasSubstr("gives no tokens")) << "who gave it knows it";
  report.scenario.is_made_up_password = true;
  report.tokens = 2;
  EXPECT_EQ(of(Weight::note, report).size(), 2U);
  report.turned_away = true;
  EXPECT_THAT(of(Weight::note, report)[0], HasSubstr("--connect-batch"));
}

TEST(Remarks, TellOfLoginsThatMetTheServersBoundOnWrongPasswords) {
  Report report = complete();
  report.logins.held_back = 3;
  EXPECT_THAT(of(Weight::note, report),
              ElementsAre(testing::AllOf(HasSubstr("refused 3 logins without a look"),
                                         HasSubstr("account_throttle"))));
}

TEST(Remarks, TellOfPagesThatWereRefusedOrNeverCame) {
  Report report = complete();
  report.pages.refused = 2;
  report.pages.unanswered = 1;
  EXPECT_THAT(of(Weight::note, report), ElementsAre(HasSubstr("refused 2 pages of history"),
                                                    HasSubstr("1 page of history had no answer")));
}

TEST(Remarks, TellOfLinesThatTheHistoryLacks) {
  Report report = complete();
  report.history = {true, 1'000, 3, 2, 1, ""};
  EXPECT_THAT(of(Weight::failed, report),
              ElementsAre("of 1,000 lines that were heard, 3 are missing in the history, 2 are "
                          "there twice, 1 out of order"));
  report.history = {true, 1'000, 0, 0, 0, "it was away"};
  EXPECT_THAT(of(Weight::failed, report), ElementsAre("the history was not verified: it was away"));
  report.history.failure.clear();
  EXPECT_THAT(of(Weight::good, report),
              testing::Contains("each of 1,000 lines that were heard is in the history once and in "
                                "order"));
}

TEST(Remarks, TellTheLateFromTheLost) {
  Report report = complete();
  report.counts.delivered -= 1'010;
  report.lost = 10;
  report.counts.doubled = 2;
  EXPECT_THAT(
      of(Weight::failed, report),
      ElementsAre("1,010 of 12,345 deliveries are missing: 10 lost, 1,000 not delivered in time",
                  "2 deliveries came twice, 0 out of order"));
  EXPECT_THAT(of(Weight::good, report), IsEmpty());
}

TEST(Remarks, MissNothingWhereTheRunWasInterrupted) {
  Report report = complete();
  report.counts.delivered -= 5;
  report.interrupted = true;
  EXPECT_THAT(of(Weight::failed, report), IsEmpty());
  EXPECT_THAT(of(Weight::good, report), IsEmpty());
  EXPECT_THAT(of(Weight::note, report), ElementsAre(HasSubstr("interrupted")));
}

TEST(Remarks, SayWhatOfTheSloDoesNotHold) {
  Report report = complete();
  report.slo = {
      {"p99<1ms", "3.00 ms", false}, {"missing=0", "0", true}, {"join_p99<1s", "", false}};
  EXPECT_THAT(of(Weight::failed, report),
              ElementsAre("SLO broken: p99<1ms does not hold: it was 3.00 ms",
                          "SLO broken: join_p99<1s does not hold: it was not measured"));
  report.slo = {{"missing=0", "0", true}};
  EXPECT_THAT(of(Weight::good, report),
              ElementsAre(HasSubstr("deliveries"), "SLO holds: missing=0 (0)"));
}

TEST(Remarks, TellAFloodGateFromASlowServer) {
  Report report = complete();
  report.counts.delivered -= 5;
  report.queues = {2, 5, 4, false};
  EXPECT_THAT(of(Weight::note, report), ElementsAre(HasSubstr("held back the lines of 2 of 3")));
  EXPECT_THAT(of(Weight::note, report),
              ElementsAre(HasSubstr("\"flood\": { \"enabled\": false }")));
  report.queues = {2, 5, 2, false};
  EXPECT_THAT(of(Weight::note, report), ElementsAre(HasSubstr("too slow for this load")));
  report.queues = {2, 0, 0, false};
  EXPECT_THAT(of(Weight::note, report), ElementsAre(HasSubstr("or its flood gate held them back")));
  report.queues = {2, 5, 5, true};
  EXPECT_THAT(of(Weight::note, report),
              ElementsAre(HasSubstr("held back"), HasSubstr("did not answer any more")));
}

}  // namespace
}  // namespace uvchat::loadtest
