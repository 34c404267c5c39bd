#include "server/cloak_key.h"

#include <fcntl.h>
#include <sodium.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "uvchat/base/assert.h"

namespace uvchat::server {
namespace {

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string() : std::string(value);
}

// The file appears whole or not at all, and of two servers that start at once one makes it.
Result<void> make_key_file(const std::string& path) {
  const std::string draft = path + "." + std::to_string(::getpid());
  const int file = ::open(draft.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0) return fail("cannot write " + draft + ": " + std::strerror(errno));
  const HashKey key = random_key();
  const ssize_t written = ::write(file, key.data(), key.size());
  const bool whole = written == static_cast<ssize_t>(key.size()) && ::fsync(file) == 0;
  ::close(file);
  const bool there = whole && (::link(draft.c_str(), path.c_str()) == 0 || errno == EEXIST);
  ::unlink(draft.c_str());
  if (!there) return fail("cannot write " + path);
  return {};
}

}  // namespace

std::string state_directory() {
  if (std::string named = environment("STATE_DIRECTORY"); !named.empty()) return named;
  if (std::string state = environment("XDG_STATE_HOME"); !state.empty()) return state + "/uvchat";
  if (std::string home = environment("HOME"); !home.empty()) return home + "/.local/state/uvchat";
  return {};
}

Result<HashKey> load_cloak_key(const std::string& directory) {
  if (directory.empty()) return fail("there is no state directory: HOME is not set");
  std::error_code error;
  std::filesystem::create_directories(directory, error);
  if (error) return fail("cannot make " + directory + ": " + error.message());
  const std::string path = directory + "/cloak.key";
  if (!std::filesystem::exists(path, error)) {
    if (auto made = make_key_file(path); !made) return tl::unexpected(made.error());
  }
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return fail("cannot read " + path + ": " + std::strerror(errno));
  HashKey key{};
  const ssize_t size = ::read(file, key.data(), key.size());
  ::close(file);
  if (size != static_cast<ssize_t>(key.size())) return fail(path + " is not a key of 16 bytes");
  return key;
}

HashKey random_key() {
  UVCHAT_ASSERT(sodium_init() >= 0);  // it may be called again and again
  HashKey key{};
  randombytes_buf(key.data(), key.size());
  return key;
}

}  // namespace uvchat::server
