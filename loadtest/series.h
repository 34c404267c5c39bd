#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "loadtest/histogram.h"
#include "loadtest/ledger.h"
#include "loadtest/usage.h"

namespace uvchat::loadtest {

// What happened in a second of a run, or in what a stage's end has left of one. Times are seconds
// since the first connect.
struct Sample {
  double from_s = 0;
  double to_s = 0;
  std::uint64_t lines = 0;
  std::uint64_t deliveries = 0;
  std::vector<Histogram::Bucket> fan_out;
  std::optional<double> own_cpu_share;     // of one processor; nothing: too short to tell
  std::optional<double> server_cpu_share;  // nothing too where there is no such process
  std::optional<std::int64_t> server_memory_bytes;

  double seconds() const { return to_s - from_s; }
  double deliveries_per_s() const {
    return seconds() > 0 ? static_cast<double>(deliveries) / seconds() : 0;
  }
};

// A stretch of the run that has a name: connecting, joining, a phase of the scenario.
struct Stage {
  std::string name;
  double from_s = 0;
  double to_s = 0;
};

// The run as it went by, sample after sample. It looks at the ledger's figures only when a sample
// ends, so a delivery costs nothing more.
//
// Used by the loop's thread.
class Series {
 public:
  // 0: the server's process is unknown.
  explicit Series(int server_pid) : server_pid_(server_pid) {}

  // The first stage: time counts from here.
  void begin(std::string stage);
  // Ends the sample that is under way and begins the next. What is too short to be one is added to
  // the sample before it.
  void cut(const Ledger& ledger);
  // The same, and ends the stage.
  void enter(std::string stage, const Ledger& ledger);
  void end(const Ledger& ledger);

  const std::vector<Sample>& samples() const { return samples_; }
  const std::vector<Stage>& stages() const { return stages_; }

 private:
  struct Moment {
    std::int64_t at_ns = 0;
    std::int64_t own_cpu_ns = 0;
    std::optional<std::int64_t> server_cpu_ns;
  };
  void add(Sample sample);
  Moment moment() const;
  double seconds_at(std::int64_t at_ns) const;

  int server_pid_;
  Moment began_;
  Moment last_;
  Ledger::Counts last_counts_;
  Histogram last_fan_out_;
  std::vector<Sample> samples_;
  std::vector<Stage> stages_;
};

}  // namespace uvchat::loadtest
