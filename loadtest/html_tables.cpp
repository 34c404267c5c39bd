#include "loadtest/html_tables.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "loadtest/format.h"

namespace uvchat::loadtest {
namespace {

constexpr double shown_percents[] = {50.0, 90.0, 99.0, 99.9, 100.0};

std::string number(const char* format, double value) {
  std::string text;
  print(text, format, value);
  return grouped(std::move(text));
}

// Three digits that mean something.
std::string in_unit(std::int64_t ns, const DurationUnit& unit) {
  const double value = static_cast<double>(ns) / unit.ns;
  int decimals = 0;
  for (double limit = 100; value < limit && decimals < 4; limit /= 10) ++decimals;
  std::string text;
  print(text, "%.*f", ns == 0 ? 0 : decimals, value);
  return grouped(std::move(text));
}

// Never seconds: beside the longest, the shortest would be nothing.
DurationUnit table_unit_for(std::int64_t longest_ns) {
  constexpr std::int64_t below_seconds_ns = 9'000'000'000;
  return unit_for(std::min(longest_ns, below_seconds_ns));
}

// A cell, whose text is HTML.
struct Cell {
  std::string text;
  bool is_bad = false;
};

Cell plain(const std::string& text) { return {escaped(text)}; }
Cell bad_if(bool is_bad, std::string text) { return {std::move(text), is_bad}; }

// On a narrow screen a row becomes a list: then each cell says its column's name itself.
class Table {
 public:
  Table(std::string title, std::vector<std::string> columns)
      : title_(std::move(title)), columns_(std::move(columns)) {}

  void add(const std::vector<Cell>& cells) {
    rows_ += "<tr>";
    for (std::size_t i = 0; i < cells.size(); ++i) {
      rows_ += "<td data-name=\"" + escaped(columns_[i]) + "\"" +
               (cells[i].is_bad ? " class=\"bad\">" : ">") + cells[i].text + "</td>";
    }
    rows_ += "</tr>\n";
  }

  void append_to(std::string& out) const {
    if (rows_.empty()) return;
    out += "<section><h2>" + title_ + "</h2><table><tr class=\"names\">";
    for (const std::string& column : columns_) out += "<th>" + escaped(column) + "</th>";
    out += "</tr>\n" + rows_ + "</table></section>\n";
  }

 private:
  std::string title_;
  std::vector<std::string> columns_;
  std::string rows_;
};

std::string duration(std::int64_t ns) {
  std::string text = format_duration(ns);
  if (const std::size_t us = text.find(" us"); us != std::string::npos) text.replace(us, 2, " µ");
  return text;
}

void add_tile(std::string& out, const std::string& name, const std::string& value,
              bool is_bad = false) {
  out += std::string("<div") + (is_bad ? " class=\"bad\"" : "") + "><b>" + escaped(value) +
         "</b><span>" + escaped(name) + "</span></div>\n";
}

std::string share_of(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? "" : number("%.2f %%", static_cast<double>(part) * 100 / double(whole));
}

}  // namespace

DurationUnit unit_for(std::int64_t longest_ns) {
  if (longest_ns >= 10'000'000'000) return {"s", 1e9};
  if (longest_ns >= 2'000'000) return {"ms", 1e6};
  return {"µs", 1e3};
}

void add_tiles(std::string& out, const Report& r) {
  out += "<div class=\"tiles\">\n";
  if (r.counts.expected > 0) {
    add_tile(out, "fan-out p50", duration(r.fan_out.percentile(50)));
    add_tile(out, "fan-out p99", duration(r.fan_out.percentile(99)));
    add_tile(out, "fan-out p99.9", duration(r.fan_out.percentile(99.9)));
    add_tile(out, "deliveries/s", number("%.0f", r.deliveries_per_s));
    add_tile(out, "missing of " + grouped(r.counts.expected) + " deliveries", grouped(r.missing()),
             r.missing() > 0 && !r.interrupted);
  }
  const std::uint32_t clients = r.scenario.clients;
  add_tile(out, "of " + grouped(clients) + " clients registered", grouped(r.registering.done),
           r.registering.done < clients);
  if (r.registering.done > 0) add_tile(out, "registered/s", number("%.0f", r.registering.per_s()));
  if (r.server && r.server->cpu_us_per_delivery) {
    add_tile(out, "server CPU a delivery", number("%.2f µs", *r.server->cpu_us_per_delivery));
  }
  if (r.server && r.server->memory_bytes_per_connection.value_or(0) > 0) {
    add_tile(out, "server memory a connection",
             number("%.1f KiB", *r.server->memory_bytes_per_connection / 1024));
  }
  out += "</div>\n";
}

void add_slo_table(std::string& out, const Report& r) {
  Table table("What must hold (--slo)", {"clause", "measured", "verdict"});
  for (const SloReport& slo : r.slo) {
    table.add({plain(slo.clause), plain(slo.measured.empty() ? "not measured" : slo.measured),
               bad_if(!slo.holds, slo.holds ? "holds" : "BROKEN")});
  }
  table.append_to(out);
}

void add_phase_table(std::string& out, const Report& r) {
  if (r.phases.size() < 2 && r.scenario.phases.size() < 2) return;
  std::int64_t longest_ns = 0;
  for (const PhaseReport& phase : r.phases) longest_ns = std::max(longest_ns, phase.fan_out.max());
  const DurationUnit unit = table_unit_for(longest_ns);
  const std::string in = std::string(", ") + unit.name;
  Table table("Phases", {"phase", "seconds", "lines/s", "deliveries/s", "p50" + in, "p99" + in,
                         "max" + in, "missing", "of expected"});
  for (const PhaseReport& p : r.phases) {
    std::vector<Cell> cells = {plain(p.name),
                               {number("%.1f", p.measured_s)},
                               {number("%.0f", p.lines_per_s)},
                               {number("%.0f", p.deliveries_per_s)}};
    for (const double percent : {50.0, 99.0, 100.0}) {
      cells.push_back(
          {p.fan_out.count() == 0 ? "-" : in_unit(p.fan_out.percentile(percent), unit)});
    }
    cells.push_back(bad_if(p.missing() > 0 && !r.interrupted, grouped(p.missing())));
    cells.push_back({grouped(p.counts.expected)});
    table.add(cells);
  }
  table.append_to(out);
}

void add_outcome_table(std::string& out, const Report& r) {
  Table table("What became of it", {"what", "how many", "of", "share"});
  const auto add = [&](const char* name, std::uint64_t part, std::uint64_t whole, bool is_bad) {
    table.add(
        {plain(name), bad_if(is_bad, grouped(part)), {grouped(whole)}, {share_of(part, whole)}});
  };
  const std::uint32_t clients = r.scenario.clients;
  const Ledger::Counts& c = r.counts;
  add("clients connected", r.connecting.done, clients, r.connecting.done < clients);
  add("clients registered", r.registering.done, clients, r.registering.done < clients);
  if (!r.scenario.idle) {
    add("clients in their rooms", r.joining.done, clients, r.joining.done < clients);
  }
  add("connections lost", r.clients_lost, clients, r.clients_lost > 0);
  if (const LoginReport& l = r.logins; l.asked() > 0) {
    add("logins let in", l.let_in, l.asked(), false);
    add("logins refused", l.refused, l.asked(), false);
    add("logins refused with the right password", l.refused_right, l.asked(), l.refused_right > 0);
    add("logins refused before a look at the password", l.held_back, l.asked(), l.held_back > 0);
    add("logins without an answer", l.unanswered, l.asked(), l.unanswered > 0);
  }
  if (const PagesReport& p = r.pages; p.asked() > 0) {
    add("pages answered", p.answered, p.asked(), false);
    add("pages refused", p.refused, p.asked(), p.refused > 0);
    add("pages without an answer", p.unanswered, p.asked(), p.unanswered > 0);
  }
  if (const UploadsReport& u = r.uploads; u.at_once > 0) {
    const std::uint64_t ended = u.finished + u.refused;
    add("uploads finished", u.finished, ended, false);
    add("uploads refused", u.refused, ended, u.refused > 0);
  }
  if (c.expected > 0) {
    const bool is_bad = !r.interrupted;
    add("deliveries that came", c.delivered, c.expected, is_bad && r.missing() > 0);
    add("deliveries lost", r.lost, c.expected, is_bad && r.lost > 0);
    add("deliveries not in time", r.not_in_time(), c.expected, is_bad && r.not_in_time() > 0);
    add("deliveries that came twice", c.doubled, c.expected, c.doubled > 0);
    add("deliveries out of order", c.out_of_order, c.expected, c.out_of_order > 0);
  }
  if (const HistoryReport& h = r.history; h.is_asked_for) {
    add("heard lines missing in the history", h.missing, h.heard, h.missing > 0);
    add("heard lines twice in the history", h.doubled, h.heard, h.doubled > 0);
    add("heard lines out of order in the history", h.out_of_order, h.heard, h.out_of_order > 0);
  }
  table.append_to(out);
}

void add_duration_table(std::string& out, const Report& r) {
  std::vector<std::pair<std::string, const Histogram*>> rows = {{"connect", &r.connecting.each},
                                                                {"register", &r.registering.each},
                                                                {"join", &r.joining.each}};
  for (const PhaseReport& phase : r.phases) {
    rows.emplace_back(phase.name + ": away", &phase.storm.each);
  }
  rows.insert(rows.end(), {{"login", &r.logins.each},
                           {"page of history", &r.pages.each},
                           {"upload", &r.uploads.each},
                           {"fan-out", &r.fan_out},
                           {"completion", &r.completion},
                           {"sent late", &r.send_lag}});
  std::erase_if(rows, [](const auto& row) { return row.second->count() == 0; });
  std::int64_t longest_ns = 0;
  for (const auto& [name, histogram] : rows) longest_ns = std::max(longest_ns, histogram->max());
  const DurationUnit unit = table_unit_for(longest_ns);
  const std::string in = std::string(", ") + unit.name;
  Table table("All durations",
              {"what", "p50" + in, "p90" + in, "p99" + in, "p99.9" + in, "max" + in, "count"});
  for (const auto& [name, histogram] : rows) {
    std::vector<Cell> cells = {plain(name)};
    for (const double percent : shown_percents) {
      cells.push_back({in_unit(histogram->percentile(percent), unit)});
    }
    cells.push_back({grouped(histogram->count())});
    table.add(cells);
  }
  table.append_to(out);
}

}  // namespace uvchat::loadtest
