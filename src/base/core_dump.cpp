#include "uvchat/base/core_dump.h"

#include <sys/prctl.h>
#include <sys/resource.h>

namespace uvchat {

void forbid_core_dumps() {
  const rlimit none{};
  setrlimit(RLIMIT_CORE, &none);
  prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

}  // namespace uvchat
