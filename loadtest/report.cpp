#include "loadtest/report.h"

#include <array>
#include <cstdarg>
#include <cstdio>
#include <nlohmann/json.hpp>

namespace uvchat::loadtest {
namespace {

using Json = nlohmann::ordered_json;

// A run in which either side waited longer than this for its processor is a disturbed one.
constexpr double disturbed_share = 0.05;

[[gnu::format(printf, 2, 3)]] void print(std::string& out, const char* format, ...) {
  std::array<char, 512> text;
  va_list arguments;
  va_start(arguments, format);
  std::vsnprintf(text.data(), text.size(), format, arguments);
  va_end(arguments);
  out += text.data();
}

void print_histogram(std::string& out, const char* name, const Histogram& histogram) {
  if (histogram.count() == 0) {
    return;
  }
  print(out, "%-12s p50 %-9s p90 %-9s p99 %-9s p99.9 %-9s max %s\n", name,
        format_duration(histogram.percentile(50)).c_str(),
        format_duration(histogram.percentile(90)).c_str(),
        format_duration(histogram.percentile(99)).c_str(),
        format_duration(histogram.percentile(99.9)).c_str(),
        format_duration(histogram.max()).c_str());
}

void print_step(std::string& out, const char* name, const StepReport& step) {
  if (step.done == 0) {
    return;
  }
  print_histogram(out, name, step.each);
  print(out, "%-12s %u in %.3f s, %.0f/s\n", "", step.done, step.total_s, step.per_s);
}

void print_scenario(std::string& out, const Scenario& s) {
  print(out, "%-12s %s, %s port %u, %u clients", "scenario",
        s.protocol == Protocol::irc ? "irc" : "caesar", s.host.c_str(), s.port, s.clients);
  if (s.idle) {
    print(out, ", idle");
  } else {
    print(out, ", %u rooms, %u senders, %u bytes, ", s.rooms, s.senders, s.payload_bytes);
    if (s.cipher != Cipher::none) {
      print(out, "ciphered by %s, ", cipher_name(s.cipher).data());
    }
    if (s.saturates()) {
      print(out, "saturation with %u in flight per sender", s.window);
    } else {
      print(out, "%g lines/s", s.rate_per_s);
    }
  }
  print(out, ", %s\n", format_duration(s.duration_ns).c_str());
}

void print_traffic(std::string& out, const Report& r) {
  const Ledger::Counts& c = r.counts;
  if (c.sent == 0) {
    return;
  }
  print_histogram(out, "fan-out", r.fan_out);
  print_histogram(out, "completion", r.completion);
  print_histogram(out, "sent late", r.send_lag);
  print(out, "%-12s %.0f deliveries/s, %.1f lines/s over %.2f s\n", "rate", r.deliveries_per_s,
        r.lines_per_s, r.measured_s);
  print(out, "%-12s %ju sent, %ju deliveries expected, %ju delivered\n", "lines",
        std::uintmax_t{c.sent}, std::uintmax_t{c.expected}, std::uintmax_t{c.delivered});
  print(out, "%-12s %ju lost, %ju doubled, %ju out of order", "faults", std::uintmax_t{r.lost()},
        std::uintmax_t{c.doubled}, std::uintmax_t{c.out_of_order});
  if (c.unknown > 0) {
    print(out, ", %ju of no line of this run", std::uintmax_t{c.unknown});
  }
  print(out, "\n");
}

double us_each(std::int64_t ns, std::uint64_t count) {
  return count == 0 ? 0 : static_cast<double>(ns) / 1e3 / static_cast<double>(count);
}

// Part of the load generator's own CPU, in whose stead real clients would each have theirs.
void print_cipher(std::string& out, const Report& r) {
  const CipherCost& c = r.cipher;
  if (c.sealed == 0) {
    return;
  }
  print(out, "%-12s loadgen took %.2f us to seal a line", "cipher",
        us_each(c.sealing_ns, c.sealed));
  if (c.opened > 0) {
    print(out, ", %.2f us to open a delivery, %.2f s in all", us_each(c.opening_ns, c.opened),
          static_cast<double>(c.sealing_ns + c.opening_ns) / 1e9);
  }
  if (c.unreadable > 0) {
    print(out, "; %ju did not open", std::uintmax_t{c.unreadable});
  }
  print(out, "\n");
}

void print_server(std::string& out, const Report& r) {
  if (!r.server) {
    return;
  }
  const ServerReport& s = *r.server;
  if (r.counts.delivered > 0) {
    print(out, "%-12s %.3f us CPU per delivery (user %.3f), %.0f %% CPU\n", "server",
          s.cpu_us_per_delivery, s.user_us_per_delivery, s.process.cpu_share * 100);
  }
  constexpr double mib = 1024 * 1024;
  print(out, "%-12s %.1f us CPU per connection, %.0f bytes per connection\n", "server",
        s.cpu_us_per_connection, s.memory_bytes_per_connection);
  print(out, "%-12s %.1f MiB before, %.1f MiB connected, %.1f MiB at the end\n", "memory",
        static_cast<double>(s.memory_before_bytes) / mib,
        static_cast<double>(s.memory_connected_bytes) / mib,
        static_cast<double>(s.memory_end_bytes) / mib);
}

void print_verdict(std::string& out, const Report& r) {
  print(out, "%-12s %.0f %% CPU, waited %.1f %% of the time for a processor\n", "loadgen",
        r.own.cpu_share * 100, r.own.wait_share * 100);
  if (r.server) {
    print(out, "%-12s waited %.1f %% of the time for a processor\n", "server",
          r.server->process.wait_share * 100);
  }
  if (r.is_bottleneck()) {
    print(out,
          "NOTE: the load generator itself was the bottleneck (over 80 %% CPU): compare the "
          "server's CPU per delivery, not its rate\n");
  }
  print(out, "%-12s %.1f %% of its processors' time stolen by the host\n", "machine",
        r.stolen_share * 100);
  if (r.is_disturbed()) {
    print(out,
          "NOTE: the run was disturbed (over 5 %% of the time without a processor): "
          "measure again\n");
  }
  if (r.interrupted) {
    out += "NOTE: interrupted, this is what there was\n";
  }
}

Json histogram_json(const Histogram& h) {
  if (h.count() == 0) {
    return nullptr;
  }
  const auto us = [](std::int64_t ns) { return static_cast<double>(ns) / 1e3; };
  return {{"count", h.count()},
          {"p50_us", us(h.percentile(50))},
          {"p90_us", us(h.percentile(90))},
          {"p99_us", us(h.percentile(99))},
          {"p99.9_us", us(h.percentile(99.9))},
          {"max_us", us(h.max())}};
}

Json step_json(const StepReport& step) {
  return {{"done", step.done},
          {"total_s", step.total_s},
          {"per_s", step.per_s},
          {"each", histogram_json(step.each)}};
}

Json scenario_json(const Scenario& s) {
  Json json = {{"host", s.host},
               {"port", s.port},
               {"protocol", s.protocol == Protocol::irc ? "irc" : "caesar"},
               {"clients", s.clients},
               {"idle", s.idle},
               {"duration_s", static_cast<double>(s.duration_ns) / 1e9}};
  if (!s.idle) {
    json["rooms"] = s.rooms;
    json["senders"] = s.senders;
    json["payload_bytes"] = s.payload_bytes;
    json["cipher"] = cipher_name(s.cipher);
    json["rate"] = s.saturates() ? Json("max") : Json(s.rate_per_s);
    json["window"] = s.saturates() ? Json(s.window) : Json(nullptr);
  }
  return json;
}

Json cipher_json(const CipherCost& c) {
  return {{"sealed", c.sealed},
          {"us_per_sealed", us_each(c.sealing_ns, c.sealed)},
          {"opened", c.opened},
          {"us_per_opened", us_each(c.opening_ns, c.opened)},
          {"unreadable", c.unreadable}};
}

Json process_json(const ProcessReport& process) {
  return {{"cpu_share", process.cpu_share}, {"wait_share", process.wait_share}};
}

Json server_json(const ServerReport& s) {
  return {{"process", process_json(s.process)},
          {"cpu_us_per_delivery", s.cpu_us_per_delivery},
          {"user_us_per_delivery", s.user_us_per_delivery},
          {"cpu_us_per_connection", s.cpu_us_per_connection},
          {"memory_before_bytes", s.memory_before_bytes},
          {"memory_connected_bytes", s.memory_connected_bytes},
          {"memory_end_bytes", s.memory_end_bytes},
          {"memory_bytes_per_connection", s.memory_bytes_per_connection}};
}

}  // namespace

bool Report::is_disturbed() const {
  return own.wait_share > disturbed_share || stolen_share > disturbed_share ||
         (server && server->process.wait_share > disturbed_share);
}

std::string to_text(const Report& r) {
  std::string out;
  print_scenario(out, r.scenario);
  print_step(out, "connect", r.connecting);
  print_step(out, "register", r.registering);
  print_step(out, "join", r.joining);
  print_traffic(out, r);
  print_cipher(out, r);
  print_server(out, r);
  print_verdict(out, r);
  if (!r.failure.empty()) {
    out += "FAILED: " + r.failure + "\n";
  }
  return out;
}

Json to_json(const Report& r) {
  const Ledger::Counts& c = r.counts;
  return {{"scenario", scenario_json(r.scenario)},
          {"failure", r.failure.empty() ? Json(nullptr) : Json(r.failure)},
          {"interrupted", r.interrupted},
          {"connect", step_json(r.connecting)},
          {"register", step_json(r.registering)},
          {"join", step_json(r.joining)},
          {"measured_s", r.measured_s},
          {"lines_per_s", r.lines_per_s},
          {"deliveries_per_s", r.deliveries_per_s},
          {"fan_out", histogram_json(r.fan_out)},
          {"completion", histogram_json(r.completion)},
          {"send_lag", histogram_json(r.send_lag)},
          {"sent", c.sent},
          {"expected", c.expected},
          {"delivered", c.delivered},
          {"lost", r.lost()},
          {"doubled", c.doubled},
          {"out_of_order", c.out_of_order},
          {"unknown", c.unknown},
          {"cipher", cipher_json(r.cipher)},
          {"clients_lost", r.clients_lost},
          {"loadgen", process_json(r.own)},
          {"stolen_share", r.stolen_share},
          {"loadgen_is_bottleneck", r.is_bottleneck()},
          {"is_disturbed", r.is_disturbed()},
          {"server", r.server ? server_json(*r.server) : Json(nullptr)}};
}

}  // namespace uvchat::loadtest
