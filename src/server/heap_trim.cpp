#include "server/heap_trim.h"

#include <cstdlib>  // says whether this is glibc

#ifdef __GLIBC__
#include <malloc.h>
#include <unistd.h>

#include <fstream>
#endif

namespace uvchat::server {

#ifdef __GLIBC__
namespace {

// What the process has of its own, and nothing in the heap uses: also what other things than the
// heap use, which is little or comes and goes with it.
std::size_t idle_bytes() {
  std::size_t size = 0, resident = 0, shared = 0;  // pages
  std::ifstream("/proc/self/statm") >> size >> resident >> shared;
  const struct mallinfo2 heap = mallinfo2();
  const std::size_t own = (resident - shared) * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  return own - std::min(own, heap.uordblks + heap.hblkhd);
}

}  // namespace
#endif

void HeapTrim::look([[maybe_unused]] Now now) {
#ifdef __GLIBC__
  if (now.mono_ms < look_at_ms_) return;
  look_at_ms_ = now.mono_ms + limits::heap_trim_ms;
  if (!should_trim(idle_bytes())) return;
  malloc_trim(0);
  trimmed(idle_bytes());
#endif
}

}  // namespace uvchat::server
