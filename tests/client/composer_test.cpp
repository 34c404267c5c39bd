#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/client/at_the_screen.h"

// What the user writes, room by room.

namespace uvchat::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

TEST_F(AtTheScreen, WhatIsHalfWrittenStaysInItsRoom) {
  types("for the lobby");
  press(Key::home);
  press(Key::alt, "3");
  EXPECT_EQ(input(), "[#dev]");
  says("hello dev");
  EXPECT_THAT(sent(), ElementsAre("PRIVMSG #dev :hello dev"));
  press(Key::alt, "2");
  EXPECT_EQ(input(), "[#lobby] for the lobby");
  types("> ");
  EXPECT_EQ(input(), "[#lobby] > for the lobby");
  chat_.show(2);  // by itself, and Enter was meant for the lobby
  press(Key::enter);
  EXPECT_THAT(sent(), testing::IsEmpty());
  EXPECT_EQ(input(), "[#dev]");
}

TEST_F(AtTheScreen, WhatIsHalfWrittenFollowsItsRoomWhateverItIsCalled) {
  types("for the lobby");
  server(":s RENAME #lobby #hall :");
  EXPECT_EQ(input(), "[#hall] for the lobby");
  press(Key::control, "u");
  says("/close");
  server(":ana!u@h PART #hall");
  says("/join #lobby");
  EXPECT_EQ(input(), "[#lobby]");
  press(Key::up);
  EXPECT_EQ(input(), "[#lobby]");  // another room, though it has the name
}

TEST_F(AtTheScreen, APasswordForAServiceIsTypedAsStars) {
  types("/msg NickServ IDENTIFY s\u00e9same");
  EXPECT_EQ(input(), "[#lobby] /msg NickServ IDENTIFY ******");
  press(Key::left);
  press(Key::backspace);
  types("xyz");
  EXPECT_EQ(input(), "[#lobby] /msg NickServ IDENTIFY ********");
  press(Key::enter);
  EXPECT_THAT(sent(), testing::Contains("PRIVMSG NickServ :IDENTIFY s\u00e9saxyze"));
  EXPECT_THAT(all(), Not(HasSubstr("saxyz")));
  press(Key::up);
  EXPECT_THAT(all(), Not(HasSubstr("saxyz")));
}

TEST_F(AtTheScreen, TheLinesTypedBeforeAreThoseOfTheRoom) {
  says("said in the lobby");
  press(Key::alt, "3");
  press(Key::up);
  EXPECT_EQ(input(), "[#dev]");
  press(Key::alt, "2");
  press(Key::up);
  EXPECT_EQ(input(), "[#lobby] said in the lobby");
}

TEST_F(AtTheScreen, WhatIsCutInOneRoomCanBePutIntoAnother) {
  types("text");
  press(Key::control, "u");
  press(Key::alt, "3");
  press(Key::control, "y");
  EXPECT_EQ(input(), "[#dev] text");
}

TEST_F(AtTheScreen, CtrlRSearchesTheLinesTypedBefore) {
  for (const char* const line : {"The first one", "a second", "the third one"}) says(line);
  sent();
  types("half");
  press(Key::control, "r");
  EXPECT_THAT(status(), HasSubstr("Enter takes"));
  types("T");
  types("he");
  EXPECT_EQ(input(), "(typed before: The) the third one");
  press(Key::control, "r");
  EXPECT_EQ(input(), "(typed before: The) The first one");
  press(Key::control, "r");
  EXPECT_EQ(input(), "(typed before: The) The first one");
  types("x");
  EXPECT_EQ(input(), "(typed before: Thex) no such line");
  press(Key::backspace);
  press(Key::escape);
  EXPECT_EQ(input(), "[#lobby] half");
  press(Key::control, "r");
  types("sec");
  press(Key::enter);
  EXPECT_EQ(input(), "[#lobby] a second");
  EXPECT_THAT(sent(), testing::IsEmpty());
  press(Key::control, "r");
  types("first");
  press(Key::control, "a");  // is for the line that was found
  types("! ");
  EXPECT_EQ(input(), "[#lobby] ! The first one");
  press(Key::control, "r");
  press(Key::control, "g");
  press(Key::control, "r");
  press(Key::control, "c");
  EXPECT_EQ(input(), "[#lobby] ! The first one");
}

TEST_F(AtTheScreen, ASearchEndsWithItsRoom) {
  says("hello");
  press(Key::control, "r");
  types("hel");
  chat_.show(2);
  types("dev");
  EXPECT_EQ(input(), "[#dev] dev");
  chat_.show(1);
  EXPECT_EQ(input(), "[#lobby]");
}

TEST_F(AtTheScreen, ALongPasteAsksFirst) {
  types("so: ");
  press(Key::paste, "1\r\n2\r3\n4\n5\n6\n");
  EXPECT_THAT(input(), testing::StartsWith("Say 6 lines in #lobby? so: 1↵2↵3"));
  EXPECT_THAT(status(), HasSubstr("Enter says"));
  EXPECT_THAT(sent(), testing::IsEmpty());
  press(Key::escape);
  EXPECT_EQ(input(), "[#lobby] so: 1↵2↵3↵4↵5↵6");
  press(Key::control, "u");
  press(Key::paste, "1\n2\n3\n4\n5\n6");
  press(Key::enter);
  EXPECT_THAT(sent(), testing::SizeIs(6));
  types("kept");
  press(Key::paste, "1\n2\n3\n4\n5\n6");
  press(Key::control, "c");
  EXPECT_EQ(input(), "[#lobby] kept");
  press(Key::paste, "1\n2\n3\n4\n5");
  EXPECT_EQ(input(), "[#lobby] kept1↵2↵3↵4↵5");
}

TEST_F(AtTheScreen, ALongPasteIsNotSaidByAKeyForAnotherRoom) {
  press(Key::paste, "1\n2\n3\n4\n5\n6");
  chat_.show(2);
  press(Key::enter);
  EXPECT_THAT(sent(), testing::IsEmpty());
  chat_.show(1);
  EXPECT_EQ(input(), "[#lobby] 1↵2↵3↵4↵5↵6");
}

TEST_F(AtTheScreen, WhatALineCannotHoldIsTold) {
  press(Key::paste, std::string(InputLine::bytes_max + 10, 'x'));
  EXPECT_THAT(status(), HasSubstr("10 bytes were left out"));
  press(Key::left);
  EXPECT_THAT(status(), Not(HasSubstr("left out")));
}

TEST_F(AtTheScreen, APassphraseIsNotCut) {
  says("/key #lobby");
  press(Key::paste, std::string(SecretLine::bytes_max + 1, 'x'));
  EXPECT_THAT(status(), HasSubstr("too long"));
  press(Key::enter);
  EXPECT_TRUE(chat_.secret_prompt());
  types("a good one");
  press(Key::enter);
  EXPECT_FALSE(chat_.secret_prompt());
}

TEST_F(AtTheScreen, APasteUnderWayIsSeen) {
  screen_.set_pasting(17);
  EXPECT_THAT(status(), HasSubstr("17 bytes so far; Esc ends it"));
  screen_.set_pasting(std::nullopt);
  EXPECT_THAT(status(), Not(HasSubstr("so far")));
}

}  // namespace
}  // namespace uvchat::cli
