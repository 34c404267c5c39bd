#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "files/depot.h"

namespace uvchat::files {

// A depot in a folder of its own.
class DepotFolder {
 public:
  DepotFolder() {
    std::filesystem::remove_all(path_);
    std::filesystem::create_directory(path_);
  }
  ~DepotFolder() { std::filesystem::remove_all(path_); }
  DepotFolder(const DepotFolder&) = delete;
  DepotFolder& operator=(const DepotFolder&) = delete;

  std::filesystem::path depot() const { return path_ / "uploads"; }

 private:
  static inline int next_ = 0;
  const std::filesystem::path path_ =
      std::filesystem::temp_directory_path() /
      ("uvchat-depot-" + std::to_string(::getpid()) + "-" + std::to_string(next_++));
};

// A name of a part, as a hash is one.
inline std::string name_of(char digit) { return std::string(64, digit); }

inline std::string hash_of(std::string_view bytes) {
  Digest digest;
  digest.update(bytes);
  return digest.hex();
}

inline Sealed finish(Part& part, std::optional<picture::Format> format = std::nullopt) {
  const Sealed sealed = part.seal(format).value();
  EXPECT_TRUE(part.place());
  return sealed;
}

inline std::string contents(const Depot& depot, const std::string& hash) {
  const auto file = depot.open_file(hash);
  if (!file) return "none";
  std::string bytes(file->size(), ' ');
  const auto read = file->read(0, bytes);
  return read && *read == bytes.size() ? bytes : "unreadable";
}

}  // namespace uvchat::files
