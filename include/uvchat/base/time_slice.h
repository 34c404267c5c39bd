#pragma once

#include "uvchat/base/log.h"

namespace uvchat {

// Asks the kernel to give the thread that calls its share of a core in pieces of 0.1 ms instead of
// some 3 ms. Its share stays what it was, but whoever shares the core with it makes it wait less.
// Linux from 6.12 on does it; earlier ones do not mind. A refusal is told to the log, at `debug`.
void shorten_time_slice(LogSink& log);

}  // namespace uvchat
