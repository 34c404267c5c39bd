#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "uvchat/base/limits.h"
#include "uvchat/base/time.h"

namespace uvchat::server {

// Gives what a burst has left free in the heap back to the system. glibc does so only at a heap's
// end, and after a burst something small that is still in use lies there. What is judged is not
// what is free, but what of it the process still has: the rest is with the system already.
//
// Owner: one thread; whoever else allocates meanwhile waits for some milliseconds.
class HeapTrim {
 public:
  // To be called often.
  void look(Now now);
  // `idle_bytes`: what the process has and nothing uses. Whether that was much at this
  // look and at the one before; what was left after the last trim cannot be given back and does
  // not count.
  bool should_trim(std::size_t idle_bytes) {
    const std::size_t unneeded = std::min(idle_bytes, idle_before_);
    idle_before_ = idle_bytes;
    stuck_ = std::min(stuck_, idle_bytes);
    return unneeded >= stuck_ + limits::heap_unneeded_bytes;
  }
  // So much was left then.
  void trimmed(std::size_t idle_bytes) { stuck_ = idle_before_ = idle_bytes; }

 private:
  std::uint64_t look_at_ms_ = 0;  // mono
  std::size_t idle_before_ = 0;
  std::size_t stuck_ = 0;
};

}  // namespace uvchat::server
