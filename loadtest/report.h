#pragma once

#include <algorithm>
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
#include "loadtest/surroundings.h"

namespace uvchat::loadtest {

// What one process used during the measured time.
struct ProcessReport {
  double cpu_share = 0;   // of one processor
  double wait_share = 0;  // time its threads were ready to run and had to wait for a processor
};

// What could not be measured, because the server had ended by then, is nothing.
struct ServerReport {
  std::optional<ProcessReport> process;
  // From the first line to the last delivery.
  std::optional<double> cpu_us_per_delivery;
  std::optional<double> user_us_per_delivery;
  std::optional<double> cpu_us_per_connection;  // connecting and registering
  std::optional<std::int64_t> memory_before_bytes;
  std::optional<std::int64_t> memory_connected_bytes;  // all there, before the first line
  std::optional<std::int64_t> memory_end_bytes;
  std::optional<double> memory_bytes_per_connection;
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

  // Of what was expected in this phase; a delivery that comes in a later one is missing here.
  std::uint64_t missing() const { return counts.outstanding(); }
};

// Logins besides the clients', of all phases.
struct LoginReport {
  Histogram each;  // of those let in: from when it was due, through the connect, to the answer
  std::uint64_t let_in = 0;
  std::uint64_t refused = 0;
  std::uint64_t refused_right = 0;  // of these, those whose password was right
  std::uint64_t held_back = 0;      // of these, those that met a bound on wrong passwords
  std::uint64_t unanswered = 0;
  double measured_s = 0;

  std::uint64_t asked() const { return let_in + refused + unanswered; }
  double answered_per_s() const {
    return measured_s > 0 ? static_cast<double>(let_in + refused) / measured_s : 0;
  }
};

// Pages of what was said, besides the lines, of all phases.
struct PagesReport {
  Histogram each;  // of those answered: from when it was due to its last line
  std::uint64_t answered = 0;
  std::uint64_t lines = 0;  // in these
  std::uint64_t refused = 0;
  std::uint64_t unanswered = 0;
  double measured_s = 0;

  std::uint64_t asked() const { return answered + refused + unanswered; }
  double answered_per_s() const {
    return measured_s > 0 ? static_cast<double>(answered) / measured_s : 0;
  }
};

// Files that were uploaded, besides the lines, in all phases.
struct UploadsReport {
  Histogram each;             // of those finished: from the connect to the answer
  std::uint32_t at_once = 0;  // at most
  std::uint64_t finished = 0;
  std::uint64_t bytes = 0;    // of these
  std::uint64_t refused = 0;  // or broken off by the server
  std::string why;            // the first was; fit to be shown
  double measured_s = 0;

  double bytes_per_s() const {
    return measured_s > 0 ? static_cast<double>(bytes) / measured_s : 0;
  }
};

// What of the lines that were heard is in the server's history.
struct HistoryReport {
  bool is_asked_for = false;
  std::uint64_t heard = 0;    // by anybody, in the rooms that could be read
  std::uint64_t missing = 0;  // of these
  std::uint64_t doubled = 0;
  std::uint64_t out_of_order = 0;  // before an earlier line of the same sender
  std::string failure;             // why not all could be read; empty: all were

  bool is_faulty() const { return missing + doubled + out_of_order > 0 || !failure.empty(); }
};

// Whether lines waited at the server, and why.
struct QueueReport {
  std::uint32_t senders = 0;           // whose lines waited, at most at once
  std::uint32_t asked = 0;             // how often another client asked the server meanwhile
  std::uint32_t answered_at_once = 0;  // and it answered, while the lines went on waiting
  bool is_unanswered = false;          // the last time it did not

  // It is not slow: it lets each of these senders say only so much.
  bool is_held_back() const { return answered_at_once >= 2 && answered_at_once * 5 >= asked * 4; }
};

// One clause of --slo, and what became of it.
struct SloReport {
  std::string clause;
  std::string measured;  // with its unit; empty: it was not measured
  bool holds = false;
};

// Everything a run has found out. Parts that it did not come to are zero or empty. Texts of the
// server's are fit to be shown.
struct Report {
  Scenario scenario;
  Surroundings surroundings;
  std::string server_version;  // empty: it did not say
  std::string failure;         // why the run ended early or is worth nothing; empty: it is complete
  bool interrupted = false;
  bool turned_away = false;  // the server let in some clients, and then no more

  StepReport connecting;
  StepReport registering;
  StepReport joining;

  double measured_s = 0;
  double lines_per_s = 0;
  double deliveries_per_s = 0;
  Ledger::Counts counts;
  std::uint64_t lost = 0;  // of what is missing, what will never come
  QueueReport queues;
  Histogram fan_out;
  Histogram completion;
  Histogram send_lag;
  CipherCost cipher;
  LoginReport logins;
  PagesReport pages;
  UploadsReport uploads;
  HistoryReport history;
  std::uint32_t tokens = 0;  // clients that could come back with one
  std::uint32_t clients_lost = 0;
  std::uint32_t clients_dropped = 0;  // by the server, because they did not read: no loss

  ProcessReport own;                     // of several processes, the busiest
  std::vector<ProcessReport> processes;  // one by one, where there are several
  double stolen_share = 0;  // of all processors, taken by the host of this virtual machine
  std::optional<ServerReport> server;

  std::vector<PhaseReport> phases;
  std::vector<Sample> samples;
  std::vector<Stage> stages;

  std::vector<SloReport> slo;

  std::uint64_t missing() const { return counts.outstanding(); }
  std::uint64_t not_in_time() const { return missing() - std::min(lost, missing()); }
  // What must not be: a delivery, or a line of the history, that is missing, came twice or in the
  // wrong place.
  bool is_faulty() const {
    return missing() + counts.doubled + counts.out_of_order > 0 || history.is_faulty();
  }
  bool is_slo_broken() const {
    return std::any_of(slo.begin(), slo.end(), [](const SloReport& s) { return !s.holds; });
  }
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
