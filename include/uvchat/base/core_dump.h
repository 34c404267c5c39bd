#pragma once

namespace uvchat {

// What this process holds in memory is for nobody's disk, and for no debugger of the same user: no
// core dump from now on. For programs that hold keys or passwords, before they read any.
void forbid_core_dumps();

}  // namespace uvchat
