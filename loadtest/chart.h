#pragma once

#include <string>
#include <vector>

namespace uvchat::loadtest {

struct ChartPoint {
  double x = 0;
  double y = 0;
};

// A curve; a gap between its pieces is a gap in what is drawn. Its colour is the style sheet's for
// the class "line1", "line2", by its place in the chart.
struct ChartLine {
  std::string name;
  std::vector<std::vector<ChartPoint>> pieces;
};

struct Tick {
  double at = 0;
  std::string label;
};

struct Axis {
  std::string title;  // with its unit
  double end = 1;     // it begins at 0
  std::vector<Tick> ticks;
};

// A stretch of the x axis with a name above it.
struct Band {
  std::string name;
  double from = 0;
  double to = 0;
};

struct Chart {
  std::string title;
  Axis x;
  Axis y;
  std::vector<ChartLine> lines;
  std::vector<Band> bands;
};

// An axis from 0 to `end` or a bit beyond, with at most `ticks_max` ticks at 1, 2 or 5 times a
// power of ten.
Axis linear_axis(std::string title, double end, int ticks_max);

// An <svg> element `width` units wide, whose text is 12 units high: made for the width it will be
// shown at, so that its text is as large as the page's. Labels that would overlap are left out.
std::string to_svg(const Chart& chart, double width);

}  // namespace uvchat::loadtest
