#include "transfer/open_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace uvchat::cli {

OpenFile::~OpenFile() {
  if (number_ >= 0) ::close(number_);
}

Result<std::size_t> OpenFile::read_at(std::uint64_t offset, std::span<char> into) const {
  std::size_t done = 0;
  while (done < into.size()) {
    const ssize_t count =
        ::pread(number_, into.data() + done, into.size() - done, static_cast<off_t>(offset + done));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return fail(std::strerror(errno));
    if (count == 0) break;
    done += static_cast<std::size_t>(count);
  }
  return done;
}

Result<void> OpenFile::write_at(std::uint64_t offset, std::span<const char> bytes) const {
  while (!bytes.empty()) {
    const ssize_t count = ::pwrite(number_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return fail(std::strerror(errno));
    bytes = bytes.subspan(static_cast<std::size_t>(count));
    offset += static_cast<std::uint64_t>(count);
  }
  return {};
}

std::string at_home(const std::string& path) {
  const char* const home = std::getenv("HOME");
  return path.starts_with("~/") && home != nullptr ? home + path.substr(1) : path;
}

Result<OpenFile> nameless_file() {
  const char* const wanted = std::getenv("TMPDIR");
  std::string path = std::string(wanted != nullptr ? wanted : "/var/tmp") + "/uvchat-XXXXXX";
  OpenFile file(::mkostemp(path.data(), O_CLOEXEC));  // of mode 0600
  if (file.number() < 0) return fail(std::strerror(errno));
  ::unlink(path.c_str());
  return file;
}

}  // namespace uvchat::cli
