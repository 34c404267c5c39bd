#include "loadtest/clock.h"

#include <array>
#include <chrono>
#include <cstdio>
#include <ctime>

namespace uvchat::loadtest {

std::int64_t wall_ms() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

std::string server_time(std::int64_t ms) {
  const std::time_t seconds = ms / 1'000;
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  std::array<char, 32> text{};
  const std::size_t size = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S", &utc);
  std::array<char, 8> fraction{};
  std::snprintf(fraction.data(), fraction.size(), ".%03dZ", static_cast<int>(ms % 1'000));
  return std::string(text.data(), size) + fraction.data();
}

}  // namespace uvchat::loadtest
