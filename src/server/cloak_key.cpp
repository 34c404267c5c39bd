#include "server/cloak_key.h"

#include <sodium.h>

#include <algorithm>
#include <cstdlib>
#include <string_view>

#include "server/file.h"
#include "uvchat/base/assert.h"

namespace uvchat::server {
namespace {

// An absolute path, or nothing.
std::string folder_in_environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr || *value != '/' ? std::string() : std::string(value);
}

}  // namespace

Result<std::string> state_directory() {
  const char* named = std::getenv("STATE_DIRECTORY");
  if (named != nullptr && *named != '\0') {
    const std::string folder = named;
    // A service may have several, and gets them with colons between them.
    if (folder.find(':') == std::string::npos && folder.front() == '/') return folder;
    return fail("STATE_DIRECTORY must be one absolute path, not \"" + folder + "\"");
  }
  if (std::string state = folder_in_environment("XDG_STATE_HOME"); !state.empty()) {
    return state + "/uvchat";
  }
  if (std::string home = folder_in_environment("HOME"); !home.empty()) {
    return home + "/.local/state/uvchat";
  }
  return std::string();
}

Result<HashKey> load_cloak_key(const std::string& directory) {
  const std::string path = directory + "/cloak.key";
  HashKey key{};
  auto kept = read_file_if_there(path, key.size(), Links::refused);
  if (kept && !*kept) {
    const HashKey fresh = random_key();
    const std::string_view text(reinterpret_cast<const char*>(fresh.data()), fresh.size());
    if (auto made = make_file(path, text); !made) return tl::unexpected(made.error());
    kept = read_file_if_there(path, key.size(), Links::refused);
  }
  if (!kept) return tl::unexpected(kept.error());
  if (!*kept || (*kept)->size() != key.size()) return fail(path + ": not a key of 16 bytes");
  std::copy((*kept)->begin(), (*kept)->end(), key.begin());
  if (key == HashKey{}) {
    return fail(path + ": a key of zeros is no secret; remove it for a new one");
  }
  return key;
}

HashKey random_key() {
  UVCHAT_ASSERT(sodium_init() >= 0);  // it may be called again and again
  HashKey key{};
  randombytes_buf(key.data(), key.size());
  return key;
}

}  // namespace uvchat::server
