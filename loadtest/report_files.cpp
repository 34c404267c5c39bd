#include "loadtest/report_files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

#include "uvchat/base/standard_descriptors.h"

namespace uvchat::loadtest {
namespace {

constexpr mode_t any_mode = 0666;  // less the umask
constexpr mode_t permissions = 0777;

// Where a link points to, too, if nothing is there yet.
std::filesystem::path place_of(const std::filesystem::path& path, std::error_code& error) {
  constexpr int links_max = 8;
  std::filesystem::path place = std::filesystem::weakly_canonical(path, error);
  std::error_code none;
  for (int link = 0; link < links_max && std::filesystem::is_symlink(place, none); ++link) {
    const std::filesystem::path target = std::filesystem::read_symlink(place, error);
    place = std::filesystem::weakly_canonical(place.parent_path() / target, error);
  }
  return place;
}

}  // namespace

Result<std::unique_ptr<ReportFile>> ReportFile::prepare(const std::string& path) {
  std::unique_ptr<ReportFile> file(new ReportFile(path));
  if (file->is_standard_output()) {
    file->place_ = path;
    return file;
  }
  std::error_code error;
  file->place_ = place_of(path, error).string();
  if (path.empty() || error) {
    return file->refused(path.empty() ? "the name is empty" : error.message().c_str());
  }
  if (const auto prepared = file->prepare_file(); !prepared) {
    return tl::unexpected(prepared.error());
  }
  return file;
}

ReportFile::~ReportFile() {
  if (draft_fd_ >= 0) ::close(draft_fd_);
  if (!draft_.empty()) ::unlink(draft_.c_str());
}

bool ReportFile::is_at(const std::string& path) const {
  std::error_code error;
  return path == path_ || (!is_standard_output() && path != "-" && place_of(path, error) == place_);
}

tl::unexpected<Error> ReportFile::refused(const char* why) const {
  return fail((path_.empty() ? "a report" : path_) + ": cannot be written: " + why);
}

// What is no regular file, a pipe for example, cannot be replaced.
Result<void> ReportFile::prepare_file() {
  struct stat is {};
  const bool exists = ::stat(path_.c_str(), &is) == 0;
  if (exists && S_ISDIR(is.st_mode)) return refused("it is a folder");
  if (exists && ::access(path_.c_str(), W_OK) != 0) return refused(std::strerror(errno));
  if (exists && !S_ISREG(is.st_mode)) return {};
  is_there_ = exists && is.st_size > 0;
  draft_ = place_ + "." + std::to_string(::getpid()) + ".new";
  draft_fd_ =
      ::open(draft_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, any_mode);
  if (draft_fd_ >= 0) {
    if (exists) ::fchmod(draft_fd_, is.st_mode & permissions);
    return {};
  }
  const int reason = errno;
  draft_.clear();
  // The folder takes no new file, but the file is there.
  return exists ? Result<void>() : refused(std::strerror(reason));
}

Result<void> ReportFile::write(std::string_view text) {
  if (is_standard_output()) return print_output(text);
  if (draft_fd_ < 0) return write_in_place(text);
  const bool written = write_all(draft_fd_, text);
  const int reason = errno;
  const bool closed = ::close(std::exchange(draft_fd_, -1)) == 0;
  if (!written || !closed) return refused(std::strerror(written ? errno : reason));
  if (::rename(draft_.c_str(), place_.c_str()) != 0) return write_in_place(text);
  draft_.clear();
  return {};
}

Result<void> ReportFile::write_in_place(std::string_view text) const {
  const int file = ::open(path_.c_str(), O_WRONLY | O_TRUNC | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  if (file < 0) return refused(errno == ENXIO ? "nobody reads it" : std::strerror(errno));
  const bool written = write_all(file, text);
  const int reason = errno;
  const bool closed = ::close(file) == 0;
  if (!written || !closed) return refused(std::strerror(written ? errno : reason));
  return {};
}

}  // namespace uvchat::loadtest
