#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace uvchat::cli {

// "812 B", "1.2 MB"; in steps of a thousand.
std::string bytes_text(std::uint64_t bytes);

struct Pace {
  std::uint64_t bytes = 0;
  std::uint64_t bytes_all = 0;       // 0: not known
  std::uint64_t bytes_a_second = 0;  // 0: not known
};

// "[########------------]  40 %  1.2 MB of 3.0 MB  600 kB/s  3 s left"
std::string progress_text(const Pace& pace);

}  // namespace uvchat::cli
