#include "screen/input_line.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <clocale>
#include <string>

namespace uvchat::cli {
namespace {

class Typing : public testing::Test {
 protected:
  void SetUp() override { std::setlocale(LC_CTYPE, "C.UTF-8"); }

  // The text with `|` where the cursor stands.
  std::string now() const {
    std::string text = line.text();
    return text.insert(line.cursor(), "|");
  }
  void type(std::string_view text) {
    line.clear();
    line.insert(text);
  }

  std::string killed;
  InputLine line{killed};
};

TEST_F(Typing, InsertsAtTheCursor) {
  line.insert("hllo");
  line.home();
  line.right();
  line.insert("e");
  EXPECT_EQ(now(), "he|llo");
  line.end();
  line.insert("!");
  EXPECT_EQ(now(), "hello!|");
}

TEST_F(Typing, MovesByCharactersAsPeopleSeeThem) {
  type("a👨\u200d👩\u200d👧e\u0301🇪🇸中");
  line.left();
  EXPECT_EQ(now(), "a👨\u200d👩\u200d👧e\u0301🇪🇸|中");
  line.left();
  EXPECT_EQ(now(), "a👨\u200d👩\u200d👧e\u0301|🇪🇸中");
  line.left();
  EXPECT_EQ(now(), "a👨\u200d👩\u200d👧|e\u0301🇪🇸中");
  line.erase_left();
  EXPECT_EQ(now(), "a|e\u0301🇪🇸中");
  line.erase_right();
  EXPECT_EQ(now(), "a|🇪🇸中");
  line.home();
  line.left();
  EXPECT_EQ(now(), "|a🇪🇸中");
  line.end();
  line.right();
  EXPECT_EQ(now(), "a🇪🇸中|");
}

TEST_F(Typing, MovesByWords) {
  type("uno, dos mañana");
  line.word_left();
  EXPECT_EQ(now(), "uno, dos |mañana");
  line.word_left();
  EXPECT_EQ(now(), "uno, |dos mañana");
  line.word_left();
  line.word_left();
  EXPECT_EQ(now(), "|uno, dos mañana");
  line.word_right();
  EXPECT_EQ(now(), "uno|, dos mañana");
}

TEST_F(Typing, CutsAndPutsBack) {
  type("see http://x/y now");
  line.word_left();
  line.cut_word_left();
  EXPECT_EQ(now(), "see |now");
  line.yank();
  EXPECT_EQ(now(), "see http://x/y |now");
  line.cut_all_right();
  EXPECT_EQ(now(), "see http://x/y |");
  line.cut_all_left();
  EXPECT_EQ(now(), "|");
  line.cut_word_right();  // nothing there: what was cut stays
  line.yank();
  EXPECT_EQ(now(), "see http://x/y |");
  line.home();
  line.cut_word_right();
  EXPECT_EQ(now(), "| http://x/y ");
}

TEST_F(Typing, KeepsTheLinesOfWhatIsPasted) {
  line.insert("one\r\ntwo\rthree\n\tfour\x1b[31m");
  EXPECT_EQ(line.text(), "one\ntwo\nthree\n four[31m");
}

TEST_F(Typing, TakesNoMoreThanThereIsRoomFor) {
  line.insert(std::string(InputLine::bytes_max - 1, 'x'));
  line.insert("ñ");
  EXPECT_EQ(line.text().size(), InputLine::bytes_max - 1);
}

TEST_F(Typing, MendsWhatIsNoUtf8) {
  line.insert("a\xff");
  EXPECT_EQ(line.text(), "a\ufffd");
}

TEST_F(Typing, RemembersLinesAndTheUnfinishedOne) {
  type("first");
  EXPECT_EQ(line.take(), "first");
  EXPECT_EQ(now(), "|");
  type("second");
  line.take();
  line.insert("half");
  line.older();
  EXPECT_EQ(now(), "second|");
  line.older();
  line.older();
  EXPECT_EQ(now(), "first|");
  line.newer();
  line.newer();
  EXPECT_EQ(now(), "half|");
  line.newer();
  EXPECT_EQ(now(), "half|");
}

TEST_F(Typing, RemembersALineOnceHoweverOftenItIsSent) {
  type("same");
  line.take();
  type("same");
  line.take();
  line.older();
  line.older();
  EXPECT_EQ(now(), "same|");
  line.newer();
  EXPECT_EQ(now(), "|");
}

TEST_F(Typing, WhatIsNotToBeRememberedIsNowhere) {
  type("first");
  line.take();
  type("/key #lobby secret");
  line.cut_word_left();
  line.yank();
  EXPECT_EQ(line.take(false), "/key #lobby secret");
  line.older();
  EXPECT_EQ(now(), "first|");
  line.newer();
  line.yank();
  EXPECT_EQ(now(), "|");
}

Chat::Completions two_nicks(std::string_view, std::size_t) { return {0, {"alice: ", "alba: "}}; }

TEST_F(Typing, GoesThroughTheCompletionsAndBackToWhatWasTyped) {
  line.insert("al");
  line.complete(two_nicks, false);
  EXPECT_EQ(now(), "alice: |");
  line.complete(two_nicks, false);
  EXPECT_EQ(now(), "alba: |");
  line.complete(two_nicks, false);
  EXPECT_EQ(now(), "al|");
  line.complete(two_nicks, true);
  EXPECT_EQ(now(), "alba: |");
  line.insert("hi");
  EXPECT_EQ(now(), "alba: hi|");
}

TEST_F(Typing, CompletesInTheMiddleOfALine) {
  line.insert("ask al now");
  line.word_left();
  line.left();
  line.complete(
      [](std::string_view, std::size_t) {
        return Chat::Completions{4, {"alice "}};
      },
      false);
  EXPECT_EQ(now(), "ask alice |now");
}

TEST_F(Typing, StaysAsItIsWhereNothingCompletes) {
  line.insert("zz");
  line.complete([](std::string_view, std::size_t) { return Chat::Completions{}; }, false);
  EXPECT_EQ(now(), "zz|");
}

TEST_F(Typing, IsShownWholeWhereItFits) {
  type("a\n中");
  const auto view = line.view(10);
  EXPECT_EQ(columns_of(view.cells), 4U);
  EXPECT_EQ(view.cells[1].text[0], L'↵');
  EXPECT_EQ(view.cursor_column, 4U);
  EXPECT_FALSE(view.more_left);
  EXPECT_FALSE(view.more_right);
}

TEST_F(Typing, IsScrolledSoThatTheCursorIsSeen) {
  for (const std::string_view text :
       {"abcdefghijklmnopqrstuvwxyz0123456789", "中文字符中文字符中文字符中文字符",
        "e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301"}) {
    for (std::size_t columns = 6; columns < 50; ++columns) {
      type(text);
      for (int key = 0; key < 40; ++key, line.left()) {
        const auto view = line.view(columns);
        EXPECT_LT(view.cursor_column, columns) << now();
        EXPECT_LE(columns_of(view.cells) + (view.more_left ? 1 : 0) + (view.more_right ? 1 : 0),
                  columns);
        EXPECT_TRUE(!view.more_left || view.cursor_column > 0) << now();
      }
      EXPECT_FALSE(line.view(columns).more_left);
    }
  }
}

TEST(ASecret, IsTypedMendedAndWiped) {
  SecretLine secret;
  secret.insert("pañ\n\x1b");
  EXPECT_EQ(secret.text(), "pañ");
  secret.erase_left();
  secret.erase_left();
  EXPECT_EQ(secret.text(), "p");
  const char* memory = secret.text().data();
  secret.wipe();
  EXPECT_EQ(secret.text(), "");
  EXPECT_EQ(memory[0], '\0');
}

TEST(ASecret, NeverMovesInMemory) {
  SecretLine secret;
  const char* memory = secret.text().data();
  secret.insert(std::string(2 * SecretLine::bytes_max, 'x'));
  EXPECT_EQ(secret.text().size(), SecretLine::bytes_max);
  EXPECT_EQ(secret.text().data(), memory);
}

}  // namespace
}  // namespace uvchat::cli
