// What operators have done is kept, whatever command they have done it with, and told by STATS a.

#include <string>
#include <vector>

#include "tests/hub/served.h"

namespace uvchat::hub {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class Audit : public Served {
 protected:
  Audit() : root(chat.registered("root")), ana(chat.registered("ana")) {
    chat.make_operator(root);
    chat.hub().take_requests();
    root.skips_all();
  }

  // The deeds of what is said: "KILL ana!*: spam".
  std::vector<std::string> deeds_of(Person& person, std::string_view line) {
    person.says(line);
    std::vector<std::string> deeds;
    for (auto asked = chat.hub().take_requests(); !asked.empty();
         asked = chat.hub().take_requests()) {
      for (const Request& request : asked) {
        const auto* ask = std::get_if<AskStore>(&request);
        const auto* note = ask == nullptr ? nullptr : std::get_if<store::NoteDeed>(&ask->request);
        if (note == nullptr) {
          serve(request);
          continue;
        }
        EXPECT_EQ(note->deed.by, "root (admin)");
        deeds.push_back(note->deed.what + " " + note->deed.about);
      }
    }
    return deeds;
  }

  Person& root;
  Person& ana;
};

TEST_F(Audit, HasWhatOperatorsDoToPeople) {
  EXPECT_THAT(deeds_of(root, "CHGHOST ana staff.example.org"),
              ElementsAre(HasSubstr("CHGHOST ana!~ana@")));
  EXPECT_THAT(deeds_of(root, "KLINE 1d *@203.0.113.7 :out"),
              ElementsAre(testing::AllOf(testing::StartsWith("KLINE *@203.0.113.7 until "),
                                         testing::EndsWith(": out"))));
  EXPECT_THAT(deeds_of(root, "UNKLINE *@203.0.113.7"), ElementsAre("UNKLINE *@203.0.113.7"));
  EXPECT_THAT(deeds_of(root, "DLINE 203.0.113.0/24"),
              ElementsAre(testing::StartsWith("DLINE 203.0.113.0/24 ")));
  EXPECT_THAT(deeds_of(root, "UNDLINE 203.0.113.0/24"), ElementsAre("UNDLINE 203.0.113.0/24"));
  EXPECT_THAT(deeds_of(root, "WALLOPS :hello"), ElementsAre("WALLOPS "));
  EXPECT_THAT(deeds_of(root, "REHASH"), ElementsAre("REHASH "));
  EXPECT_THAT(deeds_of(root, "KILL ana :spam"),
              ElementsAre(testing::AllOf(testing::StartsWith("KILL ana!~ana@"),
                                         testing::EndsWith(": spam"))));
  EXPECT_THAT(deeds_of(root, "KILL ana :spam"), IsEmpty());
}

TEST_F(Audit, HasWhoBecomesAnOperator) {
  ana.says("OPER admin right");
  const auto asked = chat.requests<CheckPassword>();
  ASSERT_EQ(asked.size(), 1U);
  chat.answered(PasswordChecked{asked[0].ticket, PasswordVerdict::match});
  const auto deeds = chat.deeds();
  ASSERT_FALSE(deeds.empty());
  EXPECT_EQ(deeds.back().by, "ana (admin)");
  EXPECT_EQ(deeds.back().what, "OPER");
  EXPECT_EQ(deeds.back().about, "admin from 192.0.2.7");
}

TEST_F(Audit, HasModesThatAnOperatorOfTheServerAloneMayChange) {
  ana.says("JOIN #a");
  EXPECT_THAT(deeds_of(root, "MODE #a +mk-t secret"), ElementsAre("MODE #a +mk-t *"));
  root.says("JOIN #a secret");
  EXPECT_THAT(deeds_of(root, "MODE #a +o root"), ElementsAre("MODE #a +o root"));
  EXPECT_THAT(deeds_of(root, "MODE #a -m"), IsEmpty()) << "they are operator there now";
  EXPECT_THAT(deeds_of(root, "MODE #a b"), IsEmpty());
}

TEST_F(Audit, HasNothingOfWhatPeopleDoThemselves) {
  EXPECT_THAT(deeds_of(ana, "JOIN #a"), IsEmpty());
  EXPECT_THAT(deeds_of(ana, "MODE #a +m"), IsEmpty());
  EXPECT_THAT(deeds_of(ana, "KILL root :no"), IsEmpty());
  EXPECT_THAT(deeds_of(root, "STATS t"), IsEmpty());
}

TEST_F(Audit, HasWhatOperatorsDoToRegisteredChannels) {
  says(ana, "REGISTER * * secret");
  ana.says("JOIN #a");
  says(ana, "CS REGISTER #a");
  says(root, "REGISTER * * secret");
  EXPECT_THAT(deeds_of(root, "CS AMODE #a +o ana"), ElementsAre("CHANSERV AMODE #a +o ana"));
  EXPECT_THAT(deeds_of(root, "CS CLEAR #a access"), ElementsAre("CHANSERV CLEAR #a access"));
  EXPECT_THAT(deeds_of(root, "MODE #a +m"), ElementsAre("MODE #a +m"));
  EXPECT_THAT(deeds_of(root, "CS CLEAR #a modes"), ElementsAre("CHANSERV CLEAR #a modes"));
  EXPECT_THAT(deeds_of(root, "CS DROP #a"), IsEmpty()) << "it asks for a token first";
  EXPECT_THAT(deeds_of(root, "CS CLEAR #a users"), ElementsAre("CHANSERV CLEAR #a users"));
}

TEST_F(Audit, HasWhatOperatorsDoToAccounts) {
  EXPECT_THAT(deeds_of(root, "NS SAREGISTER eve secret"), ElementsAre("SAREGISTER eve"));
  EXPECT_THAT(deeds_of(root, "NS SUSPEND eve spam"), ElementsAre("SUSPEND eve spam"));
  EXPECT_THAT(deeds_of(root, "NS UNSUSPEND eve"), ElementsAre("UNSUSPEND eve"));
  EXPECT_THAT(deeds_of(root, "NS SARESET eve"), ElementsAre("SARESET eve"));
  EXPECT_THAT(deeds_of(root, "NS INVITE 3"), ElementsAre("INVITE 3"));
}

TEST_F(Audit, HasNothingThatTheStoreHasRefused) {
  says(ana, "REGISTER * * secret");
  ana.says("JOIN #a");
  says(ana, "CS REGISTER #a");
  says(root, "REGISTER * * secret");
  away = true;
  for (const char* line :
       {"NS SAREGISTER eve secret", "NS SUSPEND ana spam", "NS UNSUSPEND ana", "NS SARESET ana",
        "NS INVITE 3", "CS AMODE #a +o ana", "CS CLEAR #a access", "CS CLEAR #a modes"}) {
    EXPECT_THAT(deeds_of(root, line), IsEmpty()) << line;
  }
}

TEST_F(Audit, SaysSoWhereNobodyKnowsWhetherADeedIsDone) {
  says(ana, "REGISTER * * secret");
  root.says("NS SUSPEND ana spam");
  const auto asked = chat.request<AskStore>();
  root.goes();  // the deed is kept all the same
  chat.answered(StoreAnswered{asked.ticket, store::in_doubt("the connection broke")});
  const auto deeds = chat.deeds();
  ASSERT_EQ(deeds.size(), 1U);
  EXPECT_EQ(deeds[0].by, "root (admin)");
  EXPECT_EQ(deeds[0].about, "ana spam (nobody knows whether it was stored)");
}

TEST_F(Audit, SaysThatAConfigurationWasRefused) {
  root.says("REHASH");
  chat.answered(SettingsReloaded{chat.request<ReloadSettings>().ticket, {}, "no brace", {}});
  const auto deeds = chat.deeds();
  ASSERT_EQ(deeds.size(), 2U);
  EXPECT_EQ(deeds[1].what + " " + deeds[1].about, "REHASH was refused: nothing has changed");
}

TEST_F(Audit, IsToldByStatsTheNewestLast) {
  root.says("STATS a 2");
  const AskStore asked = chat.request<AskStore>();
  EXPECT_EQ(std::get<store::ReadDeeds>(asked.request).count_max, 2U);
  store::Answer answer{.outcome = store::Outcome::done};
  answer.deeds = {{0, "root (admin)", "KILL", "eve!e@h: spam"},
                  {61'000, "ana (boss)", "REHASH", ""}};
  chat.answered(StoreAnswered{asked.ticket, answer});
  root.hears(":srv 249 root :1970-01-01T00:00:00.000Z root (admin) KILL eve!e@h: spam");
  root.hears(":srv 249 root :1970-01-01T00:01:01.000Z ana (boss) REHASH");
  root.hears(":srv 219 root a :*");
}

TEST_F(Audit, CannotBeReadWhileTheStoreIsAwayOrByOthers) {
  root.says("STATS a");
  const AskStore asked = chat.request<AskStore>();
  chat.answered(StoreAnswered{asked.ticket, store::unavailable("the disk is gone")});
  root.hears(":srv 249 root :deeds: the disk is gone");
  root.hears(":srv 219 root a :*");
  ana.skips_all();
  ana.says("STATS a");
  ana.hears(":srv 481 ana :*");
}

TEST_F(Audit, TellsBesideItHowTheStoreDoes) {
  root.says("STATS s");
  const ReadStoreFigures asked = chat.request<ReadStoreFigures>();
  chat.answered(StoreFiguresRead{
      asked.ticket, {.engine = "sqlite /x.db", .waiting = 7, .owed = 1, .slowest_us = 12'050}});
  root.hears(":srv 249 root :store: sqlite /x.db, durability relaxed");
  root.hears(":srv 249 root :store: idle");
  root.hears(":srv 249 root :store: 7 requests waiting (0 bytes), 1 change owed");
  root.hears(":srv 249 root :store: 0 requests answered in 0 batches, *");
  root.hears(":srv 249 root :store: slowest batch lately 12.05 ms, 0 bytes in the journal");
  root.hears_in_time(":srv 219 root s :*");
  root.says("STATS s");
  const ReadStoreFigures again = chat.request<ReadStoreFigures>();
  const std::int64_t before_ms = chat.now_.wall_ms() - 12'345;
  chat.answered(StoreFiguresRead{again.ticket,
                                 {.engine = "postgres",
                                  .why_away = "no route",
                                  .away_ms = before_ms,
                                  .unindexed = 5,
                                  .unindexed_ms = before_ms}});
  root.hears(":srv 249 root :store: postgres, durability relaxed");
  root.hears(":srv 249 root :store: away for 12 s: no route");
  root.hears_in_time(":srv 249 root :store: 5 lines that search does not find yet, for 12 s");
  root.skips_all();
  root.says("STATS s");
  chat.waits_ms(limits::answer_ms_max + 100);
  root.hears_in_time("* 249 root :store: the server does not answer");
}

}  // namespace
}  // namespace uvchat::hub
