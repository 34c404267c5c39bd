#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/client/at_the_screen.h"

namespace uvchat::cli {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

TEST_F(AtTheScreen, OneSeesRoomsAndMessagesAndWhereOneTypes) {
  server(":s 332 ana #lobby :All about 中文");
  server(":bob!u@h PRIVMSG #lobby :hello");
  types("hi b");
  EXPECT_EQ(row(0), " #lobby (2)  All about 中文");
  EXPECT_THAT(row(2), testing::StartsWith("2 #lobby"));
  EXPECT_THAT(all(), HasSubstr("08:00 bob │ hello"));
  EXPECT_THAT(status(), testing::StartsWith(" ana"));
  EXPECT_THAT(status(), testing::EndsWith("08:00"));
  EXPECT_EQ(input(), "[#lobby] hi b");
  EXPECT_EQ(look().cursor_row, rows - 1);
  EXPECT_EQ(look().cursor_column, 13U);
}

TEST_F(AtTheScreen, OneSaysWhatOneTypes) {
  says("hello all");
  EXPECT_THAT(sent(), Contains(HasSubstr("PRIVMSG #lobby :hello all")));
  EXPECT_EQ(input(), "[#lobby]");
  press(Key::up);
  EXPECT_EQ(input(), "[#lobby] hello all");
}

TEST_F(AtTheScreen, OneIsNotShownAPassphraseAgain) {
  says("hello");
  for (const char* const line :
       {"/key #lobby my passphrase", "/kye #lobby my passphrase", "/KEY #lobby new", "/k my pass",
        "/raw OPER ana password", "/quote PASS password",
        "/raw AUTHENTICATE cGFzcw==", "/raw :ana PRIVMSG NickServ :identify pass", "/oper ana pass",
        "/join #x pass", "/mode +k pass", "/raw JOIN #x pass", "/msg NickServ identify pass",
        "/msg bot LOGIN ana pass", "/notice q@CServe.quakenet.org auth pass",
        "/query AuthServ auth pass", "/quote setpass pass", "/nickserv identify pass"}) {
    says(line);
    chat_.show(1);
    press(Key::up);
    EXPECT_THAT(input(), AllOf(HasSubstr("hello"), Not(HasSubstr("pass")))) << line;
    press(Key::down);
  }
}

TEST_F(AtTheScreen, OneGoesFromRoomToRoom) {
  EXPECT_EQ(room(), 1U);
  press(Key::alt, "3");
  EXPECT_EQ(room(), 2U);
  press(Key::alt_right);
  EXPECT_EQ(room(), 0U);
  press(Key::control, "p");
  EXPECT_EQ(room(), 2U);
  press(Key::alt, "9");  // there is none
  EXPECT_EQ(room(), 2U);
  EXPECT_EQ(input(), "[#dev]");
}

TEST_F(AtTheScreen, OneSeesWhereSomethingWasSaidAndGoesThere) {
  server(":eve!u@h PRIVMSG #dev :one");
  server(":eve!u@h PRIVMSG #dev :ana: two");
  EXPECT_THAT(row(3), testing::StartsWith("3 #dev      !1 2│"));
  press(Key::alt, "a");
  EXPECT_EQ(room(), 2U);
  EXPECT_THAT(row(3), testing::StartsWith("3 #dev          │"));
  EXPECT_THAT(all(), HasSubstr("── new ──"));
}

TEST_F(AtTheScreen, OneReadsBackAndTheNextThingSaidLeadsToTheEnd) {
  for (int i = 0; i < 30; ++i) server(":bob!u@h PRIVMSG #lobby :line " + std::to_string(i) + ".");
  look();
  press(Key::page_up);
  EXPECT_THAT(all(), HasSubstr("more below"));
  EXPECT_THAT(all(), Not(HasSubstr("line 29.")));
  press(Key::page_down);
  EXPECT_THAT(all(), HasSubstr("line 29."));
  press(Key::page_up);
  press(Key::page_up);
  says("ok");
  EXPECT_THAT(all(), HasSubstr("line 29."));
  press(Key::page_up);
  press(Key::escape);
  EXPECT_THAT(all(), Not(HasSubstr("more below")));
}

TEST_F(AtTheScreen, OneFollowsAgainWhereAGrownScreenShowsTheNewest) {
  for (int i = 0; i < 14; ++i) server(":bob!u@h PRIVMSG #lobby :line " + std::to_string(i) + ".");
  look();
  press(Key::page_up);
  rows = 30;
  EXPECT_THAT(all(), HasSubstr("line 13."));
  server(":bob!u@h PRIVMSG #lobby :and one more");
  EXPECT_THAT(all(), HasSubstr("and one more"));
}

TEST_F(AtTheScreen, OneIsShownWhatWasSearched) {
  for (int i = 0; i < 30; ++i) server(":bob!u@h PRIVMSG #lobby :line " + std::to_string(i) + ".");
  look();
  says("/search line 5.");
  EXPECT_THAT(all(), HasSubstr("line 5."));
}

TEST_F(AtTheScreen, ANarrowOneHasItsRoomsInALine) {
  columns = 40;
  server(":eve!u@h PRIVMSG #dev :ana: look");
  EXPECT_EQ(row(1), "2 #lobby  3 #dev !1  1 127.0.0.1:6667");
  EXPECT_THAT(all(), Not(HasSubstr("│")));
}

TEST_F(AtTheScreen, AWideOneHasItsMembersAtTheRight) {
  columns = 120;
  EXPECT_THAT(row(1), testing::EndsWith("│@bob"));
  EXPECT_THAT(row(2), testing::EndsWith("│ ana"));
}

TEST_F(AtTheScreen, MoreMembersThanRowsAreCounted) {
  columns = 120;
  crowd_comes();
  EXPECT_THAT(row(rows - 3), testing::EndsWith("│ +13"));
}

TEST_F(AtTheScreen, AnySizeCanBeDrawn) {
  server(":bob!u@h PRIVMSG #lobby :a text of some words 中文字符 and an end");
  types("something long enough to be scrolled");
  for (rows = 1; rows < 14; ++rows) {
    for (columns = 1; columns < 125; ++columns) {
      const Screen::Picture& picture = look();
      EXPECT_LT(picture.cursor_row, rows);
      EXPECT_LT(picture.cursor_column, columns);
      press(Key::page_up);
    }
  }
}

TEST_F(AtTheScreen, CtrlCThrowsTheLineAwayAndThenAsks) {
  types("half a line");
  press(Key::control, "c");
  EXPECT_EQ(input(), "[#lobby]");
  press(Key::control, "c");
  EXPECT_THAT(status(), HasSubstr("Ctrl-C once more leaves the chat"));
  EXPECT_FALSE(has_quit_);
  press(Key::control, "c");
  EXPECT_TRUE(has_quit_);
}

TEST_F(AtTheScreen, CtrlCForgetsThatItHasAsked) {
  press(Key::control, "c");
  now_.mono_ms += 10'000;
  EXPECT_THAT(status(), Not(HasSubstr("Ctrl-C")));
  press(Key::control, "c");
  EXPECT_FALSE(has_quit_);
  types("x");
  press(Key::backspace);
  press(Key::control, "c");
  EXPECT_FALSE(has_quit_);
}

TEST_F(AtTheScreen, APassphraseIsNeverSeen) {
  says("/key");
  says("/key #lobby");
  ASSERT_THAT(input(), Not(HasSubstr("[#lobby]")));
  const std::string before = all();
  const std::size_t cursor = look().cursor_column;
  types("correct horse battery staple");
  EXPECT_EQ(all(), before);
  EXPECT_EQ(look().cursor_column, cursor);
  press(Key::escape);
  EXPECT_EQ(input(), "[#lobby]");
  press(Key::up);
  EXPECT_EQ(input(), "[#lobby]");
}

TEST_F(AtTheScreen, WhatIsPastedIsOneMessageOfSeveralLines) {
  press(Key::paste, "one\n/two\n");
  EXPECT_EQ(input(), "[#lobby] one↵/two");
  press(Key::enter);
  EXPECT_THAT(sent(), ElementsAre("PRIVMSG #lobby :one", "PRIVMSG #lobby :/two"));
}

TEST_F(AtTheScreen, F1TellsTheKeys) {
  rows = 24;
  press(Key::f1);
  EXPECT_THAT(all(), HasSubstr("Alt-A"));
  types("x");
  EXPECT_THAT(all(), Not(HasSubstr("Alt-A")));
  EXPECT_EQ(input(), "[#lobby]");
}

TEST_F(AtTheScreen, F1TellsTheKeysInTurnsWhereThereIsLittleRoom) {
  columns = 40;
  press(Key::f1);
  EXPECT_THAT(all(), AllOf(HasSubstr("Alt-A"), Not(HasSubstr("Ctrl-Z"))));
  for (int turn = 0; turn < 5 && all().find("Ctrl-Z") == std::string::npos; ++turn) types("x");
  EXPECT_THAT(all(), HasSubstr("Ctrl-Z"));
  for (int turn = 0; turn < 2 && all().find("You join") == std::string::npos; ++turn) types("x");
  EXPECT_THAT(all(), HasSubstr("You join"));
}

}  // namespace
}  // namespace uvchat::cli
