#include "server/file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

#include "uvchat/base/standard_descriptors.h"

namespace uvchat::server {
namespace {

class File {
 public:
  explicit File(int number) : number_(number) {}
  ~File() {
    if (number_ >= 0) ::close(number_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  int number() const { return number_; }
  bool is_open() const { return number_ >= 0; }

 private:
  const int number_;
};

tl::unexpected<Error> refused(const std::string& path, const char* what, const char* why) {
  return fail(path + ": cannot be " + what + ": " + why);
}

tl::unexpected<Error> refused(const std::string& path, const char* what) {
  return refused(path, what, std::strerror(errno));
}

bool has_right(const std::string& path, mode_t right) {
  struct stat is {};
  return ::stat(path.c_str(), &is) == 0 && (is.st_mode & right) != 0;
}

// A change of a folder's entries is kept when the folder is.
bool keep_folder_of(const std::string& path) {
  const std::string folder = std::filesystem::path(path).parent_path();
  const File file(
      ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  return file.is_open() && ::fsync(file.number()) == 0;
}

// A new file beside `path`, on disk. Whatever stood there, a link or what was left behind, goes: it
// is never written through.
Result<std::string> write_draft(const std::string& path, std::string_view text) {
  std::string draft = path + ".new";
  if (::unlink(draft.c_str()) != 0 && errno != ENOENT) return refused(draft, "written");
  const File file(
      ::open(draft.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!file.is_open()) return refused(draft, "written");
  if (!write_all(file.number(), text) || ::fsync(file.number()) != 0) {
    const int error = errno;
    ::unlink(draft.c_str());
    return refused(draft, "written", std::strerror(error));
  }
  return draft;
}

}  // namespace

Result<std::optional<std::string>> read_file_if_there(const std::string& path,
                                                      std::size_t bytes_max, Links links) {
  auto text = file_contents_if_there(path, bytes_max, links);
  if (!text) return refused(path, "read", text.error().text.c_str());
  return text;
}

Result<std::string> read_file(const std::string& path, std::size_t bytes_max, Links links) {
  auto text = file_contents(path, bytes_max, links);
  if (!text) return refused(path, "read", text.error().text.c_str());
  return text;
}

Result<void> replace_file(const std::string& path, std::string_view text) {
  const auto draft = write_draft(path, text);
  if (!draft) return tl::unexpected(draft.error());
  if (::rename(draft->c_str(), path.c_str()) != 0 || !keep_folder_of(path)) {
    return refused(path, "written");
  }
  return {};
}

Result<void> make_file(const std::string& path, std::string_view text) {
  const auto draft = write_draft(path + "." + std::to_string(::getpid()), text);
  if (!draft) return tl::unexpected(draft.error());
  const bool there = ::link(draft->c_str(), path.c_str()) == 0 || errno == EEXIST;
  const int error = errno;
  ::unlink(draft->c_str());
  if (!there) return refused(path, "written", std::strerror(error));
  if (!keep_folder_of(path)) return refused(path, "written");
  return {};
}

Result<void> make_folder(const std::string& path) {
  const std::filesystem::path whole = std::filesystem::path(path).lexically_normal();
  std::filesystem::path made;
  for (const std::filesystem::path& part : whole) {
    made /= part;
    if (::mkdir(made.c_str(), 0700) != 0 && errno != EEXIST) return refused(made, "made");
  }
  std::error_code error;
  if (!std::filesystem::is_directory(whole, error)) {
    return refused(path, "made", std::strerror(ENOTDIR));
  }
  return {};
}

bool others_may_write(const std::string& folder) { return has_right(folder, S_IWGRP | S_IWOTH); }
bool others_may_read(const std::string& path) { return has_right(path, S_IRGRP | S_IROTH); }

// The descriptor is left open: with it goes the lock.
Result<bool> own_folder(const std::string& folder) {
  const int opened = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (opened < 0) return refused(folder, "opened");
  if (::flock(opened, LOCK_EX | LOCK_NB) == 0) return true;
  const int error = errno;
  ::close(opened);
  if (error == EWOULDBLOCK) return false;
  return refused(folder, "locked", std::strerror(error));
}

}  // namespace uvchat::server
