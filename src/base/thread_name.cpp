#include "uvchat/base/thread_name.h"

#include <sys/prctl.h>

namespace uvchat {

void name_this_thread(const char* name) { prctl(PR_SET_NAME, name, 0, 0, 0); }

}  // namespace uvchat
