#include "uvchat/base/time_slice.h"

#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <string>
#include <system_error>

namespace uvchat {
namespace {

// The least that Linux grants.
constexpr std::uint64_t slice_ns = 100'000;

// The kernel's `sched_attr` in its first version. linux/sched/types.h, which has it, may not stand
// beside sched.h on Debian 12.
struct Scheduling {
  std::uint32_t size = sizeof(Scheduling);
  std::uint32_t policy = 0;
  std::uint64_t flags = 0;
  std::int32_t nice = 0;
  std::uint32_t priority = 0;
  std::uint64_t runtime_ns = 0;  // of a policy that shares the core fairly: the slice
  std::uint64_t deadline_ns = 0;
  std::uint64_t period_ns = 0;
};
static_assert(sizeof(Scheduling) == 48);

}  // namespace

void shorten_time_slice(LogSink& log) {
  Scheduling own;
  long failed = ::syscall(SYS_sched_getattr, 0, &own, sizeof own, 0);
  // Under another policy this member is no slice, and somebody chose that policy.
  if (failed == 0 && own.policy != SCHED_OTHER && own.policy != SCHED_BATCH) return;
  own.runtime_ns = slice_ns;
  if (failed == 0) failed = ::syscall(SYS_sched_setattr, 0, &own, 0);
  if (failed == 0) return;
  const std::string reason = std::system_category().message(errno);
  log.write(LogLevel::debug, "time slice not shortened", {{"reason", reason}});
}

}  // namespace uvchat
