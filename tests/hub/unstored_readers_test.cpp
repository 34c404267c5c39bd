// Of what is not stored they alone are told who could have heard it; and how much waits.

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "hub/history.h"
#include "tests/hub/unstored_lines.h"
#include "uvchat/base/limits.h"

namespace uvchat::hub {
namespace {

struct UnstoredReaders : LostLines {
  explicit UnstoredReaders(HubSettings settings = with_history()) : LostLines(std::move(settings)) {
    says(ana, "JOIN #a");
    says(ben, "JOIN #a");
    says(ana, "PRIVMSG #a :stored");
    gathers();
    skip_all();
  }
  void skip_all() {
    for (Person* person : {&ana, &ben}) person->skips_all();
  }
  void says_unstored(std::string_view line) {
    refuses_lines = true;
    says(ana, line);
    gathers();
    skip_all();
  }
  void reads_page(Person& person, const std::vector<std::string_view>& lines) {
    says(person, "CHATHISTORY LATEST #a * 10");
    hears_page(person, lines);
  }

  Person& ana = chat.registered("ana", reads);
  Person& ben = chat.registered("ben", reads);
};

TEST_F(UnstoredReaders, WhatIsSaidToARankIsNotToldToThoseWithoutIt) {
  says_unstored("PRIVMSG @#a :among operators");
  reads_page(ana, {"*PRIVMSG #a :stored", mark});
  reads_page(ben, {"*PRIVMSG #a :stored"});
  says(ana, "PRIVMSG @#a :still among operators");  // it waits for the next batch
  skip_all();
  reads_page(ben, {"*PRIVMSG #a :stored"});
}

TEST_F(UnstoredReaders, ASearchTellsNothingOfItEither) {
  says_unstored("PRIVMSG @#a :among operators");
  says(ben, "SEARCH in=#a;text=operators");
  ben.hears("*BATCH +inner soju.im/search");
  ben.hears("*BATCH -inner");
  ben.hears_nothing();
}

TEST_F(UnstoredReaders, NorIsWhatIsPlayedOrToldAtJoining) {
  says_unstored("PRIVMSG @#a :among operators");
  says(ben, "PRIVMSG *playback :PLAY #a");
  ben.hears("*BATCH +inner chathistory #a");
  ben.hears("* PRIVMSG #a :stored");
  ben.hears("*BATCH -inner");
  ben.hears_nothing();
  Person& old = chat.registered("old", "server-time");
  says(old, "JOIN #a");
  old.hears_in_time("* 366 *");
  old.hears("* PRIVMSG #a :stored");
  old.hears_nothing();
}

TEST_F(UnstoredReaders, WhoComesToAClosedRoomIsToldOfWhatIsSaidSinceThen) {
  says(ana, "MODE #a +i");
  says_unstored("PRIVMSG #a :before");
  Person& cleo = chat.registered("cleo", reads);
  chat.waits_ms(100);
  says(ana, "INVITE cleo #a");
  says(cleo, "JOIN #a");
  cleo.skips_all();
  reads_page(cleo, {"*PRIVMSG #a :stored"});
  chat.waits_ms(100);
  says(ana, "PRIVMSG #a :since");
  cleo.skips_all();
  skip_all();
  reads_page(cleo, {"*PRIVMSG #a :stored", mark});
  reads_page(ben, {"*PRIVMSG #a :stored", mark});
}

TEST_F(UnstoredReaders, TheNoteBeginsNotBeforeTheyCame) {
  says(ana, "MODE #a +k key");
  says_unstored("PRIVMSG #a :before");
  chat.waits_ms(60'000);
  says(ana, "PRIVMSG #a :waits too");
  Person& cleo = chat.registered("cleo", reads);
  says(cleo, "JOIN #a key");
  says(ana, "PRIVMSG #a :since");
  cleo.skips_all();
  says(cleo, "CHATHISTORY LATEST #a * 10");
  cleo.hears("*BATCH +inner chathistory #a");
  cleo.hears("*PRIVMSG #a :stored");
  const std::string note = cleo.next_line();
  const std::string told = note.substr(note.find("time=") + 5, 19);
  const std::string until = note.substr(note.find("until ") + 6, 19);
  EXPECT_EQ(told, until) << note;
}

TEST_F(UnstoredReaders, WhatHappensIsNotMissingToThoseWhoDoNotAskForEvents) {
  says_unstored("TOPIC #a :new");
  reads_page(ben, {"*PRIVMSG #a :stored"});
  Person& dan = chat.registered("dan", std::string(reads) + " draft/event-playback");
  says(dan, "JOIN #a");
  dan.skips_all();
  says(dan, "CHATHISTORY LATEST #a * 1");
  dan.hears("*BATCH +inner chathistory #a");
  dan.hears("*PRIVMSG #a :stored");
  dan.hears("*What was said until*");
}

// --- What is lost

struct LostReaders : UnstoredReaders {
  LostReaders() : UnstoredReaders(LostLines::settings()) {
    refuses_lines = true;
    for (int i = 0; i < 5; ++i) says(ana, "PRIVMSG #a :" + std::string(300, 'x'));
  }
};

TEST_F(LostReaders, EachGapSaysWhoHadHeardWhatIsLost) {
  says(ana, "PRIVMSG @#a :" + std::string(300, 'y'));
  says(ana, "MODE #a +k key");
  says(ana, "PRIVMSG #a :" + std::string(300, 'z'));
  stores_again();
  serves();
  const auto has = [&](store::Audience audience, bool is_closed, bool is_event) {
    return std::any_of(gaps.begin(), gaps.end(), [&](const store::KeepGap& gap) {
      return gap.audience == audience && gap.is_closed == is_closed && gap.is_event == is_event;
    });
  };
  EXPECT_TRUE(has(store::Audience::all, false, false));
  EXPECT_TRUE(has(store::Audience::ops, false, false));
  EXPECT_TRUE(has(store::Audience::all, true, false));
  EXPECT_FALSE(has(store::Audience::ops, true, false));
}

TEST_F(UnstoredReaders, OfWhatIsLostTheyAloneAreToldWhoCouldHearIt) {
  refuses_lines = true;
  chat.waits_ms(100);
  says(ana, "PRIVMSG @#a :" + std::string(300, 'y'));
  reads_page(ben, {"*PRIVMSG #a :stored"});
}

// --- How much waits

TEST_F(UnstoredReaders, QuestionsMakeNoBatchesWhileTheStoreIsAway) {
  refuses_lines = true;
  for (int i = 0; i < 200; ++i) {
    says(ana, "PRIVMSG #a :" + std::to_string(i));
    says(ana, "CHATHISTORY LATEST #a * 1");
  }
  EXPECT_EQ(batches_refused(), 1U);
  stores_again();
  serves();
  EXPECT_EQ(kept.begin()->second.size(), 203U);  // with what was there
}

TEST_F(UnstoredReaders, QuestionsMakeFewBatchesWhileTheStoreIsSilent) {
  for (int i = 0; i < 200; ++i) {
    const std::string number = std::to_string(i);
    Person& one = chat.registered("one" + number, reads, "10.0.0." + number);
    one.says("JOIN #a");
    one.says("CHATHISTORY LATEST #a * 1");
  }
  std::size_t batches = 0;
  for (const Request& request : chat.hub().take_requests()) {
    const auto* ask = std::get_if<AskStore>(&request);
    batches += ask != nullptr && std::holds_alternative<store::KeepLines>(ask->request) ? 1 : 0;
  }
  EXPECT_LE(batches, 64U);
}

TEST_F(UnstoredReaders, RoomsThatEndWhileTheStoreIsAwayAreNotNamedToIt) {
  refuses_lines = true;
  says(ana, "PRIVMSG #a :not stored");
  gathers();
  for (int i = 0; i < 20; ++i) {
    const std::string room = "#room" + std::to_string(i);
    says(ana, "JOIN " + room);
    says(ana, "RENAME " + room + " " + room + "b");
    if (i > 0) says(ana, "PART " + room + "b");
  }
  stores_again();
  stores_again();
  std::vector<std::string> named;
  for (const auto& [number, fold] : names) named.push_back(fold);
  EXPECT_THAT(named, testing::UnorderedElementsAre("#a", "#room0b"));
}

TEST(History, GivesNoNumbersWhileVeryManyRoomsWaitToBeErased) {
  HistorySettings settings;
  settings.enabled = true;
  History history(settings, 1);
  for (std::size_t i = 0; i < limits::history_ended_rooms_max; ++i) {
    Past past;
    ASSERT_NE(history.next_place(past, "#a", 1).room, 0U);
    history.end(past);
  }
  Past past;
  EXPECT_EQ(history.next_place(past, "#b", 1).room, 0U);
}

// --- REDACT

struct UnstoredRedactions : UnstoredReaders {
  std::string said(const std::string& line) {
    says(eve, line);
    const std::string echo = eve.next_line();
    return echo.substr(echo.find("msgid=") + 6, 24);
  }
  UnstoredRedactions() {
    says(eve, "JOIN #a");
    gathers();
    eve.skips_all();
  }

  Person& eve = chat.registered("eve", "draft/message-redaction echo-message message-tags");
};

TEST_F(UnstoredRedactions, WhatIsGatheredIsTakenBack) {
  const std::string first = said("PRIVMSG #a :oh no");
  const std::string second = said("PRIVMSG #a :not again");  // within 40 ms
  for (const std::string& id : {second, first}) {
    says(eve, "REDACT #a " + id);
    eve.hears("*:eve!~eve@* REDACT #a " + id);
  }
}

TEST_F(UnstoredRedactions, WhatIsNotStoredYetCannotBeTakenBackYet) {
  refuses_lines = true;
  const std::string id = said("PRIVMSG #a :oh no");
  const std::string refused = ":srv FAIL REDACT STORE_UNAVAILABLE #a " + id + " :*not stored yet*";
  says(eve, "REDACT #a " + id);
  eve.hears(refused);
  const std::string waits = said("PRIVMSG #a :again");
  says(eve, "REDACT #a " + waits);
  eve.hears(":srv FAIL REDACT STORE_UNAVAILABLE #a " + waits + " :*not stored yet*");
  stores_again();
  serves();
  says(eve, "REDACT #a " + id);
  eve.hears("*:eve!~eve@* REDACT #a " + id);
}

TEST_F(UnstoredRedactions, OfWhatTheyCannotReadItIsNotToldThatItWaits) {
  refuses_lines = true;
  says(ana, "CAP REQ :echo-message");
  says(ana, "PRIVMSG @#a :among operators");
  ana.hears_in_time("*CAP * ACK *");
  const std::string echo = ana.next_line();
  const std::string id = echo.substr(echo.find("msgid=") + 6, 24);
  says(eve, "REDACT #a " + id);
  eve.hears(":srv FAIL REDACT UNKNOWN_MSGID #a " + id + " :*");
}

}  // namespace
}  // namespace uvchat::hub
