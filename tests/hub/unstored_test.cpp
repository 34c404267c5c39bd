// What was told and is not stored is missing in what is read meanwhile, and that is told there.

#include <gtest/gtest.h>

#include <string>

#include "tests/hub/kept_lines.h"
#include "uvchat/base/limits.h"

namespace uvchat::hub {
namespace {

constexpr std::string_view reads = "batch draft/chathistory message-tags server-time";
constexpr std::string_view mark =
    "*draft/chathistory-context :srv NOTICE #a :What was said until 2026-* is not stored yet: ask "
    "again later";

struct UnstoredLines : Remembered {
  explicit UnstoredLines(HubSettings settings = with_history()) : Remembered(std::move(settings)) {}

  store::Answer answer_to(const store::Request& request) override {
    const bool is_refused = refuses_lines && (std::holds_alternative<store::KeepLines>(request) ||
                                              std::holds_alternative<store::KeepGap>(request));
    return is_refused ? store::unavailable("the disk is full") : Remembered::answer_to(request);
  }
  Person& reader() {
    Person& ana = chat.registered("ana", reads);
    says(ana, "JOIN #a");
    says(ana, "PRIVMSG #a :stored");
    gathers();
    refuses_lines = true;
    says(ana, "PRIVMSG #a :not stored");
    gathers();
    ana.skips_all();
    return ana;
  }
  void stores_again() {
    refuses_lines = false;
    chat.waits_ms(2'000);
    serves();
  }
  // Answers all but pages, which it gives back.
  std::vector<AskStore> serves_all_but_pages() {
    std::vector<AskStore> pages;
    for (const Request& request : chat.hub().take_requests()) {
      const auto* ask = std::get_if<AskStore>(&request);
      const bool is_page = ask != nullptr && std::holds_alternative<store::ReadLines>(ask->request);
      is_page ? pages.push_back(*ask) : serve(request);
    }
    return pages;
  }
  static void hears_page(Person& ana, const std::vector<std::string_view>& lines) {
    ana.hears("*BATCH +inner chathistory #a");
    for (const std::string_view line : lines) ana.hears("@batch=inner;" + std::string(line));
    ana.hears("*BATCH -inner");
    ana.hears_nothing();
  }

  bool refuses_lines = false;
};

TEST_F(UnstoredLines, APageTellsWhatItLacks) {
  Person& ana = reader();
  says(ana, "CHATHISTORY LATEST #a * 10");
  hears_page(ana, {"*PRIVMSG #a :stored", mark});
}

TEST_F(UnstoredLines, APageTellsItWhereTheLinesWouldStand) {
  Person& ana = reader();
  refuses_lines = false;
  says(ana, "PRIVMSG #a :stored too");
  says(ana, "CHATHISTORY LATEST #a * 10");
  hears_page(ana, {"*PRIVMSG #a :stored", mark, "*PRIVMSG #a :stored too"});
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
  Person& ana = reader();
  chat.waits_ms(10);
  refuses_lines = false;
  says(ana, "PRIVMSG #a :last");
  ana.skips_all();
  says(ana, "CHATHISTORY LATEST #a * 1");
  hears_page(ana, {"*PRIVMSG #a :last"});
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
  Person& ana = reader();
  refuses_lines = false;
  says(ana, "JOIN #b");
  says(ana, "PRIVMSG #b :stored");
  ana.skips_all();
  says(ana, "CHATHISTORY LATEST #b * 10");
  ana.hears("*BATCH +inner chathistory #b");
  ana.hears("* PRIVMSG #b :stored");
  ana.hears("*BATCH -inner");
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
  Person& ana = spoken_to();
  says(ana, "JOIN #b");
  refuses_lines = false;
  says(ana, "PRIVMSG #b :this is stored");
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
  Person& ana = reader();
  refuses_lines = false;
  says(ana, "PRIVMSG #a :stored too");
  ana.skips_all();
  says(ana, "SEARCH in=#a;text=stored");
  ana.hears("*BATCH +inner soju.im/search");
  ana.hears("*PRIVMSG #a :stored");
  ana.hears("* NOTICE ana :What was said until 2026-* is not stored yet: ask again later");
  ana.hears("*PRIVMSG #a :stored too");
  ana.hears("*BATCH -inner");
}

// Few lines are kept while the store is away.
struct LostLines : UnstoredLines {
  LostLines() : UnstoredLines(settings()) {}
  static HubSettings settings() {
    HubSettings settings = with_history();
    settings.history.backlog_bytes_max = 1'500;
    return settings;
  }
};

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
  Person& ana = reader();
  says(ana, "TOPIC #a :new");
  ana.skips_all();
  says(ana, "CHATHISTORY LATEST #a * 10");
  hears_page(ana, {"*PRIVMSG #a :stored", mark});
}

}  // namespace
}  // namespace uvchat::hub
