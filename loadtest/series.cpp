#include "loadtest/series.h"

#include <unistd.h>

#include <utility>

#include "loadtest/clock.h"

namespace uvchat::loadtest {
namespace {

// The kernel counts processor time in hundredths of a second: over less than this, a share of it
// would be noise.
constexpr double cpu_seconds_min = 0.2;

// A timer that rings just before a stage ends leaves next to nothing.
constexpr double sample_seconds_min = 0.1;

}  // namespace

void Series::begin(std::string stage) {
  began_ = last_ = moment();
  stages_.push_back({std::move(stage), 0, 0});
}

void Series::cut(const Ledger& ledger) {
  const Moment now = moment();
  Sample sample;
  sample.from_s = seconds_at(last_.at_ns);
  sample.to_s = seconds_at(now.at_ns);
  sample.lines = ledger.counts().sent - last_counts_.sent;
  sample.deliveries = ledger.counts().delivered - last_counts_.delivered;
  sample.fan_out = ledger.fan_out().buckets_since(last_fan_out_);
  const auto share_of = [&](std::int64_t cpu_ns) {
    return static_cast<double>(cpu_ns) / static_cast<double>(now.at_ns - last_.at_ns);
  };
  if (sample.seconds() >= cpu_seconds_min) {
    sample.own_cpu_share = share_of(now.own_cpu_ns - last_.own_cpu_ns);
    if (now.server_cpu_ns && last_.server_cpu_ns && *now.server_cpu_ns >= *last_.server_cpu_ns) {
      sample.server_cpu_share = share_of(*now.server_cpu_ns - *last_.server_cpu_ns);
    }
  }
  if (const auto bytes = memory_bytes_of(server_pid_); server_pid_ != 0 && bytes) {
    sample.server_memory_bytes = *bytes;
  }
  last_ = now;
  last_counts_ = ledger.counts();
  last_fan_out_ = ledger.fan_out();
  add(std::move(sample));
}

void Series::add(Sample sample) {
  if (samples_.empty() || sample.seconds() >= sample_seconds_min) {
    samples_.push_back(std::move(sample));
    return;
  }
  Sample& last = samples_.back();
  Histogram fan_out = Histogram::of(last.fan_out);
  fan_out.merge(Histogram::of(sample.fan_out));
  last.to_s = sample.to_s;
  last.lines += sample.lines;
  last.deliveries += sample.deliveries;
  last.fan_out = fan_out.buckets_since({});
  last.server_memory_bytes = sample.server_memory_bytes;
}

void Series::enter(std::string stage, const Ledger& ledger) {
  end(ledger);
  stages_.push_back({std::move(stage), stages_.back().to_s, stages_.back().to_s});
}

void Series::end(const Ledger& ledger) {
  cut(ledger);
  stages_.back().to_s = samples_.back().to_s;
}

Series::Moment Series::moment() const {
  Moment now;
  now.at_ns = hrtime_ns();
  now.own_cpu_ns = usage_of(getpid()).value_or(Usage{}).cpu_ns();
  if (const auto usage = usage_of(server_pid_); server_pid_ != 0 && usage) {
    now.server_cpu_ns = usage->cpu_ns();
  }
  return now;
}

double Series::seconds_at(std::int64_t at_ns) const {
  return static_cast<double>(at_ns - began_.at_ns) / 1e9;
}

}  // namespace uvchat::loadtest
