#include "chat/drawing.h"

#include <gtest/gtest.h>

#include <clocale>
#include <string>

// What another program has drawn: nothing but characters and colours comes out.

namespace uvchat::cli {
namespace {

class DrawingText : public testing::Test {
  void SetUp() override { std::setlocale(LC_CTYPE, "C.UTF-8"); }
};

std::string text_of(const Drawing& drawing) {
  std::string text;
  for (const auto& row : drawing.rows) {
    for (const Drawing::Dot& dot : row) {
      text += dot.cell.text[0] < 0x80 ? std::string(1, static_cast<char>(dot.cell.text[0])) : "#";
    }
    text += '\n';
  }
  return text;
}

std::string drawn(const std::string& bytes) { return text_of(parse_drawing(bytes, 5, 8)); }

Style style_after(const std::string& orders) {
  return parse_drawing(orders + "x", 1, 1).rows.at(0).at(0).style;
}

TEST_F(DrawingText, HasTheColoursOfEachCharacter) {
  const Drawing drawing = parse_drawing("\033[38;5;196;48;5;21mab\033[0mc\n\033[7md", 9, 9);
  ASSERT_EQ(drawing.rows.size(), 2U);
  EXPECT_EQ(drawing.rows[0][1].style.fore, 196);
  EXPECT_EQ(drawing.rows[0][1].style.back, 21);
  EXPECT_EQ(drawing.rows[0][2].style, Style{});
  EXPECT_TRUE(drawing.rows[1][0].style.reversed);
  EXPECT_EQ(style_after("\033[31;102m").fore, 1);
  EXPECT_EQ(style_after("\033[31;102m").back, 10);
}

TEST_F(DrawingText, OtherOrdersToATerminalArePassedOver) {
  EXPECT_EQ(drawn("\033[?25la\033[2Jb\033[10;10Hc\033]0;title\007d"), "abc0;tit\n");
  EXPECT_EQ(drawn("a\033Pq#0\033\\b\a\b\r\tc"), "aq#0bc\n");
  EXPECT_EQ(drawn("a\033"), "a\n");
  EXPECT_EQ(drawn("a\033["), "a\n");
  EXPECT_EQ(drawn("a\033[38;5"), "a\n");
  EXPECT_EQ(drawn("a\033[1\nb"), "a\nb\n");
}

TEST_F(DrawingText, ColoursThatAreNoneChangeNothing) {
  for (const char* const order : {"\033[38;5;256m", "\033[38;5m", "\033[38m", "\033[38;9;1m",
                                  "\033[999999999999m", "\033[38;2;1;2;3m", "\033[;;;;;;;;m"}) {
    EXPECT_EQ(style_after(order), Style{}) << order;
  }
}

TEST_F(DrawingText, ItIsNoLargerThanItsPlace) {
  EXPECT_EQ(drawn(std::string(100, 'a')), "aaaaaaaa\n");
  EXPECT_EQ(drawn(std::string(100, '\n')), "\n\n\n\n\n");
}

TEST_F(DrawingText, CharactersOfAnotherWidthAreLeftOut) {
  EXPECT_EQ(drawn("a\u4E2Db\u2584"), "ab#\n");
}

}  // namespace
}  // namespace uvchat::cli
