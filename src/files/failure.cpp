#include "files/failure.h"

#include <cerrno>
#include <cstring>

namespace uvchat::files {

tl::unexpected<Failure> failure(int error, std::string_view what) {
  // EFBIG: the process may not write larger files (RLIMIT_FSIZE), or the file system has none.
  const bool is_full = error == ENOSPC || error == EDQUOT || error == EFBIG;
  std::string text = "cannot ";
  text.append(what).append(": ").append(std::strerror(error));
  Trouble trouble = error == ENOENT ? Trouble::absent : Trouble::failed;
  if (is_full) trouble = Trouble::full;
  if (error == EMFILE || error == ENFILE) trouble = Trouble::busy;
  return tl::unexpected<Failure>(Failure{trouble, std::move(text)});
}

}  // namespace uvchat::files
