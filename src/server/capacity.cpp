#include "server/capacity.h"

#include <sys/resource.h>

#include <algorithm>
#include <string>
#include <thread>

#include "uvchat/base/ids.h"

namespace uvchat::server {
namespace {

// Descriptors that the process needs besides its connections: listeners, libuv's own, log, files.
constexpr std::uint64_t reserved_descriptors = 64;
constexpr std::uint64_t least_connections = 16;
// Of the rest a part is for files that are sent or fetched, so that whoever does that slowly leaves
// enough to those who chat.
constexpr std::uint64_t files_part = 4;
constexpr std::uint64_t least_files = 16;
constexpr std::uint64_t files_most = 4'096;

}  // namespace

std::uint8_t loops_for(int configured) {
  if (configured > 0) return static_cast<std::uint8_t>(configured);
  const unsigned cores = std::max(1U, std::thread::hardware_concurrency());
  return cores <= 2 ? std::uint8_t{1} : static_cast<std::uint8_t>(std::min(cores - 1, 16U));
}

Result<Capacity> share_out(std::uint64_t descriptors, int configured, bool has_files) {
  descriptors = std::min<std::uint64_t>(descriptors, ConnId::slot_max);
  const std::uint64_t connections =
      configured > 0 ? static_cast<std::uint64_t>(configured) : least_connections;
  const std::uint64_t needed = connections + (has_files ? least_files : 0) + reserved_descriptors;
  if (descriptors < needed) {
    return fail("too few file descriptors: " + std::to_string(descriptors) + " allowed, " +
                std::to_string(needed) + " needed for " + std::to_string(connections) +
                " connections" + (has_files ? " and the files of uploads" : "") +
                " (raise it with ulimit -n)");
  }
  const std::uint64_t free = descriptors - reserved_descriptors;
  const std::uint64_t left = configured > 0 ? free - connections : free / files_part;
  const std::uint64_t files = has_files ? std::clamp(left, least_files, files_most) : 0;
  return Capacity{static_cast<std::uint32_t>(configured > 0 ? connections : free - files),
                  static_cast<std::uint32_t>(files)};
}

Result<Capacity> take_capacity(int configured, bool has_files) {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return fail("cannot read the file-descriptor limit");
  limit.rlim_cur = limit.rlim_max;
  if (setrlimit(RLIMIT_NOFILE, &limit) != 0) getrlimit(RLIMIT_NOFILE, &limit);
  return share_out(limit.rlim_cur, configured, has_files);
}

}  // namespace uvchat::server
