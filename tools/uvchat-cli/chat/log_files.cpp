#include "chat/log_files.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

#include "chat/texts.h"
#include "uvchat/base/ascii.h"
#include "uvchat/base/utf8.h"

namespace uvchat::cli {
namespace {

constexpr std::size_t name_bytes_max = 180;  // file systems take 255
constexpr std::size_t long_name_bytes = 100;

void append_hex(std::string& out, unsigned char byte) {
  constexpr std::string_view digits = "0123456789abcdef";
  out += digits[byte >> 4U];
  out += digits[byte & 15U];
}

// Characters that could lead elsewhere become %XX, and so does '=', which begins reserved names.
std::string safe_name(std::string_view name) {
  constexpr std::string_view harmless = "#-_.:+";
  std::string safe;
  for (const char c : name) {
    const bool is_plain = is_letter(c) || is_digit(c) || static_cast<unsigned char>(c) >= 0x80 ||
                          harmless.find(c) != std::string_view::npos;
    if (is_plain && !(safe.empty() && c == '.')) {
      safe += c;
    } else {
      safe += '%';
      append_hex(safe, static_cast<unsigned char>(c));
    }
  }
  if (safe.size() <= name_bytes_max) return safe;
  std::array<unsigned char, 16> hash{};
  crypto_generichash(hash.data(), hash.size(), reinterpret_cast<const unsigned char*>(name.data()),
                     name.size(), nullptr, 0);
  safe = std::string(utf8_cut(safe, long_name_bytes)) + "=";
  for (const unsigned char byte : hash) append_hex(safe, byte);
  return safe;
}

tl::unexpected<Error> cannot_write(const std::string& path) {
  return fail(fill(Text::file_not_written, {{"file", path}, {"why", std::strerror(errno)}}));
}

// Whether the file was removed while it was open.
bool is_there(int descriptor) {
  struct stat status {};
  return fstat(descriptor, &status) == 0 && status.st_nlink > 0;
}

Result<int> open_log(const std::string& path) {
  std::error_code ignored;  // open() reports it
  const std::filesystem::path folder = std::filesystem::path(path).parent_path();
  std::filesystem::create_directories(folder.parent_path(), ignored);
  mkdir(folder.c_str(), 0700);
  const int descriptor =
      open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0600);
  if (descriptor < 0) return cannot_write(path);
  struct stat status {};
  if (fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode)) {
    close(descriptor);
    errno = EINVAL;
    return cannot_write(path);
  }
  return descriptor;
}

}  // namespace

std::string log_file_name(const LogPlace& place) {
  const std::string name = place.fold.empty() ? "=server" : safe_name(place.fold);
  return safe_name(place.server) + "/" + name + ".log";
}

LogFiles::~LogFiles() {
  while (!files_.empty()) close_first();
}

void LogFiles::close_first() {
  close(files_.front().descriptor);
  files_.erase(files_.begin());
}

Result<LogFiles::File*> LogFiles::file_at(const std::string& path) {
  const auto found = std::find_if(files_.begin(), files_.end(),
                                  [&](const File& each) { return each.path == path; });
  if (found != files_.end() && is_there(found->descriptor)) {
    std::rotate(found, found + 1, files_.end());
    return &files_.back();
  }
  if (found != files_.end()) {
    close(found->descriptor);
    files_.erase(found);
  }
  const auto descriptor = open_log(path);
  if (!descriptor) return tl::unexpected(descriptor.error());
  if (files_.size() == files_max) close_first();
  files_.push_back({path, *descriptor, false});
  return &files_.back();
}

Result<void> LogFiles::write(const LogPlace& place, std::string_view lines) {
  const std::string path = folder_ + "/" + log_file_name(place);
  const auto file = file_at(path);
  if (!file) return tl::unexpected(file.error());
  std::string rest = ((*file)->is_torn ? "\n" : "") + std::string(lines);
  while (!rest.empty()) {
    const ssize_t written = ::write((*file)->descriptor, rest.data(), rest.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return cannot_write(path);
    rest.erase(0, static_cast<std::size_t>(written));
    (*file)->is_torn = !rest.empty();
  }
  return {};
}

}  // namespace uvchat::cli
