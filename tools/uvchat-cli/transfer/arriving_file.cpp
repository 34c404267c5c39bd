#include "transfer/arriving_file.h"

#include <fcntl.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <limits>
#include <utility>

#include "chat/texts.h"
#include "uvchat/base/file.h"

namespace uvchat::cli {
namespace {

tl::unexpected<Error> unwritable(const char* why) {
  return fail(fill(Text::file_unwritable, {{"why", why}}));
}

// "cat (2).jpg"
std::string numbered(const std::string& name, int number) {
  if (number < 2) return name;
  const std::size_t dot = name.rfind('.');
  const std::size_t stem = dot == std::string::npos || dot == 0 ? name.size() : dot;
  return name.substr(0, stem) + " (" + std::to_string(number) + ")" + name.substr(stem);
}

}  // namespace

Result<ArrivingFile> ArrivingFile::in(const std::string& folder) {
  std::error_code ignored;  // what follows reports it
  std::filesystem::create_directories(folder, ignored);
  std::string path = folder + "/.uvchat-XXXXXX";
  OpenFile file(::mkostemp(path.data(), O_CLOEXEC));  // of mode 0600
  if (file.number() < 0) return unwritable(std::strerror(errno));
  return ArrivingFile(folder, std::move(path), std::move(file));
}

Result<ArrivingFile> ArrivingFile::without_name() {
  auto file = nameless_file();
  if (!file) return unwritable(file.error().text.c_str());
  return ArrivingFile({}, {}, *std::move(file));
}

ArrivingFile::ArrivingFile(ArrivingFile&& other) noexcept
    : folder_(std::move(other.folder_)),
      path_(std::exchange(other.path_, {})),
      file_(std::move(other.file_)),
      bytes_(other.bytes_) {}

ArrivingFile::~ArrivingFile() {
  if (!path_.empty()) ::unlink(path_.c_str());
}

Result<void> ArrivingFile::append(std::span<const char> bytes) {
  const auto written = file_.write_at(bytes_, bytes);
  if (!written) return unwritable(written.error().text.c_str());
  bytes_ += bytes.size();
  return {};
}

Result<void> ArrivingFile::start_anew() {
  bytes_ = 0;
  if (::ftruncate(file_.number(), 0) != 0) return unwritable(std::strerror(errno));
  return {};
}

std::uint64_t ArrivingFile::free_bytes() const {
  struct statvfs about {};
  if (::fstatvfs(file_.number(), &about) != 0) return std::numeric_limits<std::uint64_t>::max();
  return bytes_ + std::uint64_t{about.f_bavail} * about.f_frsize;
}

Result<std::string> ArrivingFile::keep(const std::string& name) {
  constexpr int names_max = 1000;
  if (::fsync(file_.number()) != 0) return unwritable(std::strerror(errno));
  for (int number = 1; number <= names_max; ++number) {
    const std::string wanted = folder_ + "/" + numbered(name, number);
    // Whoever makes it first has it; then it is replaced by what has come.
    const OpenFile mine(
        ::open(wanted.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (mine.number() < 0 && errno == EEXIST) continue;
    if (mine.number() < 0) return unwritable(std::strerror(errno));
    if (::rename(path_.c_str(), wanted.c_str()) != 0) {
      const int reason = errno;
      ::unlink(wanted.c_str());
      return unwritable(std::strerror(reason));
    }
    path_.clear();
    return wanted;
  }
  return unwritable(std::strerror(EEXIST));
}

std::string usual_download_folder() {
  constexpr std::size_t bytes_max = 65'536;
  constexpr std::string_view key = "\nXDG_DOWNLOAD_DIR=\"";
  const char* const home = std::getenv("HOME");
  const char* const config = std::getenv("XDG_CONFIG_HOME");
  const std::string own = home != nullptr ? home : ".";
  const std::string folder = config != nullptr && *config != '\0' ? config : own + "/.config";
  const auto file = file_contents_if_there(folder + "/user-dirs.dirs", bytes_max, Links::followed);
  const std::string lines = "\n" + (file ? file->value_or("") : std::string());
  const std::size_t at = lines.rfind(key);  // a shell reads it: the last line holds
  if (at == std::string::npos) return own + "/Downloads";
  const std::size_t begin = at + key.size();
  const std::string value = lines.substr(begin, lines.find('"', begin) - begin);
  if (value.starts_with("$HOME/") && value.size() > 6) return own + value.substr(5);
  return value.starts_with('/') ? value : own + "/Downloads";
}

}  // namespace uvchat::cli
