#include "loadtest/compare.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

#include "loadtest/format.h"
#include "loadtest/scenario.h"
#include "uvchat/base/assert.h"
#include "uvchat/base/file.h"
#include "uvchat/base/utf8.h"
#include "uvchat/json/tree.h"

namespace uvchat::loadtest {
namespace {

using json::Node;
using Figures = std::vector<std::optional<double>>;  // of one row, by report

enum class FigureUnit : std::uint8_t { us, number, rate, bytes, share };

struct Row {
  const char* name;
  std::string_view place;  // keys, one inside the other
  FigureUnit unit;
};

constexpr std::array rows = {
    Row{"fan-out p50", "fan_out/p50_us", FigureUnit::us},
    Row{"fan-out p90", "fan_out/p90_us", FigureUnit::us},
    Row{"fan-out p99", "fan_out/p99_us", FigureUnit::us},
    Row{"fan-out p99.9", "fan_out/p99.9_us", FigureUnit::us},
    Row{"fan-out max", "fan_out/max_us", FigureUnit::us},
    Row{"completion p50", "completion/p50_us", FigureUnit::us},
    Row{"completion p99", "completion/p99_us", FigureUnit::us},
    Row{"completion max", "completion/max_us", FigureUnit::us},
    Row{"sent late p99", "send_lag/p99_us", FigureUnit::us},
    Row{"deliveries/s", "deliveries_per_s", FigureUnit::rate},
    Row{"lines/s", "lines_per_s", FigureUnit::rate},
    Row{"connect p99", "connect/each/p99_us", FigureUnit::us},
    Row{"register p99", "register/each/p99_us", FigureUnit::us},
    Row{"registered/s", "register/per_s", FigureUnit::rate},
    Row{"join p99", "join/each/p99_us", FigureUnit::us},
    Row{"joined/s", "join/per_s", FigureUnit::rate},
    Row{"delivered", "delivered", FigureUnit::number},
    Row{"missing", "missing", FigureUnit::number},
    Row{"lost", "lost", FigureUnit::number},
    Row{"not in time", "not_in_time", FigureUnit::number},
    Row{"doubled", "doubled", FigureUnit::number},
    Row{"out of order", "out_of_order", FigureUnit::number},
    Row{"clients lost", "clients_lost", FigureUnit::number},
    Row{"server CPU/delivery", "server/cpu_us_per_delivery", FigureUnit::us},
    Row{"server CPU/connection", "server/cpu_us_per_connection", FigureUnit::us},
    Row{"server CPU", "server/process/cpu_share", FigureUnit::share},
    Row{"memory/connection", "server/memory_bytes_per_connection", FigureUnit::bytes},
    Row{"memory at the end", "server/memory_end_bytes", FigureUnit::bytes},
    Row{"loadgen CPU", "loadgen/cpu_share", FigureUnit::share},
};

// An hour of a run has some 1.5 MiB and 40,000 values.
constexpr std::size_t report_bytes_max = std::size_t{64} << 20;
constexpr std::ptrdiff_t report_values_max = 2'000'000;
constexpr std::size_t scenario_keys_max = 100;
constexpr std::size_t text_bytes_max = 500;

struct Compared {
  std::string letter;
  std::string path;
  std::string text;  // what `root` points into
  Node root;

  // Null where there is none; `place` as in a Row.
  const Node* find(std::string_view place) const {
    const Node* node = &root;
    while (node != nullptr && !place.empty()) {
      const std::size_t slash = std::min(place.find('/'), place.size());
      node = node->find(place.substr(0, slash));
      place.remove_prefix(std::min(slash + 1, place.size()));
    }
    return node;
  }
  std::string text_at(std::string_view place) const {
    const Node* node = find(place);
    return node != nullptr && node->type == Node::Type::string
               ? printable(utf8_cut(node->text, text_bytes_max))
               : "";
  }
  bool is_true(std::string_view place) const {
    const Node* node = find(place);
    return node != nullptr && node->type == Node::Type::boolean && node->raw == "true";
  }
  std::optional<double> figure(std::string_view place) const {
    const Node* node = find(place);
    double number = 0;
    if (node == nullptr || node->type != Node::Type::number ||
        std::from_chars(node->raw.data(), node->raw.data() + node->raw.size(), number).ec !=
            std::errc()) {
      return std::nullopt;
    }
    return number;
  }
};

Result<void> parse_report(Compared& report) {
  const std::string shown = printable(report.path);
  const auto separates = [](char c) { return c == ',' || c == '[' || c == '{'; };
  if (std::count_if(report.text.begin(), report.text.end(), separates) > report_values_max) {
    return fail(shown + ": has more values than a report of loadgen's");
  }
  auto root = json::parse_tree(report.text);
  if (!root) {
    return fail(shown + ":" + json::position_of(report.text, root.error().offset) + ": " +
                root.error().text);
  }
  report.root = *std::move(root);
  const Node* scenario = report.find("scenario");
  if (scenario == nullptr || scenario->type != Node::Type::object ||
      scenario->children.size() > scenario_keys_max || report.find("fan_out") == nullptr) {
    return fail(shown + ": is no report that loadgen --json has written");
  }
  return {};
}

// Durations and bytes in the unit that suits the largest of their row.
std::string shown(std::optional<double> value, FigureUnit unit, double largest) {
  constexpr double beyond_all = 1e15;
  if (!value) return "-";
  std::string out;
  if (std::abs(*value) > beyond_all || largest > beyond_all) {
    print(out, "%.3g", *value);
    return out;
  }
  switch (unit) {
    case FigureUnit::us:
      return format_duration(std::llround(*value * 1e3), std::llround(largest * 1e3));
    case FigureUnit::number:
      print(out, "%.0f", *value);
      break;
    case FigureUnit::rate:
      print(out, "%.*f", *value < 100 ? 1 : 0, *value);
      break;
    case FigureUnit::bytes:
      if (largest < 1024 * 1024) {
        print(out, "%.0f B", *value);
      } else {
        print(out, "%.1f MiB", *value / 1024 / 1024);
      }
      break;
    case FigureUnit::share:
      print(out, "%.0f %%", *value * 100);
      break;
  }
  return out;
}

std::string ratio(std::optional<double> a, std::optional<double> b) {
  if (!a || !b || *a <= 0 || *b < 0) return "-";
  std::string out;
  const double by = *b / *a;
  print(out, by < 1000 ? "%.2fx" : "%.3gx", by);
  return out;
}

void add_head(std::string& out, const std::vector<Compared>& reports) {
  for (const Compared& report : reports) {
    out += report.letter + ": " + printable(report.path);
    const std::string server = report.text_at("server_version");
    for (const std::string& fact :
         {report.text_at("date"), server.empty() ? "" : "server " + server}) {
      out += fact.empty() ? "" : ", " + fact;
    }
    out += "\n";
  }
  print(out, "\n%-22s %12s", "", reports.front().letter.c_str());
  for (std::size_t i = 1; i < reports.size(); ++i) {
    const std::string& letter = reports[i].letter;
    print(out, " %12s %9s", letter.c_str(), (letter + "/A").c_str());
  }
  out += "\n";
}

void add_row(std::string& out, const Row& row, const Figures& figures) {
  double largest = 0;
  for (const std::optional<double>& figure : figures) {
    largest = std::max(largest, std::abs(figure.value_or(0)));
  }
  print(out, "%-22s %12s", row.name, shown(figures.front(), row.unit, largest).c_str());
  for (std::size_t i = 1; i < figures.size(); ++i) {
    print(out, " %12s %9s", shown(figures[i], row.unit, largest).c_str(),
          ratio(figures.front(), figures[i]).c_str());
  }
  out += "\n";
}

bool are_equal(const Node* a, const Node* b) {
  if (a == nullptr || b == nullptr || a->type != b->type || a->raw != b->raw ||
      a->children.size() != b->children.size()) {
    return a == b;
  }
  return std::equal(
      a->children.begin(), a->children.end(), b->children.begin(),
      [](const Node& x, const Node& y) { return x.key == y.key && are_equal(&x, &y); });
}

// What the runs were told to do differently: without that no ratio means anything.
void add_differences(std::string& out, const std::vector<Compared>& reports) {
  std::vector<std::string> keys;
  for (const Compared& report : reports) {
    for (const Node& child : report.find("scenario")->children) {
      const bool is_known = std::find(keys.begin(), keys.end(), child.key) != keys.end();
      if (!is_known && child.key != "host" && child.key != "port") keys.push_back(child.key);
    }
  }
  const auto value = [](const Compared& report, const std::string& key) {
    return report.find("scenario")->find(key);
  };
  for (const std::string& key : keys) {
    const Node* first = value(reports.front(), key);
    if (std::all_of(reports.begin(), reports.end(),
                    [&](const Compared& report) { return are_equal(first, value(report, key)); })) {
      continue;
    }
    out += "NOTE: the scenarios differ: " + printable(utf8_cut(key, 60));
    const char* before = " is ";
    for (const Compared& report : reports) {
      const Node* node = value(report, key);
      if (node != nullptr && !node->children.empty()) continue;  // a list of phases says too much
      out += std::exchange(before, ", ") + (node == nullptr ? "not given" : json::describe(*node)) +
             " in " + report.letter;
    }
    out += "\n";
  }
}

void add_warnings(std::string& out, const Compared& report) {
  const auto warn = [&](const std::string& what) {
    out += "NOTE: " + report.letter + " " + what + "\n";
  };
  if (const std::string failure = report.text_at("failure"); !failure.empty()) {
    warn("failed: " + failure);
  }
  if (report.is_true("queues/held_back")) warn("was held back by the server's flood gate");
  if (report.is_true("interrupted")) warn("was interrupted");
  if (report.is_true("is_disturbed")) warn("was disturbed: measure again");
}

}  // namespace

Result<std::string> compare(const std::vector<std::string>& paths) {
  std::vector<ReportText> reports;
  for (const std::string& path : paths) {
    auto text = file_contents(path, report_bytes_max, Links::followed);
    if (!text) return fail(printable(path) + ": cannot be read: " + text.error().text);
    reports.push_back({path, *std::move(text)});
  }
  return compare(std::move(reports));
}

Result<std::string> compare(std::vector<ReportText> texts) {
  UVCHAT_ASSERT(texts.size() >= 2 && texts.size() <= compared_max);
  std::vector<Compared> reports(texts.size());  // their nodes point into their texts
  for (std::size_t i = 0; i < texts.size(); ++i) {
    reports[i].letter = static_cast<char>('A' + i);
    reports[i].path = std::move(texts[i].path);
    reports[i].text = std::move(texts[i].text);
    if (const auto parsed = parse_report(reports[i]); !parsed) {
      return tl::unexpected(parsed.error());
    }
  }
  std::string out;
  add_head(out, reports);
  for (const Row& row : rows) {
    Figures figures;
    for (const Compared& report : reports) figures.push_back(report.figure(row.place));
    if (std::any_of(figures.begin(), figures.end(), [](const auto& f) { return f.has_value(); })) {
      add_row(out, row, figures);
    }
  }
  std::string notes;
  add_differences(notes, reports);
  for (const Compared& report : reports) add_warnings(notes, report);
  return notes.empty() ? out : out + "\n" + notes;
}

}  // namespace uvchat::loadtest
