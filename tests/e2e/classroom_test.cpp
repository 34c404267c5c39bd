#include "tests/e2e/fixture.h"
#include "tests/e2e/pupil.h"

// The classroom's protocol towards clients that behave as the original's.

namespace uvchat::e2e {
namespace {

using testing::EndsWith;
using testing::IsEmpty;

constexpr const char* tomorrow = "ma\u00F1ana ser\u00E1 otro d\u00EDa";
constexpr const char* tomorrow_spoiled = "maoana sery otro dka";

class Classroom : public ServerTest {
 protected:
  void SetUp() override { start(); }

  // It says nothing when it connects, so somebody who sees it come is needed.
  Pupil pupil(std::string name, Client& witness) {
    Pupil arrived(classroom_port(), std::move(name));
    witness.hears(":guest*!~classroom@* JOIN #lobby");
    return arrived;
  }
};

UVCHAT_IN_BOTH_SHAPES(Classroom);

TEST(OriginalCipher, IsTheOneOfTheOriginal) {
  EXPECT_EQ(original_cipher("Ana: hola, mundo!", 10), "Kxk: ryvk, wexny!");
  EXPECT_EQ(original_cipher("xyz XYZ 123", 10), "hij HIJ 123");
  EXPECT_EQ(original_cipher(original_cipher(tomorrow, 10), -10), tomorrow_spoiled);
  EXPECT_EQ(original_cipher(decomposed(tomorrow), 10), "wkx\u0303kxk cobk\u0301 ydby ns\u0301k");
}

TEST_P(Classroom, TwoPupilsAndAnIrcUserTalk) {
  Client irc = member("irc");
  Pupil ana = pupil("Ana", irc);
  Pupil luis = pupil("Luis", irc);
  ana.says("hola, mundo!");
  EXPECT_EQ(luis.hears(), "Ana: hola, mundo!");
  irc.hears(":guest*!~classroom@* NICK Ana");
  irc.hears(":Ana!~classroom@* PRIVMSG #lobby :hola, mundo!");
  luis.says("que tal, Ana?");
  EXPECT_EQ(ana.hears(), "Luis: que tal, Ana?");
  irc.hears(":Luis!~classroom@* PRIVMSG #lobby :que tal, Ana?");
  irc.says("PRIVMSG #lobby :hello both");
  EXPECT_EQ(ana.hears(), "irc: hello both");
  EXPECT_EQ(luis.hears(), "irc: hello both");
  irc.says("PRIVMSG Ana :just you");
  irc.says("PRIVMSG #lobby :all again");
  EXPECT_EQ(ana.hears(), "irc: just you");
  EXPECT_EQ(ana.hears(), "irc: all again");
  EXPECT_EQ(luis.hears(), "irc: all again");
}

TEST_P(Classroom, ASpanishLineFromIrcArrivesWhole) {
  Client irc = member("irc");
  Pupil ana = pupil("Ana", irc);
  irc.says("PRIVMSG #lobby :" + std::string(tomorrow));
  const std::string heard = ana.hears();
  EXPECT_EQ(heard, decomposed("irc: " + std::string(tomorrow)));
  EXPECT_EQ(composed(heard), "irc: " + std::string(tomorrow));
}

TEST_P(Classroom, WhatTheOriginalSpoilsItselfIsNotSpoiledFurther) {
  Client irc = member("irc");
  Pupil ana = pupil("Ana", irc);
  Pupil luis = pupil("Luis", irc);
  ana.says(tomorrow);
  EXPECT_EQ(luis.hears(), "Ana: " + std::string(tomorrow_spoiled));
  irc.hears(":Ana!* PRIVMSG #lobby :" + std::string(tomorrow_spoiled));
  ana.says(decomposed(tomorrow));
  EXPECT_EQ(composed(luis.hears()), "Ana: " + std::string(tomorrow));
}

TEST_P(Classroom, ASilentPupilHears) {
  Client irc = member("irc");
  Pupil silent = pupil("Silent", irc);
  Pupil ana = pupil("Ana", irc);
  ana.says("hay alguien?");
  EXPECT_EQ(silent.hears(), "Ana: hay alguien?");
}

TEST_P(Classroom, WhoGoesIsToldInTheOriginalsWords) {
  Client irc = member("irc");
  Pupil luis = pupil("Luis", irc);
  Pupil ana = pupil("Ana", irc);
  ana.says("adios");
  EXPECT_EQ(luis.hears(), "Ana: adios");
  ana.socket.closes();
  EXPECT_EQ(luis.hears(), "Ana se ha desconectado");
  irc.hears(":Ana!* QUIT :Connection closed");
  irc.says("QUIT :bye");
  EXPECT_EQ(luis.hears(), "irc se ha desconectado");
}

TEST_P(Classroom, BrokenUtf8BreaksNobody) {
  Client irc = member("irc");
  Pupil luis = pupil("Luis", irc);
  Pupil ana = pupil("Ana", irc);
  ana.socket.sends("Kxk: \xFF\xC3(\xE2\x82 \x80 rynk\n");
  const std::string relayed = irc.hears(":Ana!* PRIVMSG #lobby :*");
  EXPECT_THAT(relayed, EndsWith(" hoda"));
  EXPECT_THAT(luis.hears(), EndsWith(" hoda"));  // the pupil itself checks that it is UTF-8
  irc.says("PRIVMSG #lobby :caf\xE9 \xFF\xFE");
  irc.hears("* FAIL PRIVMSG INVALID_UTF8 *");
  irc.says("PRIVMSG #lobby :and on");
  EXPECT_EQ(luis.hears(), "irc: and on");
}

// The rest of a character is waited for until the loop's next tick, so it depends on the machine
// what becomes of it; a receiver gets UTF-8 in any case.
TEST_P(Classroom, ACharacterCutBetweenTwoSendsIsWholeOrMarkedAsBroken) {
  Client irc = member("irc");
  Pupil luis = pupil("Luis", irc);
  Pupil ana = pupil("Ana", irc);
  ana.socket.sends("Kxk: wkx\xCC");
  a_turn_passes();
  ana.socket.sends("\x83kxk\n");
  std::string text;
  while (!text.ends_with("ana")) {
    const std::string line = irc.hears(":Ana!* PRIVMSG #lobby :*");
    text += line.substr(line.find(" :") + 2);
    luis.hears();  // checks that it is UTF-8
  }
  EXPECT_THAT(text, testing::AnyOf("man\u0303ana", "man\uFFFD\uFFFDana"));
}

// TCP joins messages, and a receive may then end within one: so nothing but ASCII here.
TEST_P(Classroom, ManyMessagesArriveInOrderEachWhole) {
  Client irc = member("irc");
  Pupil ana = pupil("Ana", irc);
  constexpr int count = 500;
  std::string all;
  for (int i = 0; i < count; ++i) all += "PRIVMSG #lobby :hola " + std::to_string(i) + "\r\n";
  irc.socket.sends(all);
  for (int i = 0; i < count; ++i) ASSERT_EQ(ana.hears(), "irc: hola " + std::to_string(i));
  EXPECT_THAT(irc.hears_all(), IsEmpty());
}

}  // namespace
}  // namespace uvchat::e2e
