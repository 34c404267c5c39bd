#include "screen/painter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <clocale>
#include <string>

namespace uvchat::cli {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

// A terminal whose sequences can be read.
class APainter : public testing::Test {
 protected:
  void SetUp() override {
    std::setlocale(LC_CTYPE, "C.UTF-8");
    pen.go_to = [](std::size_t row, std::size_t column) {
      return "<" + std::to_string(row) + "," + std::to_string(column) + ">";
    };
    pen.fore = [](std::int16_t colour) { return "<fore " + std::to_string(colour) + ">"; };
    pen.back = [](std::int16_t colour) { return "<back " + std::to_string(colour) + ">"; };
    pen.plain = "<plain>";
    pen.bold = "<bold>";
    pen.underlined = "<underlined>";
    pen.reversed = "<reversed>";
    pen.colours = 256;
    pen.links = true;
  }

  std::string painted_over(const Grid& before) { return painted(before, grid, pen, 0, 0); }
  std::string painted_anew() { return painted_over(Grid()); }

  Pen pen;
  Grid grid{2, 4};
};

TEST_F(APainter, PaintsOnlyTheRowsThatHaveChanged) {
  grid.put(0, 0, "ab", Look::plain, 4);
  const Grid before = grid;
  EXPECT_EQ(painted_anew(), "<plain><0,0>ab  <1,0>    <0,0>");
  EXPECT_EQ(painted_over(before), "<0,0>");
  grid.put(1, 0, "c", Look::plain, 4);
  EXPECT_EQ(painted_over(before), "<plain><1,0>c   <0,0>");
}

TEST_F(APainter, ShowsLooksAndStyles) {
  grid.put(0, 0, "!", Look::alert, 4);
  Style style;
  style.italic = true;
  style.fore = 196;
  grid.put(0, 1, cells_of("i").front(), Ink{Look::plain, style}, 4);
  EXPECT_THAT(painted_anew(), HasSubstr("<plain><reversed><bold><fore 160>!"
                                        "<plain><underlined><fore 196>i<plain>  "));
  pen.colours = 0;
  EXPECT_THAT(painted_anew(), AllOf(Not(HasSubstr("fore")), HasSubstr("<reversed><bold>!")));
}

TEST_F(APainter, GivesALinkItsUrlOnEachRow) {
  const std::uint32_t link = grid.add_link({"u1", "https://a.example"});
  for (std::size_t row = 0; row < 2; ++row) {
    grid.put(row, 0, cells_of("x").front(), Ink{Look::plain, {}, link}, 4);
  }
  const std::string bytes = painted_anew();
  const std::string once = "\033]8;id=u1;https://a.example\033\\x\033]8;;\033\\   ";
  EXPECT_THAT(bytes, HasSubstr("<0,0>" + once + "<1,0>" + once));
  pen.links = false;
  EXPECT_THAT(painted_anew(), Not(HasSubstr("\033")));
}

TEST_F(APainter, ReliesOnNoTerminalsIdeaOfWideCharacters) {
  grid.put(0, 0, "a中b", Look::plain, 4);
  EXPECT_THAT(painted_anew(), HasSubstr("<0,0>a  <0,1>中<0,3>b"));
}

TEST_F(APainter, LeavesTheLastPlaceOutWhereItWouldScroll) {
  grid.put(1, 0, "abcd", Look::plain, 4);
  pen.scrolls_at_end = true;
  EXPECT_THAT(painted_anew(), HasSubstr("<1,0>abc<0,0>"));
}

}  // namespace
}  // namespace uvchat::cli
