#include "uvchat/cipher/caesar.h"

#include <gtest/gtest.h>

namespace uvchat::cipher {
namespace {

std::string rotated(std::string text, int shift) {
  rotate(text, shift);
  return text;
}

TEST(Caesar, EnciphersAsTheOriginalDoes) {
  EXPECT_EQ(rotated("Ana: hola, mundo!", 10), "Kxk: ryvk, wexny!");
  EXPECT_EQ(rotated("xyz XYZ 123", 10), "hij HIJ 123");
}

TEST(Caesar, DeciphersWithTheNegativeShift) {
  EXPECT_EQ(rotated("Kxk: ryvk, wexny!", -10), "Ana: hola, mundo!");
  for (int shift = -60; shift <= 60; ++shift) {
    EXPECT_EQ(rotated(rotated("Quick brown FOX zZ", shift), -shift), "Quick brown FOX zZ");
  }
}

TEST(Caesar, LeavesEverythingButAsciiLettersAlone) {
  const std::string text("\x00\x1f@[`{\x7f\xc3\xb1 \xff 09", 15);
  EXPECT_EQ(rotated(text, 13), text);
  EXPECT_EQ(rotated("", 3), "");
}

TEST(Caesar, TakesShiftsBeyondTheAlphabet) {
  EXPECT_EQ(rotated("abc", 26), "abc");
  EXPECT_EQ(rotated("abc", 27), "bcd");
  EXPECT_EQ(rotated("abc", -1), "zab");
  EXPECT_EQ(rotated("abc", 2'147'483'647), rotated("abc", 2'147'483'647 % 26));
}

TEST(ClassroomForm, LeavesAsciiAsItIs) {
  EXPECT_EQ(classroom_form(""), "");
  EXPECT_EQ(classroom_form("Ana: hola, mundo! \r\n"), "Ana: hola, mundo! \r\n");
}

TEST(ClassroomForm, DecomposesSoThatAnAccentSurvivesTheCipher) {
  EXPECT_EQ(classroom_form("mañana será otro día"), "man\u0303ana sera\u0301 otro di\u0301a");
  std::string text = classroom_form("mañana será otro día");
  rotate(text, 10);
  EXPECT_EQ(text, "wkx\u0303kxk cobk\u0301 ydby ns\u0301k");
}

TEST(ClassroomForm, LeavesLatinLettersThatHaveNoAccentToLose) {
  EXPECT_EQ(classroom_form("Straße"), "Straße");
}

TEST(ClassroomForm, TransliteratesOtherScripts) {
  EXPECT_EQ(classroom_form("привет"), "privet");
  EXPECT_EQ(classroom_form("Ana: Ελλάδα"), "Ana: Ella\u0301da");
}

TEST(ClassroomForm, LeavesSignsThatAreNoLetters) {
  EXPECT_EQ(classroom_form("¡Hola! 👋 – 5 €"), "¡Hola! 👋 – 5 €");
}

TEST(ClassroomForm, MendsBrokenUtf8) {
  EXPECT_EQ(classroom_form("a\xff"
                           "b"),
            "a\uFFFDb");
}

}  // namespace
}  // namespace uvchat::cipher
