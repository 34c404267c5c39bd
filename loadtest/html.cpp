#include "loadtest/html.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string_view>
#include <utility>

#include "loadtest/chart.h"
#include "loadtest/format.h"
#include "loadtest/html_style.h"
#include "loadtest/html_tables.h"
#include "loadtest/remarks.h"

namespace uvchat::loadtest {
namespace {

// A chart is drawn for each width it may be shown at: scaled down, its text could not be read.
constexpr double wide = 922;
constexpr double narrow = 348;

constexpr int y_ticks_max = 5;

void add_chart(std::string& out, const Chart& chart, const std::string& explanation) {
  out += "<section><h2>" + escaped(chart.title) + "</h2>\n";
  if (!explanation.empty()) out += "<p>" + escaped(explanation) + "</p>\n";
  if (chart.lines.size() > 1) {
    out += "<p class=\"key\">";
    for (std::size_t i = 0; i < chart.lines.size(); ++i) {
      out += "<span><i class=\"key" + std::to_string(i + 1) + "\"></i>" +
             escaped(chart.lines[i].name) + "</span>";
    }
    out += "</p>\n";
  }
  out += "<div class=\"wide\">" + to_svg(chart, wide) + "</div>\n";
  out += "<div class=\"narrow\">" + to_svg(chart, narrow) + "</div></section>\n";
}

// Where `percent` stands on an axis on which each nine takes the same room.
double nines(double percent) { return std::log10(100 / (100 - percent)); }

ChartLine curve_of(std::string name, const Histogram& histogram, const DurationUnit& unit) {
  std::vector<ChartPoint> piece;
  for (const Histogram::Point& point : histogram.curve()) {
    const double x =
        point.percent < 100 ? nines(point.percent) : std::log10(double(std::max(point.count, 1UL)));
    piece.push_back({x, static_cast<double>(point.value_ns) / unit.ns});
  }
  return {std::move(name), {std::move(piece)}};
}

void add_percentiles(std::string& out, const Report& r) {
  if (r.fan_out.count() == 0) return;
  const std::int64_t longest_ns = std::max(r.fan_out.max(), r.completion.max());
  const DurationUnit unit = unit_for(longest_ns);
  Chart chart;
  chart.title = "Latency by percentile";
  chart.y = linear_axis(unit.name, static_cast<double>(longest_ns) / unit.ns, y_ticks_max);
  chart.x.title = "percentile";
  chart.x.end = std::log10(static_cast<double>(std::max<std::uint64_t>(r.fan_out.count(), 100)));
  chart.x.ticks = {{0, "0 %"}, {nines(50), "50 %"}, {1, "90 %"}, {2, "99 %"}};
  std::string label = "99.";
  for (int nine = 3; nine <= chart.x.end; ++nine) {
    chart.x.ticks.push_back({double(nine), (label += '9') + " %"});
  }
  chart.lines.push_back(curve_of("fan-out: each delivery", r.fan_out, unit));
  if (r.completion.count() > 0) {
    chart.lines.push_back(curve_of("completion: its last receiver", r.completion, unit));
  }
  add_chart(out, chart, "From the moment a line was due; each nine takes the same room.");
}

// One value of a sample, which holds for all of its time; or nothing.
using Figure = std::optional<double> (*)(const Sample&, const DurationUnit&);

ChartLine line_of(std::string name, const std::vector<Sample>& samples, Figure figure,
                  const DurationUnit& unit) {
  ChartLine line{std::move(name), {}};
  bool gap = true;
  for (const Sample& sample : samples) {
    const auto value = figure(sample, unit);
    if (value && gap) line.pieces.emplace_back();
    gap = !value;
    if (value) {
      line.pieces.back().push_back({sample.from_s, *value});
      line.pieces.back().push_back({sample.to_s, *value});
    }
  }
  return line;
}

// Nothing where no line has a point.
void add_time_chart(std::string& out, const Report& r, Chart chart, const std::string& y_title,
                    const std::string& explanation = "") {
  double highest = 0;
  std::size_t points = 0;
  for (const ChartLine& line : chart.lines) {
    for (const std::vector<ChartPoint>& piece : line.pieces) {
      for (const ChartPoint& point : piece) {
        highest = std::max(highest, point.y);
        ++points;
      }
    }
  }
  if (points == 0) return;
  chart.y = linear_axis(y_title, highest, y_ticks_max);
  chart.x = linear_axis("seconds since the first connect", r.samples.back().to_s, 12);
  chart.x.end = r.samples.back().to_s;
  std::erase_if(chart.x.ticks, [&](const Tick& tick) { return tick.at > chart.x.end; });
  for (const Stage& stage : r.stages) chart.bands.push_back({stage.name, stage.from_s, stage.to_s});
  add_chart(out, chart, explanation);
}

std::optional<double> percentile_of(const Sample& sample, double percent,
                                    const DurationUnit& unit) {
  if (sample.fan_out.empty()) return std::nullopt;
  return static_cast<double>(Histogram::of(sample.fan_out).percentile(percent)) / unit.ns;
}

void add_traffic_charts(std::string& out, const Report& r) {
  Chart rate;
  rate.title = "Deliveries per second";
  const auto deliveries = [](const Sample& s, const DurationUnit&) -> std::optional<double> {
    return s.deliveries_per_s();
  };
  rate.lines = {line_of("deliveries", r.samples, deliveries, {})};
  add_time_chart(out, r, std::move(rate), "deliveries/s");

  std::int64_t longest_ns = 0;
  for (const Sample& sample : r.samples) {
    longest_ns = std::max(longest_ns, Histogram::of(sample.fan_out).percentile(99));
  }
  Chart latency;
  latency.title = "Fan-out latency over time";
  const DurationUnit unit = unit_for(longest_ns);
  const auto p50 = [](const Sample& s, const DurationUnit& u) { return percentile_of(s, 50, u); };
  const auto p99 = [](const Sample& s, const DurationUnit& u) { return percentile_of(s, 99, u); };
  latency.lines = {line_of("p50", r.samples, p50, unit), line_of("p99", r.samples, p99, unit)};
  add_time_chart(out, r, std::move(latency), unit.name);
}

void add_server_charts(std::string& out, const Report& r) {
  Chart cpu;
  cpu.title = "Processor time";
  const auto server = [](const Sample& s, const DurationUnit&) -> std::optional<double> {
    return s.server_cpu_share ? std::optional(*s.server_cpu_share * 100) : std::nullopt;
  };
  const auto own = [](const Sample& s, const DurationUnit&) -> std::optional<double> {
    return s.own_cpu_share ? std::optional(*s.own_cpu_share * 100) : std::nullopt;
  };
  cpu.lines = {line_of("the server", r.samples, server, {}),
               line_of("loadgen", r.samples, own, {})};
  if (!r.server) {
    cpu.lines.erase(cpu.lines.begin());
    cpu.title += " of loadgen";
  }
  add_time_chart(out, r, std::move(cpu), "% of a processor");

  Chart memory;
  memory.title = "The server's memory";
  const auto mib = [](const Sample& s, const DurationUnit&) -> std::optional<double> {
    if (!s.server_memory_bytes) return std::nullopt;
    return static_cast<double>(*s.server_memory_bytes) / 1024 / 1024;
  };
  memory.lines = {line_of("memory", r.samples, mib, {})};
  add_time_chart(out, r, std::move(memory), "MiB", "Anonymous and resident.");
}

// The text report's first line without its label.
void add_head(std::string& out, const Report& r) {
  const std::string text = to_text(r);
  const std::string line = text.substr(0, text.find('\n'));
  out += "<h1>Load report</h1>\n<p>" +
         escaped(line.substr(line.find_first_not_of(' ', line.find(' ')))) + "</p>\n";
  const Surroundings& s = r.surroundings;
  if (!s.date.empty()) {
    out += "<p>" + escaped(s.date) + " · server: " +
           escaped(r.server_version.empty() ? "version unknown" : r.server_version) +
           " · loadgen " + escaped(s.loadgen) + "</p>\n<p>" + std::to_string(s.cores) +
           (s.cores == 1 ? " core" : " cores") +
           (s.processor.empty() ? "" : " of " + escaped(s.processor)) + ", " + escaped(s.system) +
           "</p>\n";
  }
}

void add_remarks(std::string& out, const Report& r) {
  for (const Remark& remark : remarks(r)) {
    const char* css_class = "failed";
    const char* word = "FAILED";
    if (remark.weight == Remark::Weight::note) {
      css_class = "note";
      word = "NOTE";
    } else if (remark.weight == Remark::Weight::good) {
      css_class = "good";
      word = "OK";
    }
    out += std::string("<div class=\"remark ") + css_class + "\"><b>" + word + "</b><span>" +
           escaped(remark.text) + "</span></div>\n";
  }
}

}  // namespace

std::string to_html(const Report& r) {
  std::string out =
      "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<title>loadgen: " +
      escaped(r.scenario.host + " " + r.surroundings.date) + "</title>\n<style>" +
      std::string(html_style) + "</style></head><body><main>\n";
  add_head(out, r);
  add_remarks(out, r);
  add_tiles(out, r);
  add_slo_table(out, r);
  add_phase_table(out, r);
  add_percentiles(out, r);
  add_traffic_charts(out, r);
  add_server_charts(out, r);
  add_outcome_table(out, r);
  add_duration_table(out, r);
  return out + "</main></body></html>\n";
}

}  // namespace uvchat::loadtest
