#pragma once

// A programmer's mistake ends the process, in release builds too: a chat server that goes on with
// a broken invariant tells people things that are not true.

namespace uvchat {

[[noreturn]] void assertion_failed(const char* condition, const char* file, int line);

}  // namespace uvchat

#define UVCHAT_ASSERT(condition) \
  ((condition) ? static_cast<void>(0) : ::uvchat::assertion_failed(#condition, __FILE__, __LINE__))
