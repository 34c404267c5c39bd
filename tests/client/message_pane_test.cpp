#include "message_pane.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <clocale>
#include <cstdlib>
#include <ctime>
#include <string>

#include "texts.h"

namespace uvchat::cli {
namespace {

using testing::HasSubstr;

constexpr std::int64_t noon_ms = 1'795'348'800'000;  // Sunday 22 November 2026, 12:00 UTC
constexpr std::int64_t minute_ms = 60'000;

class AMessagePane : public testing::Test {
 protected:
  void SetUp() override {
    std::setlocale(LC_CTYPE, "C.UTF-8");
    setenv("TZ", "UTC", 1);
    tzset();
    room.name = "#r";
  }

  Entry& said(const std::string& nick, const std::string& text) {
    Entry entry;
    entry.kind = EntryKind::said;
    entry.nick = nick;
    entry.text = text;
    entry.number = room.next_number++;
    entry.time_ms = noon_ms + minute_ms * static_cast<std::int64_t>(entry.number);
    room.entries.push_back(entry);
    return room.entries.back();
  }

  MessagePane pane() const { return {room, {0, 0, rows, columns}, Marks{}, 0}; }

  std::string shown(const std::optional<ScrollPosition>& position = std::nullopt) const {
    Grid grid(rows, columns);
    pane().draw(grid, position);
    std::string all;
    for (std::size_t row = 0; row < rows; ++row) {
      all += grid.text(row) + "\n";
    }
    return all;
  }

  Room room;
  std::size_t rows = 4;
  std::size_t columns = 30;
};

TEST_F(AMessagePane, StandsEmptyWhereNothingWasSaid) { EXPECT_EQ(shown(), "\n\n\n\n"); }

TEST_F(AMessagePane, ShowsTheNewestAtTheBottomUnderItsDay) {
  said("ana", "hello");
  said("bob", "a text that needs some rows more");
  columns = 34;
  EXPECT_EQ(shown(),
            "── Sunday, November 22, 2026 ─────\n"
            "12:01 <ana> hello\n"
            "12:02 <bob> a text that needs some\n"
            "      rows more\n");
}

TEST_F(AMessagePane, AlignsNicksWhereThereIsRoom) {
  said("ana", "hello");
  said("somebody-with-a-long-nick", "text of a line that is too long for one row of this pane")
      .seal = Seal::opened;
  columns = 60;
  EXPECT_EQ(shown(),
            "── Sunday, November 22, 2026 ───────────────────────────────\n"
            "12:01          ana │ hello\n"
            "12:02 🔒somebody-… │ text of a line that is too long for one\n"
            "                   │ row of this pane\n");
}

TEST_F(AMessagePane, SaysOfEachLineHowFarItIsToBeTrusted) {
  said("a", "read").seal = Seal::opened;
  said("b", "open").seal = Seal::in_clear;
  said("c", "cannot be read").seal = Seal::unreadable;
  EXPECT_THAT(shown(), HasSubstr("12:01 🔒<a> read\n12:02 !<b> open\n12:03 ?<c> cannot be read\n"));
}

TEST_F(AMessagePane, ShowsDeedsAndNotes) {
  Entry& entry = said("ana", "waves");
  entry.kind = EntryKind::acted;
  entry.note = "sent at 11:00";
  columns = 40;
  EXPECT_THAT(shown(), HasSubstr("12:01 * ana waves (sent at 11:00)"));
}

TEST_F(AMessagePane, KeepsTheLinesOfAMessage) {
  said("ana", "one\ntwo");
  EXPECT_THAT(shown(), HasSubstr("12:01 <ana> one\n      two\n"));
}

TEST_F(AMessagePane, DrawsARuleAboveWhatIsNew) {
  said("ana", "old");
  room.first_unread = said("bob", "fresh").number;
  EXPECT_THAT(shown(), HasSubstr("12:01 <ana> old\n── new ───────────────────────\n12:02 <bob>"));
}

TEST_F(AMessagePane, ScrollsBackAndStaysThereWhileLinesCome) {
  for (int i = 1; i <= 9; ++i) {
    said("ana", std::to_string(i));
  }
  const auto back = pane().up(std::nullopt, 3);
  EXPECT_EQ(shown(back),
            "12:04 <ana> 4\n12:05 <ana> 5\n12:06 <ana> 6\n── 3 more below: PgDn, Esc ───\n");
  said("bob", "now");
  EXPECT_EQ(shown(back),
            "12:04 <ana> 4\n12:05 <ana> 5\n12:06 <ana> 6\n── 4 more below: PgDn, Esc ───\n");
  EXPECT_THAT(shown(pane().down(back, 1)), HasSubstr("12:07 <ana> 7\n── 3 more"));
  EXPECT_FALSE(pane().down(back, 4));
}

TEST_F(AMessagePane, ScrollsNoFurtherThanToTheOldestRow) {
  for (int i = 1; i <= 9; ++i) {
    said("ana", std::to_string(i));
  }
  columns = 34;
  EXPECT_EQ(shown(pane().up(std::nullopt, 100)),
            "── Sunday, November 22, 2026 ─────\n"
            "12:01 <ana> 1\n12:02 <ana> 2\n── 7 more below: PgDn, Esc ───────\n");
}

TEST_F(AMessagePane, DoesNotScrollWhereAllIsSeen) {
  said("ana", "alone");
  EXPECT_FALSE(pane().up(std::nullopt, 10));
}

TEST_F(AMessagePane, ScrollsThroughALineLongerThanThePane) {
  said("ana",
       "1 1 1 1 1 1 1 1 1 1 1 1 2 2 2 2 2 2 2 2 2 2 2 2 3 3 3 3 3 3 3 3 3 3 3 3 4 4 4 4 4 4 "
       "5 5 5 5 5 5 5 5 5 5 5 5 6 6 6 6 6 6 6 6 6 6 6 6 7 7 7 7");
  EXPECT_THAT(shown(pane().up(std::nullopt, 1)), HasSubstr("── 1 more below"));
  EXPECT_THAT(shown(pane().up(std::nullopt, 100)), HasSubstr("<ana> 1"));
  EXPECT_FALSE(pane().down(pane().up(std::nullopt, 2), 2));
}

TEST_F(AMessagePane, ShowsTheOldestWhereItsPlaceIsGone) {
  for (int i = 1; i <= 9; ++i) {
    said("ana", std::to_string(i));
  }
  const auto back = pane().up(std::nullopt, 100);
  room.entries.erase(room.entries.begin(), room.entries.begin() + 5);
  EXPECT_THAT(shown(back), HasSubstr("12:07 <ana> 7\n── 2 more"));
}

TEST_F(AMessagePane, KeepsItsPlaceWhenTheWidthChanges) {
  said("ana", std::string(200, 'x'));
  said("ana", "last");
  columns = 20;
  const auto back = pane().up(std::nullopt, 5);
  columns = 200;
  rows = 2;
  EXPECT_THAT(shown(back), HasSubstr("more below"));
}

}  // namespace
}  // namespace uvchat::cli
