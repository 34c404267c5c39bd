#include "loadtest/chart.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "loadtest/format.h"

namespace uvchat::loadtest {
namespace {

constexpr double letter_width = 7.7;  // of text 12 units high, rather too much than too little
constexpr double left_margin_min = 40;
constexpr double label_gap = 8;  // between an axis and the numbers beside it
constexpr double right_margin = 18;
constexpr double top_margin = 34;
constexpr double bottom_margin = 44;

double width_of(const std::string& text) { return static_cast<double>(text.size()) * letter_width; }

struct Frame {
  double left, right, top, bottom, width;
  const Chart& chart;

  double x(double value) const { return left + value / chart.x.end * (right - left); }
  double y(double value) const { return bottom - value / chart.y.end * (bottom - top); }
};

void add_text(std::string& out, double x, double y, const char* css_class,
              const std::string& text) {
  print(out, "<text x=\"%.1f\" y=\"%.1f\" class=\"%s\">", x, y, css_class);
  out += escaped(text) + "</text>\n";
}

void add_rule(std::string& out, double x1, double y1, double x2, double y2, const char* css_class) {
  print(out, "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" class=\"%s\"/>\n", x1, y1, x2,
        y2, css_class);
}

// Every second band has a ground of its own; a name that is wider than its band is left out.
void add_bands(std::string& out, const Frame& frame) {
  bool shaded = true;
  for (const Band& band : frame.chart.bands) {
    const double from = frame.x(band.from);
    const double to = frame.x(band.to);
    if (shaded) {
      print(out, "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" class=\"band\"/>\n",
            from, frame.top, to - from, frame.bottom - frame.top);
    }
    if (width_of(band.name) < to - from) {
      add_text(out, (from + to) / 2, frame.top - 6, "middle", band.name);
    }
    shaded = !shaded;
  }
}

void add_axes(std::string& out, const Frame& frame) {
  for (const Tick& tick : frame.chart.y.ticks) {
    add_rule(out, frame.left, frame.y(tick.at), frame.right, frame.y(tick.at), "grid");
    add_text(out, frame.left - label_gap, frame.y(tick.at) + 4, "end", tick.label);
  }
  double free_from = 0;
  for (const Tick& tick : frame.chart.x.ticks) {
    const double at = frame.x(tick.at);
    const double half = width_of(tick.label) / 2;
    add_rule(out, at, frame.bottom, at, frame.bottom + 5, "axis");
    const double middle = std::min(at, frame.width - half);
    if (middle - half >= free_from) {
      add_text(out, middle, frame.bottom + 19, "middle", tick.label);
      free_from = middle + half + letter_width;
    }
  }
  add_rule(out, frame.left, frame.bottom, frame.right, frame.bottom, "axis");
  add_text(out, frame.right, frame.bottom + 38, "end", frame.chart.x.title);
  add_text(out, 4, 13, "start", frame.chart.y.title);
}

void add_line(std::string& out, const Frame& frame, const ChartLine& line, std::size_t number) {
  for (const std::vector<ChartPoint>& piece : line.pieces) {
    if (piece.size() == 1) {
      print(out, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" class=\"dot%zu\"/>\n",
            frame.x(piece[0].x), frame.y(piece[0].y), number);
      continue;
    }
    print(out, "<polyline class=\"line%zu\" points=\"", number);
    for (const ChartPoint& point : piece) {
      print(out, "%.1f,%.1f ", frame.x(point.x), frame.y(point.y));
    }
    out += "\"/>\n";
  }
}

}  // namespace

Axis linear_axis(std::string title, double end, int ticks_max) {
  end = end > 0 ? end : 1;
  const double power = std::pow(10, std::floor(std::log10(end / ticks_max)));
  double step = power;
  for (const double factor : {2, 5, 10}) {
    if (end / step > ticks_max) step = power * factor;
  }
  Axis axis;
  axis.title = std::move(title);
  const auto steps = static_cast<int>(std::ceil(end / step - 1e-9));
  axis.end = step * steps;
  for (int i = 0; i <= steps; ++i) {
    std::string label;
    print(label, "%.10g", step * i);
    axis.ticks.push_back({step * i, grouped(std::move(label))});
  }
  return axis;
}

std::string to_svg(const Chart& chart, double width) {
  const double height = width < 600 ? 240 : 280;
  double left = left_margin_min;
  for (const Tick& tick : chart.y.ticks) left = std::max(left, width_of(tick.label) + label_gap);
  const Frame frame{left, width - right_margin, top_margin, height - bottom_margin, width, chart};
  std::string out;
  print(out, "<svg viewBox=\"0 0 %.0f %.0f\" role=\"img\" aria-label=\"", width, height);
  out += escaped(chart.title) + "\">\n";
  add_bands(out, frame);
  add_axes(out, frame);
  for (std::size_t i = 0; i < chart.lines.size(); ++i) add_line(out, frame, chart.lines[i], i + 1);
  return out + "</svg>\n";
}

}  // namespace uvchat::loadtest
