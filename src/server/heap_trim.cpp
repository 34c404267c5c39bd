#include "server/heap_trim.h"

#include <cstdlib>  // says whether this is glibc

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace uvchat::server {

void HeapTrim::look([[maybe_unused]] Now now) {
#ifdef __GLIBC__
  if (now.mono_ms < look_at_ms_) return;
  look_at_ms_ = now.mono_ms + limits::heap_trim_ms;
  if (should_trim(mallinfo2().fordblks)) malloc_trim(0);
#endif
}

}  // namespace uvchat::server
