#include "chat/formatting.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "chat/text.h"

namespace uvchat::cli {
namespace {

using testing::IsEmpty;

// The style of the first byte of `part`.
Style style_of(const FormattedText& text, std::string_view part) {
  const std::size_t at = text.text.find(part);
  EXPECT_NE(at, std::string::npos) << part;
  Style style;
  for (const StyleChange& change : text.changes) style = change.begin <= at ? change.style : style;
  return style;
}

TEST(Formatting, IsTakenOutOfTheText) {
  const FormattedText line =
      formatted("a \002bold\002 and \035slanted\035 \037under\037 \036gone\036");
  EXPECT_EQ(line.text, "a bold and slanted under gone");
  EXPECT_TRUE(style_of(line, "bold").bold);
  EXPECT_EQ(style_of(line, "and"), Style{});
  EXPECT_TRUE(style_of(line, "slanted").italic);
  EXPECT_TRUE(style_of(line, "under").underlined);
  EXPECT_TRUE(style_of(line, "gone").struck);
}

TEST(Formatting, HasColoursByNumber) {
  const FormattedText line =
      formatted("\00304,12red\003 plain \0033green \00399none \003123 \0031,x");
  EXPECT_EQ(line.text, "red plain green none 3 ,x");
  EXPECT_EQ(style_of(line, "red").fore, 9);
  EXPECT_EQ(style_of(line, "red").back, 12);
  EXPECT_EQ(style_of(line, "plain"), Style{});
  EXPECT_EQ(style_of(line, "green").fore, 2);
  EXPECT_EQ(style_of(line, "none").fore, Style::no_colour);
  EXPECT_EQ(style_of(formatted("\00352x"), "x").fore, 196);
}

TEST(Formatting, HasColoursByTheirParts) {
  EXPECT_EQ(style_of(formatted("\004ff0000,00FF00x"), "x").fore, 196);
  EXPECT_EQ(style_of(formatted("\004ff0000,00FF00x"), "x").back, 46);
  EXPECT_EQ(formatted("\004ff0x").text, "x");
  EXPECT_EQ(formatted("\004").text, "");
}

TEST(Formatting, EndsAtItsResetAndAtTheLinesEnd) {
  const FormattedText line = formatted("\002\0034a\017b\n\002c\nd");
  EXPECT_EQ(line.text, "ab\nc\nd");
  EXPECT_EQ(style_of(line, "b"), Style{});
  EXPECT_TRUE(style_of(line, "c").bold);
  EXPECT_EQ(style_of(line, "d"), Style{});
}

TEST(Formatting, IsNoneWhereNobodyAskedForIt) {
  EXPECT_THAT(formatted("just a line").changes, IsEmpty());
  EXPECT_THAT(formatted("\002\002both\017").changes, testing::SizeIs(1));
}

TEST(Formatting, LeavesNothingThatSteersATerminal) {
  EXPECT_EQ(formatted("a\033[2Jb\tc\r\302\2331m").text, "a?[2Jb c??1m");
  EXPECT_EQ(formatted("\302\002\233").text, "\ufffd\ufffd");  // no code joins what stands around it
}

TEST(Formatting, IsBounded) {
  std::string text;
  for (int i = 0; i < 5000; ++i) text += "\002x";
  EXPECT_EQ(formatted(text).changes.size(), style_changes_max);
  EXPECT_EQ(formatted(text).text.size(), 5000U);
}

TEST(ReadableColours, StandOutFromTheirGround) {
  const auto seen = [](std::int16_t fore, std::int16_t back, std::int16_t count = 256) {
    Style style;
    style.fore = fore;
    style.back = back;
    return readable(style, count);
  };
  EXPECT_EQ(seen(4, 4), Style{});     // hidden on purpose
  EXPECT_EQ(seen(232, 16), Style{});  // nearly black on black
  EXPECT_EQ(seen(0, Style::no_colour), Style{});
  EXPECT_EQ(seen(15, Style::no_colour), Style{});
  EXPECT_EQ(seen(Style::no_colour, 15).fore, 0);
  EXPECT_EQ(seen(Style::no_colour, 0).fore, 7);
  EXPECT_EQ(seen(196, 46).fore, 196);
}

TEST(ReadableColours, AreThoseOfTheTerminal) {
  Style style;
  style.fore = 196;
  style.back = 46;
  EXPECT_EQ(readable(style, 8).fore, 1);
  EXPECT_EQ(readable(style, 8).back, 2);
  EXPECT_EQ(readable(style, 0), Style{});
  style.back = 160;  // another red, which a terminal of 8 colours does not have
  EXPECT_EQ(readable(style, 8), Style{});
}

}  // namespace
}  // namespace uvchat::cli
