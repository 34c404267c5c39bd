#include "loadtest/slo.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>

#include "uvchat/base/nearest.h"

namespace uvchat::loadtest {
namespace {

using Value = std::optional<double>;  // nothing: not measured

struct Metric {
  std::string_view name;
  bool is_duration;
  Value (*value)(const Report&);
};

Value percentile(const Histogram& histogram, double percent) {
  if (histogram.count() == 0) return std::nullopt;
  return static_cast<double>(histogram.percentile(percent));
}

// What became of lines that were never sent was not measured.
Value of_traffic(const Report& report, std::uint64_t value) {
  return report.counts.expected > 0 ? Value(static_cast<double>(value)) : std::nullopt;
}

Value of_server(const Report& report, std::optional<double> ServerReport::*member) {
  return report.server ? (*report.server).*member : std::nullopt;
}

constexpr std::array metrics = {
    Metric{"p50", true, [](const Report& r) { return percentile(r.fan_out, 50); }},
    Metric{"p90", true, [](const Report& r) { return percentile(r.fan_out, 90); }},
    Metric{"p99", true, [](const Report& r) { return percentile(r.fan_out, 99); }},
    Metric{"p99.9", true, [](const Report& r) { return percentile(r.fan_out, 99.9); }},
    Metric{"max", true, [](const Report& r) { return percentile(r.fan_out, 100); }},
    Metric{"completion_p50", true, [](const Report& r) { return percentile(r.completion, 50); }},
    Metric{"completion_p90", true, [](const Report& r) { return percentile(r.completion, 90); }},
    Metric{"completion_p99", true, [](const Report& r) { return percentile(r.completion, 99); }},
    Metric{"completion_p99.9", true,
           [](const Report& r) { return percentile(r.completion, 99.9); }},
    Metric{"completion_max", true, [](const Report& r) { return percentile(r.completion, 100); }},
    Metric{"connect_p99", true, [](const Report& r) { return percentile(r.connecting.each, 99); }},
    Metric{"register_p99", true,
           [](const Report& r) { return percentile(r.registering.each, 99); }},
    Metric{"join_p99", true, [](const Report& r) { return percentile(r.joining.each, 99); }},
    Metric{"login_p50", true, [](const Report& r) { return percentile(r.logins.each, 50); }},
    Metric{"login_p99", true, [](const Report& r) { return percentile(r.logins.each, 99); }},
    Metric{"page_p50", true, [](const Report& r) { return percentile(r.pages.each, 50); }},
    Metric{"page_p99", true, [](const Report& r) { return percentile(r.pages.each, 99); }},
    Metric{"upload_p50", true, [](const Report& r) { return percentile(r.uploads.each, 50); }},
    Metric{"upload_p99", true, [](const Report& r) { return percentile(r.uploads.each, 99); }},
    Metric{"connections_per_s", false,
           [](const Report& r) { return Value(r.registering.per_s()); }},
    Metric{"missing", false, [](const Report& r) { return of_traffic(r, r.missing()); }},
    Metric{"lost", false, [](const Report& r) { return of_traffic(r, r.lost); }},
    Metric{"not_in_time", false, [](const Report& r) { return of_traffic(r, r.not_in_time()); }},
    Metric{"doubled", false, [](const Report& r) { return of_traffic(r, r.counts.doubled); }},
    Metric{"out_of_order", false,
           [](const Report& r) { return of_traffic(r, r.counts.out_of_order); }},
    Metric{"history_missing", false,
           [](const Report& r) {
             return r.history.is_asked_for ? Value(static_cast<double>(r.history.missing))
                                           : std::nullopt;
           }},
    Metric{"clients_lost", false, [](const Report& r) { return Value(r.clients_lost); }},
    Metric{"deliveries_per_s", false,
           [](const Report& r) {
             return r.counts.expected > 0 ? Value(r.deliveries_per_s) : std::nullopt;
           }},
    Metric{"cpu_us_per_delivery", false,
           [](const Report& r) { return of_server(r, &ServerReport::cpu_us_per_delivery); }},
    Metric{
        "memory_bytes_per_connection", false,
        [](const Report& r) { return of_server(r, &ServerReport::memory_bytes_per_connection); }},
};

std::string format(const Metric& metric, double value) {
  if (metric.is_duration) return format_duration(static_cast<std::int64_t>(value));
  std::array<char, 32> text;
  const auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), value);
  return {text.data(), end};
}

Result<double> parse_number(std::string_view text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(number)) {
    return fail("'" + std::string(text) + "' is not a number");
  }
  return number;
}

std::string_view trimmed(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  return text.substr(0, text.find_last_not_of(' ') + 1);
}

}  // namespace

Result<Slo> Slo::parse(std::string_view text) {
  Slo slo;
  for (;;) {
    const std::size_t comma = text.find(',');
    auto clause = parse_clause(trimmed(text.substr(0, comma)));
    if (!clause) return fail(clause.error().text);
    slo.clauses_.push_back(std::move(*clause));
    if (comma == std::string_view::npos) return slo;
    text.remove_prefix(comma + 1);
  }
}

Result<Slo::Clause> Slo::parse_clause(std::string_view text) {
  const std::size_t at = text.find_first_of("<>=");
  if (at == std::string_view::npos) {
    return fail("'" + std::string(text) + "' is not METRIC OPERATOR VALUE, as in p99<20ms");
  }
  Clause clause;
  clause.text = text;
  const std::string_view name = trimmed(text.substr(0, at));
  const auto metric =
      std::find_if(metrics.begin(), metrics.end(), [&](const Metric& m) { return m.name == name; });
  if (metric == metrics.end()) {
    const auto nearest = nearest_word(name, metric_names());
    return fail(
        "'" + std::string(name) + "' is no metric" +
        (nearest ? ", did you mean " + std::string(*nearest) + "?" : "; --help names them"));
  }
  clause.metric = static_cast<std::size_t>(metric - metrics.begin());
  const bool or_equal = text.substr(at + 1).starts_with('=') && text[at] != '=';
  if (text[at] == '<') {
    clause.comparison = or_equal ? Comparison::less_or_equal : Comparison::less;
  } else if (text[at] == '>') {
    clause.comparison = or_equal ? Comparison::greater_or_equal : Comparison::greater;
  } else {
    clause.comparison = Comparison::equal;
  }
  const std::string_view bound = trimmed(text.substr(at + (or_equal ? 2 : 1)));
  const auto value = metric->is_duration
                         ? parse_duration_ns(bound).map([](auto ns) { return double(ns); })
                         : parse_number(bound);
  if (!value) return fail(clause.text + ": " + value.error().text);
  clause.bound = *value;
  return clause;
}

bool Slo::holds(double value, Comparison comparison, double bound) {
  switch (comparison) {
    case Comparison::less:
      return value < bound;
    case Comparison::less_or_equal:
      return value <= bound;
    case Comparison::greater:
      return value > bound;
    case Comparison::greater_or_equal:
      return value >= bound;
    case Comparison::equal:
      return value == bound;
  }
  return false;
}

std::vector<SloReport> Slo::judge(const Report& report) const {
  std::vector<SloReport> judged;
  for (const Clause& clause : clauses_) {
    const Metric& metric = metrics[clause.metric];
    const Value value = metric.value(report);
    judged.push_back({clause.text, value ? format(metric, *value) : "",
                      value && holds(*value, clause.comparison, clause.bound)});
  }
  return judged;
}

std::vector<std::string_view> Slo::metric_names() {
  std::vector<std::string_view> names;
  for (const Metric& metric : metrics) names.push_back(metric.name);
  return names;
}

}  // namespace uvchat::loadtest
