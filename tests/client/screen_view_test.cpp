#include "tests/client/at_the_screen.h"

namespace uvchat::cli {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

TEST_F(AtTheScreen, OneShowsAndHidesTheMembersAtAnyWidth) {
  press(Key::f2);
  EXPECT_THAT(row(1), testing::EndsWith("│@bob"));
  press(Key::f2);
  EXPECT_THAT(all(), Not(HasSubstr("@bob│")));
  EXPECT_THAT(row(1), Not(testing::EndsWith("│@bob")));
  columns = 120;
  look();
  EXPECT_THAT(row(1), Not(testing::EndsWith("│@bob")));
  press(Key::f2);
  EXPECT_THAT(row(1), testing::EndsWith("│@bob"));
}

TEST_F(AtTheScreen, TheMembersTakeTheMessagesPlaceWhereThereIsNoOther) {
  columns = 40;
  look();
  press(Key::f2);
  EXPECT_EQ(row(2), "@bob");
  EXPECT_THAT(all(), Not(HasSubstr("You join")));
  says("hello");
  EXPECT_THAT(all(), HasSubstr("hello"));
  EXPECT_THAT(all(), Not(HasSubstr("\n@bob\n")));
  press(Key::f2);
  look();
  press(Key::escape);
  EXPECT_THAT(all(), HasSubstr("hello"));
}

TEST_F(AtTheScreen, APictureIsShownUntilAKeyIsPressed) {
  look();
  server(":bob!u@h PRIVMSG #lobby :https://h.example/cat.png");
  says("/show https://h.example/cat.png");
  ASSERT_EQ(downloads_.size(), 1U);
  EXPECT_EQ(downloads_.front().second.canvas->columns, columns);
  EXPECT_GE(downloads_.front().second.canvas->rows, rows - 4);
  TransferNews news{.step = TransferNews::Step::done};
  news.drawing = "\033[38;5;196m#=#\n=#=\033[2J";
  chat_.on_transfer(1, news, now_);
  EXPECT_EQ(row(1), "#=#");
  EXPECT_EQ(row(2), "=#=");
  EXPECT_THAT(status(), HasSubstr("cat.png: any key goes back"));
  EXPECT_THAT(all(), Not(HasSubstr("bob")));
  types("x");
  EXPECT_THAT(all(), HasSubstr("bob"));
  EXPECT_THAT(all(), Not(HasSubstr("#=#")));
  EXPECT_THAT(input(), Not(HasSubstr("x")));
}

TEST_F(AtTheScreen, OneIsToldOfTheBeginning) {
  for (int i = 0; i < 30; ++i) server(":bob!u@h PRIVMSG #lobby :line " + std::to_string(i) + ".");
  look();
  for (int i = 0; i < 10; ++i) press(Key::page_up);
  EXPECT_THAT(status(), HasSubstr("This is the beginning."));
  press(Key::page_down);
  EXPECT_THAT(status(), Not(HasSubstr("This is the beginning.")));
  press(Key::escape);
  press(Key::page_up);
  EXPECT_THAT(status(), Not(HasSubstr("This is the beginning.")));
}

TEST_F(AtTheScreen, ACharacterWithAltThatIsNoKeyBeginsTheLine) {
  press(Key::alt, "/");
  types("help");
  EXPECT_EQ(input(), "[#lobby] /help");
  press(Key::alt, "b");
  press(Key::alt, "\r");
  EXPECT_EQ(input(), "[#lobby] /help");
}

TEST_F(AtTheScreen, TheSameSearchShowsTheSameLineAgain) {
  server(":bob!u@h PRIVMSG #lobby :the sicilian defence");
  for (int i = 0; i < 30; ++i) server(":bob!u@h PRIVMSG #lobby :line " + std::to_string(i) + ".");
  look();
  for (int i = 0; i < 2; ++i) {
    says("/search sicilian");
    EXPECT_THAT(all(), HasSubstr("the sicilian defence"));
    press(Key::escape);
    EXPECT_THAT(all(), Not(HasSubstr("the sicilian defence")));
  }
}

TEST_F(AtTheScreen, OneStaysAtWhatWasFoundWhereNothingOlderIs) {
  server(":bob!u@h PRIVMSG #lobby :the sicilian defence");
  for (int i = 0; i < 30; ++i) server(":bob!u@h PRIVMSG #lobby :line " + std::to_string(i) + ".");
  look();
  columns = 120;
  says("/search sicilian");
  says("/search");
  EXPECT_THAT(all(), HasSubstr("the sicilian defence"));
  EXPECT_THAT(status(), HasSubstr("No older line has sicilian"));
  says("well");
  EXPECT_THAT(all(), Not(HasSubstr("the sicilian defence")));
  EXPECT_THAT(status(), Not(HasSubstr("No older line")));
}

TEST_F(AtTheScreen, OneScrollsTheMembers) {
  columns = 120;
  crowd_comes();
  look();
  press(Key::f8);
  press(Key::f8);
  press(Key::f8);
  EXPECT_THAT(row(1), testing::EndsWith("│ +13"));
  EXPECT_THAT(row(rows - 3), testing::EndsWith("│ n29"));
  turn(Key::wheel_up, 4, 115);
  EXPECT_THAT(row(1), testing::EndsWith("│ +10"));
  EXPECT_THAT(row(rows - 3), testing::EndsWith("│ +4"));
  press(Key::f7);
  press(Key::f7);
  EXPECT_THAT(row(1), testing::EndsWith("│ ana"));
}

TEST_F(AtTheScreen, TheWheelScrollsWhatIsUnderIt) {
  for (int i = 0; i < 30; ++i) server(":bob!u@h PRIVMSG #lobby :line " + std::to_string(i) + ".");
  for (int i = 10; i < 30; ++i) server(":n" + std::to_string(i) + "!u@h PRIVMSG ana :psst");
  look();
  turn(Key::wheel_down, 3, 2);
  EXPECT_THAT(row(1), testing::StartsWith("4 n10"));
  EXPECT_THAT(all(), HasSubstr("line 29."));
  turn(Key::wheel_up, 3, 30);
  EXPECT_THAT(row(1), testing::StartsWith("4 n10"));
  EXPECT_THAT(all(), HasSubstr("3 more below"));
  turn(Key::wheel_down, 3, 30);
  EXPECT_THAT(all(), HasSubstr("line 29."));
}

TEST_F(AtTheScreen, OneUnfoldsWhoComesAndGoes) {
  server(":eve!u@h JOIN #lobby");
  server(":tom!u@h JOIN #lobby");
  EXPECT_THAT(all(), HasSubstr("eve and tom join"));
  press(Key::f3);
  EXPECT_THAT(all(), AllOf(HasSubstr("eve joins"), HasSubstr("tom joins")));
  press(Key::f3);
  EXPECT_THAT(all(), HasSubstr("eve and tom join"));
}

TEST_F(AtTheScreen, OneIsToldOfAMentionInAnotherRoom) {
  server(":eve!u@h PRIVMSG #dev :just talk");
  EXPECT_FALSE(look().bell);
  server(":eve!u@h PRIVMSG #dev :ana: \002look");
  const Screen::Picture& picture = look();
  EXPECT_TRUE(picture.bell);
  EXPECT_EQ(picture.title, "(1) #lobby - uvchat");
  ASSERT_TRUE(picture.notice);
  EXPECT_EQ(picture.notice->room, "#dev");
  EXPECT_EQ(picture.notice->nick, "eve");
  EXPECT_FALSE(look().bell);  // once
}

TEST_F(AtTheScreen, OneIsToldOfAPrivateMessageButNotOfWhatOneSees) {
  types("x");
  server(":bob!u@h PRIVMSG #lobby :ana: hi");
  EXPECT_FALSE(look().bell);
  server(":bob!u@h PRIVMSG ana :psst");
  EXPECT_TRUE(look().bell);
  now_.mono_ms += 60'000;  // the user has gone for a coffee
  server(":bob!u@h PRIVMSG #lobby :ana: hi");
  EXPECT_TRUE(look().bell);
}

TEST_F(AtTheScreen, AnotherWindowInFrontIsToldOfAllThatNamesOne) {
  types("x");
  press(Key::focus_out);
  server(":bob!u@h PRIVMSG #lobby :ana: hi");
  EXPECT_TRUE(look().bell);
  press(Key::focus_in);
  now_.mono_ms += 60'000;
  server(":bob!u@h PRIVMSG #lobby :ana: hi");
  EXPECT_FALSE(look().bell);
}

TEST_F(AtTheScreen, NobodyMakesItRingAllTheTime) {
  int rings = 0;
  for (int i = 0; i < 100; ++i) {
    server(":eve!u@h PRIVMSG #dev :ana");
    rings += look().bell ? 1 : 0;
    now_.mono_ms += 33;
  }
  EXPECT_EQ(rings, 2);
}

TEST_F(AtTheScreen, WhatWasCipheredDoesNotLeaveTheChat) {
  server(":eve!u@h PRIVMSG #dev :in clear, ana");
  const auto clear = look().notice;
  ASSERT_TRUE(clear);
  EXPECT_EQ(clear->text, "in clear, ana");
  now_.mono_ms += 5'000;
  server(":eve!u@h PRIVMSG ana :+aes1 nonsense");
  const auto ciphered = look().notice;
  ASSERT_TRUE(ciphered);
  EXPECT_EQ(ciphered->nick, "eve");
  EXPECT_EQ(ciphered->text, "");
}

}  // namespace
}  // namespace uvchat::cli
