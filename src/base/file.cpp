#include "uvchat/base/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace uvchat {
namespace {

tl::unexpected<Error> last_error() { return fail(std::strerror(errno)); }

// Up to `bytes_max` bytes and one more, which is enough to see that there are too many.
bool read_all(int file, std::size_t bytes_max, std::string& text) {
  constexpr std::size_t piece_bytes = std::size_t{64} * 1024;
  for (;;) {
    const std::size_t had = text.size();
    text.resize(std::min(had + piece_bytes, bytes_max + 1));
    const ssize_t size = ::read(file, text.data() + had, text.size() - had);
    text.resize(had + static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
    if (size == 0 || text.size() > bytes_max) return true;
    if (size < 0 && errno != EINTR) return false;
  }
}

Result<std::string> read_open(int file, std::size_t bytes_max) {
  struct stat is {};
  if (::fstat(file, &is) != 0) return last_error();
  if (!S_ISREG(is.st_mode)) return fail("it is no regular file");
  std::string text;
  if (!read_all(file, bytes_max, text)) return last_error();
  if (text.size() > bytes_max) {
    return fail("it is larger than " + std::to_string(bytes_max) + " bytes");
  }
  return text;
}

}  // namespace

Result<std::optional<std::string>> file_contents_if_there(const std::string& path,
                                                          std::size_t bytes_max, Links links) {
  // Without O_NONBLOCK a FIFO would be waited for, and before it could be seen that it is one.
  const int no_links = links == Links::refused ? O_NOFOLLOW : 0;
  const int file = ::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC | no_links);
  if (file < 0) {
    if (errno == ENOENT) return std::nullopt;
    if (errno == ELOOP && links == Links::refused) return fail("it is a link");
    if (errno == ENXIO) return fail("it is no regular file");
    return last_error();
  }
  auto text = read_open(file, bytes_max);
  ::close(file);
  return std::move(text).map([](std::string&& read) { return std::optional(std::move(read)); });
}

Result<std::string> file_contents(const std::string& path, std::size_t bytes_max, Links links) {
  auto text = file_contents_if_there(path, bytes_max, links);
  if (!text) return tl::unexpected(text.error());
  if (!*text) return fail(std::strerror(ENOENT));
  return std::move(**text);
}

}  // namespace uvchat
