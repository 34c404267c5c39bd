#include "file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "texts.h"

namespace uvchat::cli {
namespace {

tl::unexpected<Error> cannot(Text what, const std::string& path) {
  return fail(fill(what, {{"file", path}, {"why", std::strerror(errno)}}));
}

bool write_all(int descriptor, std::string_view contents) {
  while (!contents.empty()) {
    const ssize_t written = write(descriptor, contents.data(), contents.size());
    if (written < 0) {
      return false;
    }
    contents.remove_prefix(static_cast<std::size_t>(written));
  }
  return fsync(descriptor) == 0;
}

Result<void> replace(const std::string& path, std::string_view contents) {
  const std::string fresh = path + ".new";
  unlink(fresh.c_str());
  const int descriptor = open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (descriptor < 0) {
    return cannot(Text::file_not_written, path);
  }
  const bool written = write_all(descriptor, contents);
  const int reason = errno;
  close(descriptor);
  errno = reason;
  if (!written || rename(fresh.c_str(), path.c_str()) != 0) {
    const auto failure = cannot(Text::file_not_written, path);
    unlink(fresh.c_str());
    return failure;
  }
  return {};
}

}  // namespace

bool file_is_there(const std::string& path) { return access(path.c_str(), F_OK) == 0; }

Result<std::string> read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    return cannot(Text::file_not_read, path);
  }
  std::string contents;
  std::array<char, 4096> buffer{};
  do {
    file.read(buffer.data(), buffer.size());
    contents.append(buffer.data(), static_cast<std::size_t>(file.gcount()));
  } while (file);
  if (file.bad()) {
    return cannot(Text::file_not_read, path);
  }
  return contents;
}

// The file itself is replaced, so that the lock is on one beside it, which stays.
Result<void> change_private_file(
    const std::string& path,
    const std::function<Result<std::string>(const std::string& contents)>& change) {
  std::error_code ignored;  // open() tells
  std::filesystem::create_directories(std::filesystem::path(path).parent_path(), ignored);
  const int lock = open((path + ".lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock < 0) {
    return cannot(Text::file_not_written, path);
  }
  while (flock(lock, LOCK_EX) != 0 && errno == EINTR) {
  }
  const Result<std::string> contents = file_is_there(path) ? read_file(path) : std::string();
  const auto changed = contents.and_then(change).and_then(
      [&](const std::string& fresh) { return replace(path, fresh); });
  close(lock);
  return changed;
}

}  // namespace uvchat::cli
