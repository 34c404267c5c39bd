#pragma once

#include "uvchat/base/result.h"

namespace uvchat::cli {

// Makes LC_CTYPE a UTF-8 locale: the environment's, or C.UTF-8 if the system lacks the
// environment's UTF-8 locale, or if the environment names no character set (no locale, C or POSIX,
// as in a bare container). Fails if the environment asks for another character set.
Result<void> choose_utf8();

}  // namespace uvchat::cli
