#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

// Files by open folders: a path that somebody exchanges meanwhile leads nowhere else.

namespace uvchat::files {

// Owns an open file or folder.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~Descriptor();

  bool is_open() const { return number_ >= 0; }
  int number() const { return number_; }

 private:
  int number_ = -1;
};

// Not open where that fails: errno says why. No link is followed.
Descriptor open_at(const Descriptor& folder, const std::string& name, int flags);
Descriptor open_folder_at(const Descriptor& folder, const std::string& name);

// All of it; else errno is returned, and 0 where it is done.
int write_at(const Descriptor& file, std::uint64_t offset, std::span<const char> bytes);

// As much as there is: less than asked for at the end alone. -1: errno says why.
std::int64_t read_at(const Descriptor& file, std::uint64_t offset, std::span<char> into);

// Of a regular file; -1 for what is none, errno says why.
std::int64_t size_of(const Descriptor& file);
std::int64_t size_at(const Descriptor& folder, const std::string& name);

// What lies in the folder, but not what begins with a dot. False where that cannot be read.
bool each_name(const Descriptor& folder, const std::function<void(const std::string&)>& tell);

}  // namespace uvchat::files
