#pragma once

#include <cstdint>

#include "uvchat/base/result.h"

namespace uvchat::loadtest {

// What a process has used since it began, all its threads together, as /proc tells.
struct Usage {
  std::int64_t user_ns = 0;
  std::int64_t system_ns = 0;
  std::int64_t waited_ns = 0;  // ready to run, but its processor was busy with something else

  std::int64_t cpu_ns() const { return user_ns + system_ns; }
  Usage& operator+=(const Usage& other) {
    user_ns += other.user_ns;
    system_ns += other.system_ns;
    waited_ns += other.waited_ns;
    return *this;
  }
  friend Usage operator-(const Usage& a, const Usage& b) {
    return {a.user_ns - b.user_ns, a.system_ns - b.system_ns, a.waited_ns - b.waited_ns};
  }
};

Result<Usage> usage_of(int pid);

// Processor time that the host of this virtual machine has given to others, since its boot and
// over all its processors; 0 where the kernel does not say.
std::int64_t stolen_ns();

// Anonymous memory that is resident (RssAnon): code and page cache are not counted.
Result<std::int64_t> memory_bytes_of(int pid);

}  // namespace uvchat::loadtest
