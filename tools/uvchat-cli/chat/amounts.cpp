#include "chat/amounts.h"

#include <algorithm>
#include <array>

#include "chat/texts.h"

namespace uvchat::cli {
namespace {

constexpr std::size_t bar_columns = 20;

std::string time_text(std::uint64_t seconds) {
  if (seconds < 60) return std::to_string(seconds) + " s";
  if (seconds < 3600) return std::to_string((seconds + 59) / 60) + " min";
  return std::to_string((seconds + 3599) / 3600) + " h";
}

}  // namespace

std::string bytes_text(std::uint64_t bytes) {
  constexpr std::array<const char*, 6> units = {"B", "kB", "MB", "GB", "TB", "PB"};
  std::size_t unit = 0;
  std::uint64_t tenths = bytes >= 1000 ? 0 : bytes * 10;
  for (std::uint64_t rest = bytes; rest >= 1000 && unit + 1 < units.size(); ++unit) {
    tenths = rest / 100;
    rest /= 1000;
  }
  std::string number = std::to_string(tenths / 10);
  if (unit > 0 && tenths < 1000) number += "." + std::to_string(tenths % 10);
  return number + " " + units[unit];
}

std::string progress_text(const Pace& pace) {
  const std::string speed =
      pace.bytes_a_second == 0 ? "" : "  " + bytes_text(pace.bytes_a_second) + "/s";
  if (pace.bytes_all == 0) return bytes_text(pace.bytes) + speed;
  const std::uint64_t bytes = std::min(pace.bytes, pace.bytes_all);
  const double part = static_cast<double>(bytes) / static_cast<double>(pace.bytes_all);
  const auto filled = static_cast<std::size_t>(part * bar_columns);
  const auto percent = static_cast<unsigned>(part * 100);
  std::string text =
      "[" + std::string(filled, '#') + std::string(bar_columns - filled, '-') + "] " +
      (percent < 10    ? "  "
       : percent < 100 ? " "
                       : "") +
      std::to_string(percent) + " %  " +
      fill(Text::bytes_of, {{"bytes", bytes_text(bytes)}, {"all", bytes_text(pace.bytes_all)}}) +
      speed;
  if (pace.bytes_a_second > 0 && bytes < pace.bytes_all) {
    const std::uint64_t left = (pace.bytes_all - bytes) / pace.bytes_a_second + 1;
    text += "  " + fill(Text::time_left, {{"time", time_text(left)}});
  }
  return text;
}

}  // namespace uvchat::cli
