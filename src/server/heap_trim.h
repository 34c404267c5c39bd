#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "uvchat/base/limits.h"
#include "uvchat/base/time.h"

namespace uvchat::server {

// Gives what a burst has left free in the heap back to the system. glibc does so only at a heap's
// end, and after a burst something small that is still in use lies there.
//
// Owner: one thread; whoever else allocates meanwhile waits for some milliseconds.
class HeapTrim {
 public:
  // To be called often.
  void look(Now now);
  // Whether enough of the heap was free at this look and at the one before, and is not with the
  // system yet: who asks gives it back then.
  bool should_trim(std::size_t free_bytes) {
    const std::size_t unneeded = std::min(free_bytes, free_before_);
    free_before_ = free_bytes;
    given_back_ = std::min(given_back_, free_bytes);
    if (unneeded < given_back_ + limits::heap_unneeded_bytes) return false;
    given_back_ = free_bytes;
    return true;
  }

 private:
  std::uint64_t look_at_ms_ = 0;  // mono
  std::size_t free_before_ = 0;
  std::size_t given_back_ = 0;  // still counts as free
};

}  // namespace uvchat::server
