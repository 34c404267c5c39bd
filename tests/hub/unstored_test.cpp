// What was told and is not stored is missing in what is read meanwhile, and that is told there.

#include <gtest/gtest.h>

#include <string>

#include "tests/hub/unstored_lines.h"
#include "uvchat/base/limits.h"

namespace uvchat::hub {
namespace {

TEST_F(UnstoredLines, APageTellsWhatItLacks) {
  Person& ana = reader();
  says(ana, "CHATHISTORY LATEST #a * 10");
  hears_page(ana, {"*PRIVMSG #a :stored", mark});
}

TEST_F(UnstoredLines, APageTellsItWhereTheLinesWouldStand) {
  Person& ben = refused_before("CHATHISTORY LATEST #a * 10");
  hears_page(ben, {"*PRIVMSG #a :stored", mark, "*PRIVMSG #a :stored too"});
}

TEST_F(UnstoredLines, APageTellsOfWhatWaitsForTheNextBatch) {
  Person& ana = reader();
  refuses_lines = false;
  says(ana, "PRIVMSG #a :waits");
  ana.skips_all();
  says(ana, "CHATHISTORY LATEST #a * 10");
  hears_page(ana, {"*PRIVMSG #a :stored", mark});
  stores_again();
  says(ana, "CHATHISTORY LATEST #a * 10");
  hears_page(ana, {"*PRIVMSG #a :stored", "*PRIVMSG #a :not stored", "*PRIVMSG #a :waits"});
}

TEST_F(UnstoredLines, WhatIsStoredBetweenTheQuestionAndItsAnswerIsMissingInIt) {
  Person& ana = reader();
  says(ana, "PRIVMSG #a :waits");
  ana.says("CHATHISTORY AFTER #a timestamp=2026-01-01T00:00:00.000Z 10");
  const auto pages = serves_all_but_pages();
  ASSERT_EQ(pages.size(), 1U);
  const store::Answer page = answer_to(pages[0].request);
  stores_again();
  stores_again();
  ana.skips_all();
  chat.answered(StoreAnswered{pages[0].ticket, page});
  hears_page(ana, {"*PRIVMSG #a :stored", mark});
}

TEST_F(UnstoredLines, ItIsToldNoMoreWhenTheyAreStored) {
  Person& ana = reader();
  stores_again();
  says(ana, "CHATHISTORY LATEST #a * 10");
  hears_page(ana, {"*PRIVMSG #a :stored", "*PRIVMSG #a :not stored"});
}

TEST_F(UnstoredLines, APageOfAnotherTimeLacksNothing) {
  Person& ana = reader();
  says(ana, "CHATHISTORY BEFORE #a timestamp=2026-01-01T00:00:00.000Z 10");
  hears_page(ana, {});
}

TEST_F(UnstoredLines, APageThatStopsBeforeThemLacksNothing) {
  Person& ben = refused_before("CHATHISTORY LATEST #a * 1");
  hears_page(ben, {"*PRIVMSG #a :stored too"});
}

TEST_F(UnstoredLines, WhatIsRefusedWithTheQuestionIsToldInItsPage) {
  Person& ana = chat.registered("ana", reads);
  says(ana, "JOIN #a");
  ana.skips_all();
  refuses_lines = true;
  ana.says("PRIVMSG #a :not stored");
  ana.says("CHATHISTORY LATEST #a * 10");
  serves();
  hears_page(ana, {mark});
}

TEST_F(UnstoredLines, APageThatWasReadBeforeTheyWereStoredTellsIt) {
  Person& ana = reader();
  ana.says("CHATHISTORY LATEST #a * 10");
  const auto pages = serves_all_but_pages();
  ASSERT_EQ(pages.size(), 1U);
  const store::Answer page = answer_to(pages[0].request);
  stores_again();
  chat.answered(StoreAnswered{pages[0].ticket, page});
  hears_page(ana, {"*PRIVMSG #a :stored", mark});
}

TEST_F(UnstoredLines, WhatTheStoreHasNotAnsweredMayBeMissing) {
  Person& ana = chat.registered("ana", reads);
  says(ana, "JOIN #a");
  ana.skips_all();
  ana.says("PRIVMSG #a :not answered");
  ana.says("CHATHISTORY LATEST #a * 10");
  for (const Request& request : chat.hub().take_requests()) {
    const auto* ask = std::get_if<AskStore>(&request);
    const bool is_page = ask != nullptr && std::holds_alternative<store::ReadLines>(ask->request);
    if (is_page) serve(request);
  }
  hears_page(ana, {mark});
}

TEST_F(UnstoredLines, WhoCannotAskIsToldAtJoining) {
  reader();
  Person& old = chat.registered("old", "server-time");
  says(old, "JOIN #a");
  old.hears_in_time("* 366 *");
  old.hears("* PRIVMSG #a :stored");
  old.hears("* NOTICE #a :What was said until 2026-* is not stored yet: ask again later");
  old.hears_nothing();
}

TEST_F(UnstoredLines, WhatIsPlayedTellsIt) {
  Person& ana = reader();
  says(ana, "PRIVMSG *playback :PLAY #a");
  ana.hears("*BATCH +inner chathistory #a");
  ana.hears("* PRIVMSG #a :stored");
  ana.hears("* NOTICE #a :What was said until 2026-* is not stored yet: ask again later");
  ana.hears("*BATCH -inner");
  ana.hears_nothing();
}

TEST_F(UnstoredLines, AnotherRoomLacksNothing) {
  Person& bea = chat.registered("bea", reads);
  says(bea, "JOIN #b");
  says(bea, "PRIVMSG #b :stored");
  reader();
  bea.skips_all();
  says(bea, "CHATHISTORY LATEST #b * 10");
  bea.hears("*BATCH +inner chathistory #b");
  bea.hears("* PRIVMSG #b :stored");
  bea.hears("*BATCH -inner");
}

// --- Of talks

struct UnstoredTalks : UnstoredLines {
  static constexpr std::string_view all_targets =
      "CHATHISTORY TARGETS timestamp=2020-01-01T00:00:00.000Z timestamp=2090-01-01T00:00:00.000Z 9";
  static constexpr std::string_view play_note =
      "* NOTICE ben :What was said until 2026-* is not stored yet: ask again later";

  Person& spoken_to() {
    Person& ana = with_account("ana", reads);
    ben = &with_account("ben");
    refuses_lines = true;
    says(*ben, "PRIVMSG ana :not stored");
    gathers();
    ana.skips_all();
    return ana;
  }

  Person* ben = nullptr;
};

TEST_F(UnstoredTalks, ATalkThatIsNotStoredIsPlayed) {
  Person& ana = spoken_to();
  says(ana, "PRIVMSG *playback :PLAY *");
  ana.hears("*BATCH +inner chathistory ben");
  ana.hears(play_note);
  ana.hears("*BATCH -inner");
  ana.hears_nothing();
}

TEST_F(UnstoredTalks, ATalkOfBeforeThatGoesOnUnstoredIsPlayed) {
  Person& ana = with_account("ana", reads);
  ben = &with_account("ben");
  says(*ben, "PRIVMSG ana :stored");
  gathers();
  chat.waits_ms(60'000);
  refuses_lines = true;
  says(*ben, "PRIVMSG ana :not stored");
  gathers();
  ana.skips_all();
  says(ana, "PRIVMSG *playback :PLAY * 1790000050");
  ana.hears("*BATCH +inner chathistory ben");
  ana.hears(play_note);
  ana.hears("*BATCH -inner");
}

TEST_F(UnstoredTalks, ATalkThatIsNotStoredIsAmongTheTargets) {
  Person& ana = spoken_to();
  says(ana, all_targets);
  ana.hears("*BATCH +inner draft/chathistory-targets");
  ana.hears("*CHATHISTORY TARGETS ben 2026-*");
  ana.hears("*BATCH -inner");
  ana.hears_nothing();
}

TEST_F(UnstoredTalks, ATalkOfWhichTheStoreHasSomeIsOneTarget) {
  Person& ana = spoken_to();
  refuses_lines = false;
  says(*ben, "PRIVMSG ana :stored");
  ana.skips_all();
  says(ana, all_targets);
  ana.hears("*BATCH +inner draft/chathistory-targets");
  ana.hears("*CHATHISTORY TARGETS ben 2026-*");
  ana.hears("*BATCH -inner");
}

TEST_F(UnstoredTalks, WhoHasNoPartInATalkLearnsNothingOfIt) {
  spoken_to();
  Person& cleo = with_account("cleo", reads);
  says(cleo, all_targets);
  cleo.hears("*BATCH +inner draft/chathistory-targets");
  cleo.hears("*BATCH -inner");
  says(cleo, "PRIVMSG *playback :PLAY *");
  cleo.hears_nothing();
  says(cleo, "SEARCH text=stored");
  cleo.hears("*BATCH +inner soju.im/search");
  cleo.hears("*BATCH -inner");
}

TEST_F(UnstoredTalks, ATalkThatIsStoredBeforeItsAnswerComesIsAmongTheTargets) {
  Person& ana = spoken_to();
  ana.says(all_targets);
  std::vector<AskStore> asked;
  for (const Request& request : chat.hub().take_requests()) {
    const auto* ask = std::get_if<AskStore>(&request);
    const bool is_it = ask != nullptr && std::holds_alternative<store::ReadTalks>(ask->request);
    is_it ? asked.push_back(*ask) : serve(request);
  }
  ASSERT_EQ(asked.size(), 1U);
  const store::Answer none = answer_to(asked[0].request);
  stores_again();
  chat.answered(StoreAnswered{asked[0].ticket, none});
  ana.hears("*BATCH +inner draft/chathistory-targets");
  ana.hears("*CHATHISTORY TARGETS ben 2026-*");
  ana.hears("*BATCH -inner");
}

// --- Of what is found

TEST_F(UnstoredTalks, ASearchTellsWhatItLacks) {
  Person& ana = spoken_to();
  says(ana, "SEARCH text=stored");
  ana.hears("*BATCH +inner soju.im/search");
  ana.hears("@batch=inner;*draft/chathistory-context :srv NOTICE ana :What was said until 2026-*");
  ana.hears("*BATCH -inner");
  ana.hears_nothing();
}

TEST_F(UnstoredTalks, ASearchElsewhereOrBeforeLacksNothing) {
  Person& bea = chat.registered("bea", reads);
  says(bea, "JOIN #b");
  says(bea, "PRIVMSG #b :this is stored");
  gathers();
  Person& ana = spoken_to();
  says(ana, "JOIN #b");
  ana.skips_all();
  says(ana, "SEARCH in=#b;text=stored");
  ana.hears("*BATCH +inner soju.im/search");
  ana.hears("*PRIVMSG #b :this is stored");
  ana.hears("*BATCH -inner");
  says(ana, "SEARCH text=stored;before=2026-01-01T00:00:00.000Z");
  ana.hears("*BATCH +inner soju.im/search");
  ana.skips_all();
}

TEST_F(UnstoredLines, ASearchTellsItWhereTheLinesWouldStand) {
  Person& ben = refused_before("SEARCH in=#a;text=stored");
  ben.hears("*BATCH +inner soju.im/search");
  ben.hears("*PRIVMSG #a :stored");
  ben.hears("* NOTICE ben :What was said until 2026-* cannot be found yet: ask again later");
  ben.hears("*PRIVMSG #a :stored too");
  ben.hears("*BATCH -inner");
}

TEST_F(LostLines, OfWhatIsLostTheGapAloneIsToldWhenItIsStored) {
  Person& ana = chat.registered("ana", reads);
  says(ana, "JOIN #a");
  refuses_lines = true;
  for (int i = 0; i < 10; ++i) says(ana, "PRIVMSG #a :" + std::string(300, 'x'));
  stores_again();
  ASSERT_EQ(gaps.size(), 1U);
  ana.skips_all();
  says(ana, "CHATHISTORY AFTER #a timestamp=2026-01-01T00:00:00.000Z 1");
  ana.hears("*BATCH +inner chathistory #a");
  ana.hears("*PRIVMSG #a :xxx*");
  ana.hears("*BATCH -inner");
}

TEST_F(LostLines, WhatIsLostIsToldUntilItsGapIsStored) {
  Person& ana = chat.registered("ana", reads);
  says(ana, "JOIN #a");
  says(ana, "JOIN #b");
  refuses_lines = true;
  for (int i = 0; i < 10; ++i) says(ana, "PRIVMSG #b :" + std::string(300, 'x'));
  ana.skips_all();
  says(ana, "PRIVMSG #a :" + std::string(300, 'y'));
  says(ana, "CHATHISTORY LATEST #a * 10");
  hears_page(ana, {mark});
}

TEST_F(LostLines, ATalkOfWhichAllIsLostIsPlayedUntilItsGapIsStored) {
  Person& ana = with_account("ana", reads);
  Person& ben = with_account("ben", reads);
  says(ana, "JOIN #b");
  refuses_lines = true;
  for (int i = 0; i < 10; ++i) says(ana, "PRIVMSG #b :" + std::string(300, 'x'));
  says(ben, "PRIVMSG ana :" + std::string(300, 'y'));
  ben.skips_all();
  says(ben, "PRIVMSG *playback :PLAY *");
  ben.hears("*BATCH +inner chathistory ana");
  ben.hears("* NOTICE ana :What was said until 2026-* is not stored yet: ask again later");
  ben.hears("*BATCH -inner");
}

TEST_F(LostLines, TheGapOfATalkIsStoredWhenTheTalkHasBegun) {
  with_account("ana");
  Person& ben = with_account("ben");
  says(ben, "JOIN #b");
  refuses_lines = true;
  for (int i = 0; i < 10; ++i) says(ben, "PRIVMSG #b :" + std::string(300, 'x'));
  gathers();
  says(ben, "PRIVMSG ana :" + std::string(300, 'y'));
  stores_again();
  ASSERT_EQ(talks.size(), 1U);
  EXPECT_TRUE(std::any_of(gaps.begin(), gaps.end(), [&](const store::KeepGap& gap) {
    return gap.room == talks[0].number && gap.lost == 1;
  }));
}

struct UnstoredEvents : UnstoredLines {
  UnstoredEvents() : UnstoredLines(settings()) {}
  static HubSettings settings() {
    HubSettings settings = with_history();
    settings.history.is_strict = true;
    return settings;
  }
};

TEST_F(UnstoredEvents, OfAStrictHistoryWhatNobodyHasHeardIsNotMissing) {
  Person& ana = reader();
  says(ana, "CHATHISTORY LATEST #a * 10");
  hears_page(ana, {"*PRIVMSG #a :stored"});
}

TEST_F(UnstoredEvents, OfAStrictHistoryEventsAreMissing) {
  Person& ana = reader("batch draft/chathistory draft/event-playback message-tags server-time");
  says(ana, "TOPIC #a :new");
  ana.skips_all();
  says(ana, "CHATHISTORY LATEST #a * 10");
  hears_page(ana, {"* JOIN #a", "*PRIVMSG #a :stored", mark});
}

}  // namespace
}  // namespace uvchat::hub
