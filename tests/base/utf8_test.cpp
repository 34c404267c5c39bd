#include "uvchat/base/utf8.h"

#include <gtest/gtest.h>

#include <string>

namespace uvchat {
namespace {

TEST(Utf8, TakesWhatRfc3629Takes) {
  for (const char* text : {"", "a", "\u00f1", "\u20ac", "\U0001F600", "\xED\x9F\xBF",
                           "\xEE\x80\x80", "\xF4\x8F\xBF\xBF"}) {
    EXPECT_TRUE(utf8_valid(text)) << text;
  }
}

TEST(Utf8, RefusesOverlongFormsSurrogatesAndWhatIsBeyondTheLastPlane) {
  for (const char* text :
       {"\x80", "\xC0\xAF", "\xC1\xBF", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xF0\x8F\xBF\xBF",
        "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xC3", "\xE2\x82", "\xFF"}) {
    EXPECT_FALSE(utf8_valid(text));
  }
}

TEST(Utf8, FindsWhatIsNotAsciiAtAnyPlaceOfAnyLength) {
  for (std::size_t length = 0; length <= 33; ++length) {
    const std::string text(length, 'x');
    EXPECT_TRUE(is_ascii(text) && utf8_valid(text));
    for (std::size_t at = 0; at <= length; ++at) {
      const std::string good = std::string(text).insert(at, "\u00f1");
      EXPECT_TRUE(!is_ascii(good) && utf8_valid(good)) << good;
      const std::string bad = std::string(text).insert(at, "\xC3");
      EXPECT_TRUE(!is_ascii(bad) && !utf8_valid(bad)) << bad;
      EXPECT_EQ(utf8_valid_prefix(bad), at);
    }
  }
}

TEST(Utf8, IsTakenCharacterByCharacter) {
  std::string_view text = "a\u00f1\u20ac\U0001F600\xC3";
  for (const char32_t c : {U'a', U'\u00f1', U'\u20ac', U'\U0001F600', U'\uFFFD'}) {
    ASSERT_FALSE(text.empty());
    EXPECT_EQ(utf8_take(text), c);
  }
  EXPECT_TRUE(text.empty());
}

TEST(Utf8, GivesTheFirstCharacters) {
  EXPECT_EQ(utf8_first("a\u00f1\u20acb", 0), "");
  EXPECT_EQ(utf8_first("a\u00f1\u20acb", 2), "a\u00f1");
  EXPECT_EQ(utf8_first("a\u00f1\u20acb", 3), "a\u00f1\u20ac");
  EXPECT_EQ(utf8_first("a\u00f1\u20acb", 9), "a\u00f1\u20acb");
}

TEST(Utf8, CutsBetweenCharacters) {
  EXPECT_EQ(utf8_cut("a\u00f1b", 4), "a\u00f1b");
  EXPECT_EQ(utf8_cut("a\u00f1b", 3), "a\u00f1");
  EXPECT_EQ(utf8_cut("a\u00f1b", 2), "a");
  EXPECT_EQ(utf8_cut("\U0001F600", 3), "");
  EXPECT_EQ(utf8_cut(std::string(10, '\x80'), 6), std::string(6, '\x80'));
}

TEST(Utf8, CountsCharacters) { EXPECT_EQ(utf8_length("a\u00f1\u20ac\U0001F600"), 4U); }

TEST(Utf8, MendsEachByteThatBelongsToNoCharacter) {
  EXPECT_EQ(utf8_mended("a\xFF\u00f1\xC3"), "a\uFFFD\u00f1\uFFFD");
  EXPECT_EQ(utf8_mended("\xE2\x82"), "\uFFFD\uFFFD");
  EXPECT_EQ(utf8_mended("whole"), "whole");
}

TEST(Utf8, TellsACharacterThatHasBegunFromABrokenOne) {
  EXPECT_TRUE(utf8_ends_short("a\xC3"));
  EXPECT_TRUE(utf8_ends_short("\xE2\x82"));
  EXPECT_TRUE(utf8_ends_short("\xF0\x9F\x98"));
  EXPECT_FALSE(utf8_ends_short("a\xFF"));
  EXPECT_FALSE(utf8_ends_short("\xE2\x28"));
  EXPECT_FALSE(utf8_ends_short("\xC3\xB1"));
  EXPECT_FALSE(utf8_ends_short("\xE0\x80"));
}

TEST(Utf8, OfSomebodyElseIsShownWithoutWhatSteersATerminal) {
  EXPECT_EQ(printable("ma\u00f1ana \U0001F600"), "ma\u00f1ana \U0001F600");
  EXPECT_EQ(printable("\x1b[31mred\a\r\n\t\x7f"), "\uFFFD[31mred\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD");
  EXPECT_EQ(printable("a\u009b31mb"), "a\uFFFD31mb");
  EXPECT_EQ(printable("txt\u202Eexe\u2066\u2028"), "txt\uFFFDexe\uFFFD\uFFFD");
  EXPECT_EQ(printable("\xff\xc3"), "\uFFFD\uFFFD");
}

}  // namespace
}  // namespace uvchat
