#include "loadtest/usage.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <system_error>

namespace uvchat::loadtest {
namespace {

std::string proc_path(int pid, const char* file) {
  return "/proc/" + std::to_string(pid) + "/" + file;
}

// The second number of each thread's schedstat; kernels without it say nothing and count as 0.
std::int64_t waited_ns_of(int pid) {
  std::int64_t total_ns = 0;
  std::error_code error;
  for (const auto& thread : std::filesystem::directory_iterator(proc_path(pid, "task"), error)) {
    std::ifstream file(thread.path() / "schedstat");
    std::int64_t ran_ns = 0;
    std::int64_t waited_ns = 0;
    if (file >> ran_ns >> waited_ns) total_ns += waited_ns;
  }
  return total_ns;
}

std::int64_t tick_ns() { return 1'000'000'000 / sysconf(_SC_CLK_TCK); }

}  // namespace

std::int64_t stolen_ns() {
  std::ifstream file("/proc/stat");  // cpu user nice system idle iowait irq softirq steal
  std::string name;
  std::int64_t ticks = 0;
  file >> name;
  for (int field = 0; field < 8; ++field) file >> ticks;
  return file ? ticks * tick_ns() : 0;
}

Result<Usage> usage_of(int pid) {
  std::ifstream file(proc_path(pid, "stat"));
  std::string text;
  std::getline(file, text);
  const std::size_t name_end = text.rfind(')');  // a name may hold spaces and parentheses
  if (!file || name_end == std::string::npos) {
    return fail("there is no process " + std::to_string(pid));
  }
  std::istringstream fields(text.substr(name_end + 1));
  char state = 0;
  fields >> state;
  if (state == 'Z' || state == 'X') return fail("process " + std::to_string(pid) + " has ended");
  std::string skipped;
  for (int field = 4; field < 14; ++field) {  // utime is the 14th
    fields >> skipped;
  }
  std::int64_t user_ticks = 0;
  std::int64_t system_ticks = 0;
  fields >> user_ticks >> system_ticks;
  return Usage{user_ticks * tick_ns(), system_ticks * tick_ns(), waited_ns_of(pid)};
}

Result<std::int64_t> memory_bytes_of(int pid) {
  std::ifstream file(proc_path(pid, "status"));
  std::string word;
  while (file >> word) {
    std::int64_t kib = 0;
    if (word == "RssAnon:" && file >> kib) return kib * 1024;
  }
  return fail("the memory of process " + std::to_string(pid) + " cannot be read");
}

}  // namespace uvchat::loadtest
