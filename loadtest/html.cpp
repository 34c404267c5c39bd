#include "loadtest/html.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string_view>
#include <utility>

#include "loadtest/chart.h"
#include "loadtest/format.h"

namespace uvchat::loadtest {
namespace {

constexpr std::string_view style = R"(
:root { color-scheme: light dark; --ground: #f7f7f4; --card: #ffffff; --ink: #14140f;
  --soft: #5b5a52; --rule: #e4e3da; --band: #f3f2ec; --one: #1f6fd0; --two: #d9580d;
  --warn-ground: #fdf0d5; --warn: #6b4500; }
@media (prefers-color-scheme: dark) { :root { --ground: #121211; --card: #1c1c1a; --ink: #f3f2ec;
  --soft: #b3b1a6; --rule: #34332f; --band: #242421; --one: #5aa2f0; --two: #f08a4b;
  --warn-ground: #3a2c0c; --warn: #ffd98a; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink);
  font: 15px/1.5 system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
main { max-width: 1000px; margin: 0 auto; padding: 28px 20px 48px; }
h1 { font-size: 24px; margin: 0; } h2 { font-size: 16px; margin: 0; }
p { margin: 4px 0 0; color: var(--soft); }
section { background: var(--card); border: 1px solid var(--rule); border-radius: 10px;
  padding: 16px 18px; margin-top: 16px; }
.note { background: var(--warn-ground); color: var(--warn); border-radius: 8px;
  padding: 8px 14px; margin-top: 12px; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(200px, 1fr)); gap: 12px;
  margin-top: 18px; }
.tiles div { background: var(--card); border: 1px solid var(--rule); border-radius: 10px;
  padding: 10px 14px; }
.tiles b { display: block; font-size: 21px; font-weight: 600; white-space: nowrap; }
.tiles span, .key { color: var(--soft); font-size: 13px; }
.key i { display: inline-block; width: 18px; height: 3px; border-radius: 2px; margin: 0 6px 3px 0; }
.key span { margin-right: 18px; white-space: nowrap; display: inline-block; }
.key1 { background: var(--one); } .key2 { background: var(--two); }
svg { display: block; width: 100%; height: auto; margin-top: 8px; }
svg text { fill: var(--soft); font-size: 12px; } .narrow { display: none; }
@media (max-width: 640px) { main { padding: 18px 10px 36px; } section { padding: 14px 10px; }
  .wide { display: none; } .narrow { display: block; } .tiles { grid-template-columns: 1fr 1fr; } }
.middle { text-anchor: middle; } .end { text-anchor: end; }
.grid { stroke: var(--rule); } .axis { stroke: var(--soft); } .band { fill: var(--band); }
polyline { fill: none; stroke-width: 2; stroke-linejoin: round; stroke-linecap: round; }
.line1 { stroke: var(--one); } .line2 { stroke: var(--two); }
.dot1 { fill: var(--one); } .dot2 { fill: var(--two); }
.scroll { overflow-x: auto; } table { border-collapse: collapse; width: 100%; margin-top: 8px;
  font-variant-numeric: tabular-nums; }
th, td { text-align: right; padding: 5px 10px; border-bottom: 1px solid var(--rule);
  white-space: nowrap; } th { color: var(--soft); font-weight: 500; font-size: 13px; }
th:first-child, td:first-child { text-align: left; padding-left: 0; }
tr:last-child td { border-bottom: 0; }
)";

// A chart is drawn for each width it may be shown at: scaled down, its text could not be read.
constexpr double wide = 922;
constexpr double narrow = 348;

struct DurationUnit {
  const char* name;
  double ns;
};

DurationUnit unit_for(std::int64_t longest_ns) {
  if (longest_ns >= 2'000'000'000) return {"s", 1e9};
  if (longest_ns >= 2'000'000) return {"ms", 1e6};
  return {"µs", 1e3};
}

constexpr int y_ticks_max = 5;

void add_chart(std::string& out, const Chart& chart, const std::string& explanation) {
  out += "<section><h2>" + escaped(chart.title) + "</h2>\n";
  if (!explanation.empty()) {
    out += "<p>" + escaped(explanation) + "</p>\n";
  }
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
  if (r.fan_out.count() == 0) {
    return;
  }
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
    if (value && gap) {
      line.pieces.emplace_back();
    }
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
  if (points == 0) {
    return;
  }
  chart.y = linear_axis(y_title, highest, y_ticks_max);
  chart.x = linear_axis("seconds since the first connect", r.samples.back().to_s, 12);
  chart.x.end = r.samples.back().to_s;
  std::erase_if(chart.x.ticks, [&](const Tick& tick) { return tick.at > chart.x.end; });
  for (const Stage& stage : r.stages) {
    chart.bands.push_back({stage.name, stage.from_s, stage.to_s});
  }
  add_chart(out, chart, explanation);
}

std::optional<double> percentile_of(const Sample& sample, double percent,
                                    const DurationUnit& unit) {
  if (sample.fan_out.empty()) {
    return std::nullopt;
  }
  return static_cast<double>(Histogram::of(sample.fan_out).percentile(percent)) / unit.ns;
}

void add_traffic_charts(std::string& out, const Report& r) {
  Chart rate;
  rate.title = "Deliveries per second";
  const auto deliveries = [](const Sample& s, const DurationUnit&) -> std::optional<double> {
    return static_cast<double>(s.deliveries) / s.seconds();
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

void add_tile(std::string& out, const char* name, const std::string& value) {
  out += "<div><b>" + escaped(value) + "</b><span>" + name + "</span></div>\n";
}

std::string number(const char* format, double value) {
  char text[64];
  std::snprintf(text, sizeof text, format, value);
  return text;
}

void add_tiles(std::string& out, const Report& r) {
  out += "<div class=\"tiles\">\n";
  if (r.fan_out.count() > 0) {
    add_tile(out, "p50", format_duration(r.fan_out.percentile(50)));
    add_tile(out, "p99", format_duration(r.fan_out.percentile(99)));
    add_tile(out, "p99.9", format_duration(r.fan_out.percentile(99.9)));
    add_tile(out, "deliveries/s", grouped(number("%.0f", r.deliveries_per_s)));
    add_tile(out, "lost", grouped(std::to_string(r.lost())));
  }
  add_tile(out, "registered/s", grouped(number("%.0f", r.registering.per_s())));
  if (r.server) {
    if (r.counts.delivered > 0) {
      add_tile(out, "server CPU a delivery", number("%.2f µs", r.server->cpu_us_per_delivery));
    }
    add_tile(out, "memory a connection",
             number("%.1f KiB", r.server->memory_bytes_per_connection / 1024));
  }
  out += "</div>\n";
}

void add_histogram_row(std::string& out, const std::string& name, const Histogram& h) {
  if (h.count() == 0) {
    return;
  }
  out += "<tr><td>" + name + "</td>";
  for (const double percent : {50.0, 90.0, 99.0, 99.9, 100.0}) {
    out += "<td>" + format_duration(h.percentile(percent)) + "</td>";
  }
  out += "<td>" + grouped(std::to_string(h.count())) + "</td></tr>\n";
}

void add_table(std::string& out, const Report& r) {
  out +=
      "<section><h2>All durations</h2><div class=\"scroll\"><table><tr><th></th><th>p50</th>"
      "<th>p90</th><th>p99</th><th>p99.9</th><th>max</th><th>count</th></tr>\n";
  add_histogram_row(out, "connect", r.connecting.each);
  add_histogram_row(out, "register", r.registering.each);
  add_histogram_row(out, "join", r.joining.each);
  for (const PhaseReport& phase : r.phases) {
    add_histogram_row(out, escaped(phase.name) + ": away", phase.storm.each);
  }
  add_histogram_row(out, "fan-out", r.fan_out);
  add_histogram_row(out, "completion", r.completion);
  add_histogram_row(out, "sent late", r.send_lag);
  out += "</table></div></section>\n";
}

void add_phases(std::string& out, const Report& r) {
  if (r.phases.size() < 2) {
    return;
  }
  out +=
      "<section><h2>Phases</h2><div class=\"scroll\"><table><tr><th></th><th>seconds</th>"
      "<th>lines/s</th><th>deliveries/s</th><th>p50</th><th>p99</th><th>max</th><th>lost</th>"
      "</tr>\n";
  for (const PhaseReport& p : r.phases) {
    out += "<tr><td>" + escaped(p.name) + "</td><td>" + number("%.1f", p.measured_s) + "</td><td>" +
           grouped(number("%.0f", p.lines_per_s)) + "</td><td>" +
           grouped(number("%.0f", p.deliveries_per_s)) + "</td>";
    for (const double percent : {50.0, 99.0, 100.0}) {
      out += "<td>" + format_duration(p.fan_out.percentile(percent)) + "</td>";
    }
    out += "<td>" + grouped(std::to_string(p.lost())) + "</td></tr>\n";
  }
  out += "</table></div></section>\n";
}

// The text report's first line without its label, and its notes.
void add_words(std::string& out, const Report& r) {
  const std::string text = to_text(r);
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find('\n', at);
    const std::string line = text.substr(at, end - at);
    if (at == 0) {
      out += "<p>" + escaped(line.substr(line.find_first_not_of(' ', line.find(' ')))) + "</p>\n";
    } else if (line.starts_with("NOTE: ") || line.starts_with("FAILED: ")) {
      out += "<div class=\"note\">" + escaped(line) + "</div>\n";
    }
    at = end + 1;
  }
}

}  // namespace

std::string to_html(const Report& r) {
  std::string out =
      "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<title>loadgen: " +
      escaped(r.scenario.host) + "</title>\n<style>" + std::string(style) +
      "</style></head><body><main>\n<h1>Load report</h1>\n";
  add_words(out, r);
  add_tiles(out, r);
  add_phases(out, r);
  add_percentiles(out, r);
  add_traffic_charts(out, r);
  add_server_charts(out, r);
  add_table(out, r);
  return out + "</main></body></html>\n";
}

}  // namespace uvchat::loadtest
