#include "store/file_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace uvchat::store {
namespace {

// Whoever had it before may have removed the file after it was opened here.
bool is_still_at(const std::string& path, int number) {
  struct stat opened {};
  struct stat there {};
  return ::fstat(number, &opened) == 0 && ::stat(path.c_str(), &there) == 0 &&
         opened.st_dev == there.st_dev && opened.st_ino == there.st_ino;
}

}  // namespace

Result<std::unique_ptr<FileLock>> FileLock::take(const std::string& path) {
  while (true) {
    const int number = ::open(path.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (number < 0) return fail(path + ": cannot be made: " + std::strerror(errno));
    const bool locked = ::flock(number, LOCK_EX | LOCK_NB) == 0;
    const int error = locked ? 0 : errno;
    if (locked && is_still_at(path, number)) {
      return std::unique_ptr<FileLock>(new FileLock(path, number));
    }
    ::close(number);
    if (error == EWOULDBLOCK) return nullptr;
    if (error != 0) return fail(path + ": cannot be locked: " + std::strerror(error));
  }
}

FileLock::~FileLock() {
  ::unlink(path_.c_str());
  ::close(number_);
}

}  // namespace uvchat::store
