#pragma once

#include <memory>
#include <string>

#include "uvchat/base/result.h"

namespace uvchat::store {

// A file that says: what is beside it is in use. Of several processes that ask one gets it, until
// it gives it back or ends. It leaves no file behind, unless it is killed.
class FileLock {
 public:
  // Null: another has it.
  static Result<std::unique_ptr<FileLock>> take(const std::string& path);
  ~FileLock();
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

 private:
  FileLock(std::string path, int number) : path_(std::move(path)), number_(number) {}

  const std::string path_;
  const int number_;
};

}  // namespace uvchat::store
