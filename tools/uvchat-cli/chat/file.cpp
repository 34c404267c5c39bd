#include "chat/file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <optional>
#include <utility>

#include "chat/texts.h"
#include "uvchat/base/file.h"
#include "uvchat/base/standard_descriptors.h"
#include "uvchat/cipher/secret.h"

namespace uvchat::cli {
namespace {

constexpr std::size_t private_bytes_max = std::size_t{16} << 20;
constexpr std::size_t settings_bytes_max = std::size_t{1} << 20;

tl::unexpected<Error> cannot(Text what, const std::string& path) {
  return fail(fill(what, {{"file", path}, {"why", std::strerror(errno)}}));
}

Error not_read(const std::string& path, const Error& error) {
  return Error{fill(Text::file_not_read, {{"file", path}, {"why", error.text}})};
}

bool write_to_disk(int descriptor, std::string_view contents) {
  return write_all(descriptor, contents) && fsync(descriptor) == 0;
}

void overwrite(int descriptor) {
  struct stat status {};
  if (descriptor >= 0 && fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode)) {
    write_to_disk(descriptor, std::string(static_cast<std::size_t>(status.st_size), '0'));
  }
}

// Replaces the file at `path`, whose old bytes are overwritten: a key that is removed from it
// leaves the disk too, as far as the disk allows.
Result<void> replace(const std::string& path, std::string_view contents) {
  if (contents.size() > private_bytes_max) {  // such a file could not be read again
    errno = EFBIG;
    return cannot(Text::file_not_written, path);
  }
  const std::string fresh = path + ".new";
  unlink(fresh.c_str());
  const int descriptor =
      open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (descriptor < 0) return cannot(Text::file_not_written, path);
  const bool written = write_to_disk(descriptor, contents);
  const int reason = errno;
  close(descriptor);
  errno = reason;
  const int old = open(path.c_str(), O_WRONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  if (!written || rename(fresh.c_str(), path.c_str()) != 0) {
    const auto failure = cannot(Text::file_not_written, path);
    close(old);
    unlink(fresh.c_str());
    return failure;
  }
  overwrite(old);
  close(old);
  return {};
}

}  // namespace

// A file that this program has written: not a link, and not larger than what it writes.
Result<std::string> read_private_file(const std::string& path) {
  return file_contents_if_there(path, private_bytes_max, Links::refused)
      .map([](std::optional<std::string>&& contents) {
        return std::move(contents).value_or(std::string());
      })
      .map_error([&](const Error& error) { return not_read(path, error); });
}

Result<std::string> read_secret_file(const std::string& path) {
  struct stat is {};
  if (lstat(path.c_str(), &is) == 0 && S_ISREG(is.st_mode) &&
      ((is.st_mode & (S_IRWXG | S_IRWXO)) != 0 || is.st_uid != geteuid())) {
    return fail(fill(Text::file_not_private, {{"file", path}}));
  }
  return read_private_file(path);
}

namespace {

using Read = Result<std::string> (*)(const std::string& path);

void make_private_folder(const std::filesystem::path& folder) {
  std::error_code ignored;  // open() reports it
  std::filesystem::create_directories(folder.parent_path(), ignored);
  mkdir(folder.c_str(), 0700);
}

// The file itself is replaced, so the lock is on another file beside it, which stays.
Result<void> change_file(
    const std::string& path,
    const std::function<Result<std::string>(const std::string& contents)>& change, Read read) {
  make_private_folder(std::filesystem::path(path).parent_path());
  const int lock =
      open((path + ".lock").c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0600);
  if (lock < 0) return cannot(Text::file_not_written, path);
  while (flock(lock, LOCK_EX) != 0 && errno == EINTR) {
  }
  Result<std::string> contents = read(path);
  Result<std::string> fresh = contents.and_then(change);
  const auto changed =
      fresh.and_then([&](const std::string& whole) { return replace(path, whole); });
  close(lock);
  for (Result<std::string>* const text : {&contents, &fresh}) {
    if (*text) cipher::wipe((*text)->data(), (*text)->size());
  }
  return changed;
}

}  // namespace

bool file_is_there(const std::string& path) {
  return access(path.c_str(), F_OK) == 0 || (errno != ENOENT && errno != ENOTDIR);
}

std::string followed(const std::string& path) {
  std::error_code failed;
  const auto there = std::filesystem::canonical(path, failed);
  return failed ? path : there.string();
}

Result<std::string> read_file(const std::string& path) {
  return file_contents(path, settings_bytes_max, Links::followed)
      .map_error([&](const Error& error) { return not_read(path, error); });
}

Result<void> change_private_file(
    const std::string& path,
    const std::function<Result<std::string>(const std::string& contents)>& change) {
  return change_file(path, change, read_private_file);
}

Result<void> change_secret_file(
    const std::string& path,
    const std::function<Result<std::string>(const std::string& contents)>& change) {
  return change_file(path, change, read_secret_file);
}

}  // namespace uvchat::cli
