#include "server/file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>

namespace uvchat::server {
namespace {

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

tl::unexpected<Error> refused(const std::string& path, const char* what) {
  return fail(path + ": cannot be " + what + ": " + std::strerror(errno));
}

bool write_all(int file, std::string_view text) {
  while (!text.empty()) {
    const ssize_t size = ::write(file, text.data(), text.size());
    if (size < 0) return false;
    text.remove_prefix(static_cast<std::size_t>(size));
  }
  return ::fsync(file) == 0;
}

// A rename is kept when its folder is.
bool keep_folder(const std::string& path) {
  const std::string folder = std::filesystem::absolute(path).parent_path();
  const int file = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (file < 0) return false;
  const bool kept = ::fsync(file) == 0;
  ::close(file);
  return kept;
}

}  // namespace

Result<std::string> read_file(const std::string& path, std::size_t bytes_max) {
  const std::unique_ptr<std::FILE, CloseFile> file(std::fopen(path.c_str(), "rb"));
  if (file == nullptr) return refused(path, "read");
  // One byte more than is allowed is enough to see that there are too many.
  std::string text(bytes_max + 1, '\0');
  text.resize(std::fread(text.data(), 1, text.size(), file.get()));
  if (std::ferror(file.get()) != 0) return refused(path, "read");
  if (text.size() > bytes_max) {
    return fail(path + ": larger than " + std::to_string(bytes_max) + " bytes");
  }
  return text;
}

Result<void> replace_file(const std::string& path, std::string_view text) {
  const std::string draft = path + ".new";
  const int file = ::open(draft.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0) return refused(draft, "written");
  const bool whole = write_all(file, text);
  const int error = errno;
  ::close(file);
  if (!whole) {
    ::unlink(draft.c_str());
    errno = error;
    return refused(draft, "written");
  }
  if (::rename(draft.c_str(), path.c_str()) != 0 || !keep_folder(path)) {
    return refused(path, "written");
  }
  return {};
}

}  // namespace uvchat::server
