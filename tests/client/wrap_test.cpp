#include "chat/wrap.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <clocale>
#include <string>
#include <vector>

#include "screen/grid.h"

namespace uvchat::cli {
namespace {

using testing::ElementsAre;

class Columns : public testing::Test {
 protected:
  void SetUp() override { std::setlocale(LC_CTYPE, "C.UTF-8"); }
};
using Wrapping = Columns;
using Grids = Columns;

std::string text_of(std::span<const Cell> cells) {
  const std::size_t columns = std::max<std::size_t>(columns_of(cells), 1);
  Grid grid(1, columns);
  grid.put(0, 0, cells, Look::plain, columns);
  return grid.text(0);
}

std::vector<std::string> wrapped(std::string_view text, std::size_t columns) {
  const std::vector<Cell> cells = cells_of(text);
  std::vector<std::string> rows;
  for (const Row& row : wrap(cells, columns)) {
    rows.push_back(text_of(std::span(cells).subspan(row.begin, row.end - row.begin)));
  }
  return rows;
}

TEST_F(Columns, AreOneForLettersAndTwoForWideCharacters) {
  EXPECT_EQ(columns_of(""), 0U);
  EXPECT_EQ(columns_of("mañana €"), 8U);
  EXPECT_EQ(columns_of("中文"), 4U);
  EXPECT_EQ(columns_of("ｗｉｄｅ"), 8U);
  EXPECT_EQ(columns_of("😀"), 2U);
  EXPECT_EQ(columns_of("🇪🇸"), 2U);
}

TEST_F(Columns, MarksStandOnWhatIsBeforeThem) {
  EXPECT_EQ(columns_of("e\u0301"), 1U);
  EXPECT_EQ(text_of(cells_of("e\u0301a")), "e\u0301a");
  EXPECT_EQ(columns_of("한"), 2U);                           // Hangul of three letters
  EXPECT_EQ(text_of(cells_of("\u0301x")), "\u25cc\u0301x");  // on nothing: on a dotted circle
  EXPECT_EQ(text_of(cells_of("a\u0301\u0302\u0303\u0304\u0305")), "a\u0301\u0302\u0303");
}

TEST_F(Columns, PicturesOfSeveralCodePointsStandSideBySide) {
  EXPECT_EQ(text_of(cells_of("👨\u200d👩\u200d👧")), "👨👩👧");
  EXPECT_EQ(columns_of("👨\u200d👩\u200d👧"), 6U);
  EXPECT_EQ(text_of(cells_of("👍🏽")), "👍");  // a skin tone
  EXPECT_EQ(text_of(cells_of("❤\ufe0f")), "❤");
  EXPECT_EQ(columns_of("❤\ufe0f"), 1U);
  EXPECT_EQ(columns_of("🏽"), 2U);  // alone it is a picture
}

TEST_F(Columns, WhatIsNotSeenOrTurnsTheTextIsLeftOut) {
  EXPECT_EQ(text_of(cells_of("a\u200bb\u202ec\u2066d\u00ade")), "abcde");
}

TEST_F(Columns, WhatIsNoTextIsAReplacementCharacter) {
  EXPECT_EQ(text_of(cells_of("a\xff"
                             "b\x1b[")),
            "a\ufffdb\ufffd[");
}

TEST_F(Columns, CellsKnowWhereTheyBegin) {
  const std::vector<Cell> cells = cells_of("ñ中e\u0301x");
  ASSERT_EQ(cells.size(), 4U);
  EXPECT_EQ(cells[1].begin, 2U);
  EXPECT_EQ(cells[2].begin, 5U);
  EXPECT_EQ(cells[3].begin, 8U);
}

TEST_F(Columns, WhatDoesNotFitIsCutWithAnEllipsis) {
  EXPECT_EQ(text_of(cut("alice", 5)), "alice");
  EXPECT_EQ(text_of(cut("alice", 4)), "ali…");
  EXPECT_EQ(text_of(cut("中文字", 4)), "中…");  // half of a character is none
  EXPECT_EQ(text_of(cut("alice", 1)), "…");
  EXPECT_EQ(cut("alice", 0).size(), 0U);
}

TEST_F(Wrapping, BreaksAtSpacesWhichVanish) {
  EXPECT_THAT(wrapped("", 5), ElementsAre(""));
  EXPECT_THAT(wrapped("one two three", 7), ElementsAre("one two", "three"));
  EXPECT_THAT(wrapped("one two three", 8), ElementsAre("one two", "three"));
  EXPECT_THAT(wrapped("one    two", 5), ElementsAre("one", "two"));
  EXPECT_THAT(wrapped("one two", 7), ElementsAre("one two"));
}

TEST_F(Wrapping, KeepsTheSpacesALineBeginsWith) {
  EXPECT_THAT(wrapped("  if x", 10), ElementsAre("  if x"));
}

TEST_F(Wrapping, CutsWordsThatAreLongerThanARow) {
  EXPECT_THAT(wrapped("abcdefghij", 4), ElementsAre("abcd", "efgh", "ij"));
  EXPECT_THAT(wrapped("see abcdefghij", 6), ElementsAre("see", "abcdef", "ghij"));
}

TEST_F(Wrapping, BreaksBetweenWideCharactersAndNeverInOne) {
  EXPECT_THAT(wrapped("中文字符", 5), ElementsAre("中文", "字符"));
  EXPECT_THAT(wrapped("ab中文", 5), ElementsAre("ab中", "文"));
  EXPECT_THAT(wrapped("中文", 1), ElementsAre("中", "文"));  // no room at all: still an end
}

TEST_F(Wrapping, KeepsMarksWithTheirLetters) {
  EXPECT_THAT(wrapped("e\u0301e\u0301e\u0301", 2), ElementsAre("e\u0301e\u0301", "e\u0301"));
}

TEST_F(Wrapping, LosesNothingButSpaces) {
  const std::string text = "uno dos 中文 e\u0301 😀😀 averylongwordthatneedscutting fin";
  for (std::size_t columns = 2; columns < 60; ++columns) {
    std::string joined;
    for (const std::string& row : wrapped(text, columns)) {
      EXPECT_LE(columns_of(row), columns);
      joined += row;
    }
    std::erase(joined, ' ');
    std::string expected = text;
    std::erase(expected, ' ');
    EXPECT_EQ(joined, expected) << columns;
  }
}

TEST_F(Grids, ShowWhatIsPutInTheirCells) {
  Grid grid(2, 6);
  EXPECT_EQ(grid.put(0, 1, "a中b", Look::plain, 6), 5U);
  EXPECT_EQ(grid.text(0), " a中b");
  EXPECT_TRUE(grid.at(0, 3).covered);
  EXPECT_EQ(grid.put(1, 0, "abcdefgh", Look::dim, 4), 4U);
  EXPECT_EQ(grid.text(1), "abc…");
  EXPECT_EQ(grid.at(1, 3).ink.look, Look::dim);
  EXPECT_EQ(grid.put(5, 0, "outside", Look::plain, 6), 0U);
}

TEST_F(Grids, GiveANickTheSameColourHoweverItIsWritten) {
  EXPECT_EQ(look_of_nick("Alice"), look_of_nick("aLICE"));
  EXPECT_NE(look_of_nick("alice"), look_of_nick("bob"));
}

}  // namespace
}  // namespace uvchat::cli
