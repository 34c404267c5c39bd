#include "screen/message_pane.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <clocale>
#include <cstdlib>
#include <ctime>
#include <string>

#include "chat/texts.h"

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

  void moves(Movement movement, const std::string& nick) {
    Entry& entry = said(nick, nick + (movement == Movement::joins    ? " joins"
                                      : movement == Movement::leaves ? " leaves"
                                                                     : " quits"));
    entry.kind = EntryKind::event;
    entry.movement = movement;
  }

  // All that has that look.
  std::string marked(Look look) const {
    Grid grid(rows, columns);
    pane().draw(grid, std::nullopt);
    std::string text;
    for (std::size_t row = 0; row < rows; ++row) {
      for (std::size_t column = 0; column < columns; ++column) {
        if (grid.at(row, column).ink.look == look) append(text, grid.at(row, column).cell);
      }
    }
    return text;
  }

  MessagePane pane() const { return {room, {0, 0, rows, columns}, view}; }

  std::string shown(const std::optional<ScrollPosition>& position = std::nullopt) const {
    Grid grid(rows, columns);
    pane().draw(grid, position);
    std::string all;
    for (std::size_t row = 0; row < rows; ++row) all += grid.text(row) + "\n";
    return all;
  }

  Room room;
  PaneView view;
  std::size_t rows = 4;
  std::size_t columns = 30;
};

TEST_F(AMessagePane, StandsEmptyWhereNothingWasSaid) { EXPECT_EQ(shown(), "\n\n\n\n"); }

TEST_F(AMessagePane, SaysWhichLineReplacesAnother) {
  Entry& old = said("ana", "[taken back]");
  old.msgid = "m1";
  old.is_taken_back = true;
  said("ana", "hello").edits = "m1";
  said("eve", "mine").edits = "m2";
  room.edited = {edit_of("ana", "m1"), edit_of("eve", "m2")};
  Entry& other = said("bob", "[taken back]");
  other.msgid = "m2";
  other.is_taken_back = true;
  columns = 60;
  rows = 5;
  EXPECT_EQ(shown(),
            "── Sunday, November 22, 2026 ───────────────────────────────\n"
            "12:01 ana │ [edited: the new text stands below]\n"
            "12:02 ana │ hello (edited)\n"
            "12:03 eve │ mine (edited)\n"
            "12:04 bob │ [taken back]\n");
}

TEST_F(AMessagePane, SaysHowAFileIsFetchedAndLeadsToIt) {
  Entry& file = said("ana", "file cat.jpg, 3.0 MB");
  file.announced = "https://h/f.jpg#size=3000000&name=cat.jpg";
  file.leads_to = "https://h/f.jpg";
  file.file_number = 2;
  columns = 60;
  Grid grid(rows, columns);
  pane().draw(grid, std::nullopt);
  EXPECT_EQ(grid.text(3), "12:01 ana │ file cat.jpg, 3.0 MB  /get 2");
  const std::uint32_t link = grid.at(3, 14).ink.link;
  ASSERT_NE(link, 0U);
  EXPECT_EQ(grid.link_at(link).url, "https://h/f.jpg");
}

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
            "12:01             ana │ hello\n"
            "12:02 🔒somebody-wit… │ text of a line that is too long for\n"
            "                      │ one row of this pane\n");
}

TEST_F(AMessagePane, HasANickColumnAsWideAsTheLongestNickOnTheScreen) {
  said("a-longer-nick", "hello");
  for (int i = 0; i < 5; ++i) said("bob", "hi");
  columns = 80;
  EXPECT_THAT(shown(), HasSubstr("12:03 bob │ hi\n"));
  EXPECT_THAT(shown(pane().up(std::nullopt, 100)), HasSubstr("12:01 a-longer-nick │ hello\n"));
}

TEST_F(AMessagePane, ShowsTheTimeAsTheUserWants) {
  said("ana", "hello");
  view.time_format = "%H.%M.%S";
  EXPECT_THAT(shown(), HasSubstr("12.01.00 <ana> hello\n"));
  view.time_format = "";
  EXPECT_THAT(shown(), HasSubstr("\n<ana> hello\n"));
}

TEST_F(AMessagePane, FoldsWhoComesAndGoesIntoOneLine) {
  columns = 60;
  rows = 3;
  said("bob", "before");
  moves(Movement::joins, "ana");
  EXPECT_THAT(shown(), HasSubstr("12:02  -- │ ana joins\n"));
  for (const char* const nick : {"luis", "eva", "tom", "kim"}) moves(Movement::joins, nick);
  moves(Movement::joins, "ana");
  moves(Movement::quits, "mia");
  EXPECT_THAT(shown(), HasSubstr("12:08  -- │ ana, luis and 3 others join, mia quits\n"));
  moves(Movement::leaves, "eva");
  moves(Movement::leaves, "tom");
  EXPECT_THAT(shown(), HasSubstr("12:10  -- │ ana, luis and 3 others join, mia quits, eva and\n"
                                 "          │ tom leave\n"));
  said("bob", "after");
  moves(Movement::joins, "mia");
  EXPECT_THAT(shown(), HasSubstr("12:11 bob │ after\n12:12  -- │ mia joins\n"));
  view.folds = false;
  EXPECT_THAT(shown(), HasSubstr("12:10  -- │ tom leaves\n12:11 bob │ after\n"));
}

TEST_F(AMessagePane, KeepsItsPlaceWhileAFoldedLineGrows) {
  for (int i = 1; i <= 9; ++i) said("bob", std::to_string(i));
  const auto back = pane().up(std::nullopt, 3);
  const std::string before = shown(back);
  for (int i = 0; i < 50; ++i) {
    moves(i % 2 == 0 ? Movement::joins : Movement::quits, "n" + std::to_string(i));
  }
  EXPECT_THAT(shown(back), HasSubstr(before.substr(0, before.find("──"))));
}

TEST_F(AMessagePane, FoldsNothingOverTheRuleAboveWhatIsNew) {
  columns = 60;
  rows = 5;
  moves(Movement::joins, "ana");
  moves(Movement::joins, "luis");
  room.first_unread = room.entries.back().number;
  EXPECT_THAT(shown(), HasSubstr("ana joins\n── new"));
}

TEST_F(AMessagePane, MarksWhatWasSearched) {
  said("ana", "Un cafe\u0301 y otro CAFÉ");
  view.found = 1;
  view.searched = "café";
  EXPECT_EQ(marked(Look::found), "cafe\u0301CAFÉ");
  view.found = 0;
  EXPECT_EQ(marked(Look::found), "");
}

TEST_F(AMessagePane, ShowsTheFormattingOfALine) {
  Entry& entry = said("ana", "a red one");
  Style red;
  red.fore = 9;
  entry.styles = {{2, red}, {5, {}}};
  Grid grid(rows, columns);
  pane().draw(grid, std::nullopt);
  std::string coloured;
  for (std::size_t column = 0; column < columns; ++column) {
    if (grid.at(3, column).ink.style == red) append(coloured, grid.at(3, column).cell);
  }
  EXPECT_EQ(coloured, "red");
}

TEST_F(AMessagePane, LinksEveryRowOfAUrlToAllOfIt) {
  const std::string url = "https://a.example/with/a/path/that/is/longer/than/a/row";
  said("ana", "see " + url + " now");
  Grid grid(rows, columns);
  pane().draw(grid, std::nullopt);
  std::string linked;
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t column = 0; column < columns; ++column) {
      const Grid::Place& place = grid.at(row, column);
      if (place.ink.link != 0) {
        append(linked, place.cell);
        EXPECT_EQ(grid.link_at(place.ink.link), (LinkTarget{"u1-0", url}));
      }
    }
  }
  EXPECT_EQ(linked, url);
}

TEST_F(AMessagePane, GivesAPageItsWholeWidth) {
  said("", "/go NUMBER  shows another room than this one here\nand more").kind = EntryKind::page;
  EXPECT_THAT(shown(), HasSubstr("/go NUMBER  shows another room\n"
                                 "            than this one here\n"
                                 "and more\n"));
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
  for (int i = 1; i <= 9; ++i) said("ana", std::to_string(i));
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
  for (int i = 1; i <= 9; ++i) said("ana", std::to_string(i));
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
  for (int i = 1; i <= 9; ++i) said("ana", std::to_string(i));
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
