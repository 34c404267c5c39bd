#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <utility>

#include "uvchat/base/result.h"

namespace uvchat::cli {

// Owns an open file of this machine.
class OpenFile {
 public:
  OpenFile() = default;
  explicit OpenFile(int number) : number_(number) {}
  OpenFile(OpenFile&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  OpenFile& operator=(OpenFile&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~OpenFile();

  int number() const { return number_; }
  // As much as there is; less than asked for at the end alone. An error says why.
  Result<std::size_t> read_at(std::uint64_t offset, std::span<char> into) const;
  Result<void> write_at(std::uint64_t offset, std::span<const char> bytes) const;

 private:
  int number_ = -1;
};

// "~/x" is in the user's own folder.
std::string at_home(const std::string& path);

// One without a name, that goes when it is closed.
Result<OpenFile> nameless_file();

}  // namespace uvchat::cli
