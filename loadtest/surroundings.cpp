#include "loadtest/surroundings.h"

#include <sys/utsname.h>
#include <unistd.h>

#include <array>
#include <ctime>
#include <fstream>
#include <string_view>

#include "uvchat/base/utf8.h"

namespace uvchat::loadtest {
namespace {

std::string date_now() {
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  std::array<char, 40> text{};
  const std::size_t size =
      std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M:%S UTC", gmtime_r(&now, &utc));
  return {text.data(), size};
}

std::string system_name() {
  utsname name{};
  if (uname(&name) != 0) return {};
  return std::string(name.sysname) + " " + name.release + " " + name.machine;
}

// Empty where the kernel does not say.
std::string processor_name() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);) {
    const std::size_t colon = line.find(": ");
    if (line.starts_with("model name") && colon != std::string::npos) {
      return printable(std::string_view(line).substr(colon + 2));
    }
  }
  return {};
}

}  // namespace

Surroundings surroundings() {
  return {date_now(), UVCHAT_VERSION, system_name(), processor_name(),
          static_cast<int>(sysconf(_SC_NPROCESSORS_ONLN))};
}

}  // namespace uvchat::loadtest
