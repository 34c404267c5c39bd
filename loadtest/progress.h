#pragma once

#include <cstdint>
#include <vector>

namespace uvchat::loadtest {

// How far a run is.
struct Progress {
  enum class Stage : std::uint8_t { registering, joining, talking, idle };

  Stage stage = Stage::registering;
  std::uint32_t registered = 0;
  std::uint32_t joined = 0;
  std::int64_t measured_ns = 0;  // since the first line was due
  std::uint64_t sent = 0;
  std::uint64_t delivered = 0;
  std::uint64_t outstanding = 0;
  std::int64_t p99_ns = 0;  // of the fan-out

  friend bool operator==(const Progress&, const Progress&) = default;
};

// Of several processes that play one scenario: as far as the last of them, and the highest p99.
Progress sum_of(const std::vector<Progress>& parts);

// Tells on stderr how far a run is: one line that is written again on a terminal, a line each
// elsewhere.
class ProgressLine {
 public:
  // `clients`: of the whole run.
  explicit ProgressLine(std::uint32_t clients);
  void show(const Progress& progress);
  void clear();

 private:
  std::uint32_t clients_;
  bool rewrites_;
  std::uint64_t delivered_shown_ = 0;
};

}  // namespace uvchat::loadtest
