#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "transfer/open_file.h"
#include "uvchat/base/result.h"

namespace uvchat::cli {

// A file that is being fetched: it has a name that nobody looks for until keep() gives it its own,
// and goes where it is not kept. It is readable by its owner alone.
class ArrivingFile {
 public:
  // In this folder, which is made if it is missing.
  static Result<ArrivingFile> in(const std::string& folder);
  // One that is never kept.
  static Result<ArrivingFile> without_name();
  ArrivingFile(ArrivingFile&& other) noexcept;
  ArrivingFile& operator=(ArrivingFile&&) = delete;
  ~ArrivingFile();

  Result<void> append(std::span<const char> bytes);
  // As it was at the beginning.
  Result<void> start_anew();
  std::uint64_t bytes() const { return bytes_; }
  const OpenFile& file() const { return file_; }
  // How many bytes there is room for; as many as can be told.
  std::uint64_t free_bytes() const;

  // Its path from now on. REQUIRES: it was made by in(). Nothing is overwritten: where there is
  // such a file already, a number stands before the extension.
  Result<std::string> keep(const std::string& name);

 private:
  ArrivingFile(std::string folder, std::string path, OpenFile file)
      : folder_(std::move(folder)), path_(std::move(path)), file_(std::move(file)) {}

  std::string folder_;
  std::string path_;  // empty: it was kept, or moved
  OpenFile file_;
  std::uint64_t bytes_ = 0;
};

// Where this user's programs put what they fetch: by XDG's user-dirs, else ~/Downloads.
std::string usual_download_folder();

}  // namespace uvchat::cli
