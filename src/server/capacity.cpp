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

}  // namespace

std::uint8_t loops_for(int configured) {
  if (configured > 0) return static_cast<std::uint8_t>(configured);
  const unsigned cores = std::max(1U, std::thread::hardware_concurrency());
  return cores <= 2 ? std::uint8_t{1} : static_cast<std::uint8_t>(std::min(cores - 1, 16U));
}

Result<std::uint32_t> connections_allowed(int configured) {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return fail("cannot read the file-descriptor limit");
  limit.rlim_cur = limit.rlim_max;
  if (setrlimit(RLIMIT_NOFILE, &limit) != 0) getrlimit(RLIMIT_NOFILE, &limit);
  const std::uint64_t descriptors = std::min<std::uint64_t>(limit.rlim_cur, ConnId::slot_max);
  const std::uint64_t wanted =
      configured > 0 ? static_cast<std::uint64_t>(configured) : least_connections;
  if (descriptors < wanted + reserved_descriptors) {
    return fail("too few file descriptors: " + std::to_string(descriptors) + " allowed, " +
                std::to_string(wanted + reserved_descriptors) + " needed for " +
                std::to_string(wanted) + " connections (raise it with ulimit -n)");
  }
  return static_cast<std::uint32_t>(configured > 0 ? wanted : descriptors - reserved_descriptors);
}

}  // namespace uvchat::server
