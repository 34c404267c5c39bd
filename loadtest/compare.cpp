#include "loadtest/compare.h"

#include <array>
#include <cerrno>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>

#include "loadtest/format.h"
#include "loadtest/scenario.h"

namespace uvchat::loadtest {
namespace {

using Json = nlohmann::ordered_json;

enum class FigureUnit : std::uint8_t { us, number, rate, bytes, share };

struct Row {
  const char* name;
  const char* place;  // a JSON pointer
  FigureUnit unit;
};

constexpr std::array rows = {
    Row{"fan-out p50", "/fan_out/p50_us", FigureUnit::us},
    Row{"fan-out p90", "/fan_out/p90_us", FigureUnit::us},
    Row{"fan-out p99", "/fan_out/p99_us", FigureUnit::us},
    Row{"fan-out p99.9", "/fan_out/p99.9_us", FigureUnit::us},
    Row{"fan-out max", "/fan_out/max_us", FigureUnit::us},
    Row{"completion p50", "/completion/p50_us", FigureUnit::us},
    Row{"completion p99", "/completion/p99_us", FigureUnit::us},
    Row{"completion max", "/completion/max_us", FigureUnit::us},
    Row{"sent late p99", "/send_lag/p99_us", FigureUnit::us},
    Row{"deliveries/s", "/deliveries_per_s", FigureUnit::rate},
    Row{"lines/s", "/lines_per_s", FigureUnit::rate},
    Row{"connect p99", "/connect/each/p99_us", FigureUnit::us},
    Row{"register p99", "/register/each/p99_us", FigureUnit::us},
    Row{"registered/s", "/register/per_s", FigureUnit::rate},
    Row{"join p99", "/join/each/p99_us", FigureUnit::us},
    Row{"joined/s", "/join/per_s", FigureUnit::rate},
    Row{"delivered", "/delivered", FigureUnit::number},
    Row{"lost", "/lost", FigureUnit::number},
    Row{"doubled", "/doubled", FigureUnit::number},
    Row{"out of order", "/out_of_order", FigureUnit::number},
    Row{"clients lost", "/clients_lost", FigureUnit::number},
    Row{"server CPU/delivery", "/server/cpu_us_per_delivery", FigureUnit::us},
    Row{"server CPU/connection", "/server/cpu_us_per_connection", FigureUnit::us},
    Row{"server CPU", "/server/process/cpu_share", FigureUnit::share},
    Row{"memory/connection", "/server/memory_bytes_per_connection", FigureUnit::bytes},
    Row{"memory at the end", "/server/memory_end_bytes", FigureUnit::bytes},
    Row{"loadgen CPU", "/loadgen/cpu_share", FigureUnit::share},
};

Result<Json> read_report(const std::string& path) {
  std::ifstream file(path);
  if (!file) {
    return fail("cannot read " + path + ": " + std::strerror(errno));
  }
  Json json = Json::parse(file, nullptr, false);
  if (json.is_discarded()) {
    return fail(path + " is not JSON");
  }
  if (!json.is_object() || !json.value("scenario", Json()).is_object() ||
      !json.contains("fan_out")) {
    return fail(path + " is no report that loadgen --json has written");
  }
  return json;
}

std::optional<double> figure(const Json& report, const char* place) {
  const Json::json_pointer pointer(place);
  if (!report.contains(pointer) || !report[pointer].is_number()) {
    return std::nullopt;
  }
  return report[pointer].get<double>();
}

std::string shown(std::optional<double> value, FigureUnit unit) {
  if (!value) {
    return "-";
  }
  std::string out;
  switch (unit) {
    case FigureUnit::us:
      return format_duration(std::llround(*value * 1e3));
    case FigureUnit::number:
      print(out, "%.0f", *value);
      break;
    case FigureUnit::rate:
      print(out, "%.*f", *value < 100 ? 1 : 0, *value);
      break;
    case FigureUnit::bytes:
      if (std::abs(*value) < 1024 * 1024) {
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
  if (!a || !b || *a <= 0 || *b < 0) {
    return "-";
  }
  std::string out;
  print(out, "%.2fx", *b / *a);
  return out;
}

void add_row(std::string& out, const char* name, const std::string& a, const std::string& b,
             const std::string& ratio) {
  print(out, "%-22s %12s %12s %9s\n", name, a.c_str(), b.c_str(), ratio.c_str());
}

// What the two runs were told to do differently: without that no ratio means anything.
void add_differences(std::string& out, const Json& a, const Json& b) {
  Json both = a["scenario"];
  both.update(b["scenario"]);
  for (const auto& [key, unused] : both.items()) {
    const auto value = [&key = key](const Json& report) {
      const Json& scenario = report["scenario"];
      return scenario.contains(key) ? scenario[key] : Json();
    };
    if (key != "host" && key != "port" && value(a) != value(b)) {
      out += "NOTE: the scenarios differ: " + key + " is " + value(a).dump() + " in A, " +
             value(b).dump() + " in B\n";
    }
  }
}

void add_warnings(std::string& out, const char* name, const Json& report) {
  const auto is_true = [&](const char* key) { return report.value(key, Json()) == Json(true); };
  if (const Json failure = report.value("failure", Json()); failure.is_string()) {
    out += std::string("NOTE: ") + name + " failed: " + failure.get<std::string>() + "\n";
  }
  if (is_true("interrupted")) {
    out += std::string("NOTE: ") + name + " was interrupted\n";
  }
  if (is_true("is_disturbed")) {
    out += std::string("NOTE: ") + name + " was disturbed: measure again\n";
  }
}

}  // namespace

Result<std::string> compare(const std::string& path_a, const std::string& path_b) {
  const auto a = read_report(path_a);
  if (!a) return fail(a.error().text);
  const auto b = read_report(path_b);
  if (!b) return fail(b.error().text);
  std::string out = "A: " + path_a + "\nB: " + path_b + "\n\n";
  add_row(out, "", "A", "B", "B/A");
  for (const Row& row : rows) {
    const auto in_a = figure(*a, row.place);
    const auto in_b = figure(*b, row.place);
    if (in_a || in_b) {
      add_row(out, row.name, shown(in_a, row.unit), shown(in_b, row.unit), ratio(in_a, in_b));
    }
  }
  std::string notes;
  add_differences(notes, *a, *b);
  add_warnings(notes, "A", *a);
  add_warnings(notes, "B", *b);
  return notes.empty() ? out : out + "\n" + notes;
}

}  // namespace uvchat::loadtest
