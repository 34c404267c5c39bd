#include "server/heap_trim.h"

#include <cstdlib>  // says whether this is glibc

#ifdef __GLIBC__
#include <malloc.h>
#include <unistd.h>

#include <fstream>
#include <optional>

#include "uvchat/base/block_pool.h"
#endif

namespace uvchat::server {

#ifdef __GLIBC__
namespace {

// What the process has of its own, and nothing uses: neither in the heap nor for buffers. With it
// comes what is neither of both, stacks and variables, which stays the same. Nothing where the
// system does not tell.
std::optional<std::size_t> idle_bytes() {
  std::size_t size = 0, resident = 0, shared = 0;  // pages
  if (!(std::ifstream("/proc/self/statm") >> size >> resident >> shared)) return std::nullopt;
  const std::size_t own = (resident - shared) * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  const struct mallinfo2 heap = mallinfo2();
  return own - std::min(own, heap.uordblks + heap.hblkhd + BlockPool::bytes_held_by_all());
}

}  // namespace
#endif

void HeapTrim::look([[maybe_unused]] Now now) {
#ifdef __GLIBC__
  if (now.mono_ms < look_at_ms_) return;
  look_at_ms_ = now.mono_ms + limits::heap_trim_ms;
  const auto idle = idle_bytes();
  if (!idle || !should_trim(*idle)) return;
  malloc_trim(0);
  trimmed(idle_bytes().value_or(*idle));
#endif
}

}  // namespace uvchat::server
