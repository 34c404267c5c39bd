#pragma once

namespace uvchat {

// Names the thread that calls, for top, perf and debuggers. REQUIRES: at most 15 bytes, which is
// all that Linux keeps.
void name_this_thread(const char* name);

}  // namespace uvchat
