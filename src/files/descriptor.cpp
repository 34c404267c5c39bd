#include "files/descriptor.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <memory>

namespace uvchat::files {
namespace {

std::int64_t regular_size(const struct stat& is) {
  if (S_ISREG(is.st_mode)) return is.st_size;
  errno = EINVAL;
  return -1;
}

}  // namespace

Descriptor::~Descriptor() {
  if (number_ >= 0) ::close(number_);
}

// Without O_NONBLOCK a FIFO that somebody has put there would be waited for.
Descriptor open_at(const Descriptor& folder, const std::string& name, int flags) {
  constexpr int always = O_NOFOLLOW | O_CLOEXEC | O_NOCTTY | O_NONBLOCK;
  return Descriptor(::openat(folder.number(), name.c_str(), flags | always, 0600));
}

Descriptor open_folder_at(const Descriptor& folder, const std::string& name) {
  return open_at(folder, name, O_RDONLY | O_DIRECTORY);
}

int write_at(const Descriptor& file, std::uint64_t offset, std::span<const char> bytes) {
  while (!bytes.empty()) {
    const ssize_t written =
        ::pwrite(file.number(), bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    if (written == 0) return ENOSPC;
    offset += static_cast<std::uint64_t>(written);
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  return 0;
}

std::int64_t read_at(const Descriptor& file, std::uint64_t offset, std::span<char> into) {
  std::size_t done = 0;
  while (done < into.size()) {
    const ssize_t read = ::pread(file.number(), into.data() + done, into.size() - done,
                                 static_cast<off_t>(offset + done));
    if (read < 0 && errno == EINTR) continue;
    if (read < 0) return -1;
    if (read == 0) break;
    done += static_cast<std::size_t>(read);
  }
  return static_cast<std::int64_t>(done);
}

std::int64_t size_of(const Descriptor& file) {
  struct stat is {};
  return ::fstat(file.number(), &is) == 0 ? regular_size(is) : -1;
}

std::int64_t size_at(const Descriptor& folder, const std::string& name) {
  struct stat is {};
  const int outcome = ::fstatat(folder.number(), name.c_str(), &is, AT_SYMLINK_NOFOLLOW);
  return outcome == 0 ? regular_size(is) : -1;
}

bool each_name(const Descriptor& folder, const std::function<void(const std::string&)>& tell) {
  // A duplicate: reading the names moves the position of the open folder, which others use.
  const int number = ::openat(folder.number(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR* const opened = number < 0 ? nullptr : ::fdopendir(number);
  if (opened == nullptr) {
    if (number >= 0) ::close(number);
    return false;
  }
  const std::unique_ptr<DIR, int (*)(DIR*)> names(opened, ::closedir);
  errno = 0;
  while (const dirent* entry = ::readdir(names.get())) {
    if (entry->d_name[0] != '.') tell(entry->d_name);
    errno = 0;
  }
  return errno == 0;
}

}  // namespace uvchat::files
