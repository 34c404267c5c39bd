#pragma once

#include "uvchat/base/result.h"

namespace uvchat::cli {

// Makes LC_CTYPE a UTF-8 locale: the environment's; C.UTF-8 where the environment asks for UTF-8 by
// a locale that the system lacks, or names no character set: no locale, C or POSIX, as in a bare
// container. Fails where the environment asks for another character set.
Result<void> choose_utf8();

}  // namespace uvchat::cli
