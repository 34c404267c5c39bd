#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "loadtest/histogram.h"
#include "loadtest/ledger.h"
#include "loadtest/line_cipher.h"
#include "loadtest/scenario.h"
#include "loadtest/series.h"

namespace uvchat::loadtest {

// What one process used during the measured time.
struct ProcessReport {
  double cpu_share = 0;   // of one processor
  double wait_share = 0;  // time its threads were ready to run and had to wait for a processor
};

struct ServerReport {
  ProcessReport process;
  // From the first line to the last delivery.
  double cpu_us_per_delivery = 0;
  double user_us_per_delivery = 0;
  double cpu_us_per_connection = 0;  // connecting and registering
  std::int64_t memory_before_bytes = 0;
  std::int64_t memory_connected_bytes = 0;  // all registered and joined, before the first line
  std::int64_t memory_end_bytes = 0;
  double memory_bytes_per_connection = 0;
};

// How long one step of all clients took.
struct StepReport {
  Histogram each;
  std::uint32_t done = 0;
  std::int64_t first_ns = 0;  // when the first began, by the machine's clock; 0: none did
  std::int64_t last_ns = 0;   // when the last was done

  double total_s() const { return done > 0 ? static_cast<double>(last_ns - first_ns) / 1e9 : 0; }
  double per_s() const { return last_ns > first_ns ? done / total_s() : 0; }
};

// One phase of the scenario. The durations' max is within 1 %.
struct PhaseReport {
  std::string name;
  double measured_s = 0;
  double lines_per_s = 0;
  double deliveries_per_s = 0;
  Ledger::Counts counts;
  Histogram fan_out;
  Histogram completion;
  StepReport storm;   // how long its clients were away
  ProcessReport own;  // of several processes, the busiest
  std::optional<ProcessReport> server;

  // Of what was expected in this phase; a delivery that comes in a later one is lost to it.
  std::uint64_t lost() const {
    return counts.expected > counts.delivered ? counts.outstanding() : 0;
  }
};

// Everything a run has found out. Parts that it did not come to are zero or empty.
struct Report {
  Scenario scenario;
  std::string failure;  // why the run ended early or is worth nothing; empty: it is complete
  bool interrupted = false;

  StepReport connecting;
  StepReport registering;
  StepReport joining;

  double measured_s = 0;
  double lines_per_s = 0;
  double deliveries_per_s = 0;
  Ledger::Counts counts;
  Histogram fan_out;
  Histogram completion;
  Histogram send_lag;
  CipherCost cipher;
  std::uint32_t clients_lost = 0;
  std::uint32_t clients_dropped = 0;  // by the server, because they did not read: no loss

  ProcessReport own;                     // of several processes, the busiest
  std::vector<ProcessReport> processes;  // one by one, where there are several
  double stolen_share = 0;  // of all processors, taken by the host of this virtual machine
  std::optional<ServerReport> server;

  std::vector<PhaseReport> phases;
  std::vector<Sample> samples;
  std::vector<Stage> stages;

  std::uint64_t lost() const { return counts.outstanding(); }
  // Somebody else's work took so much time from a side that the figures mean little.
  bool is_disturbed() const;
  // Over 80 % of a processor: the figures may be the load generator's and not the server's.
  bool is_bottleneck() const { return own.cpu_share > 0.8; }
  // Of all its processes.
  double own_cpu_share() const;
};

std::string to_text(const Report& report);
nlohmann::ordered_json to_json(const Report& report);

}  // namespace uvchat::loadtest
