#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "uvchat/base/result.h"

namespace uvchat::cli {

// The talk that a line of a log belongs to.
struct LogPlace {
  std::string server;  // HOST:PORT
  std::string fold;    // of the talk's name; empty: the server's own talk
};

// The name of its file, "127.0.0.1:6667/#lobby.log". No name that a server invents leads out of the
// folder, and no two places share a file.
std::string log_file_name(const LogPlace& place);

// The log files below one folder: readable by the user only, and at most files_max open at once. A
// write may wait for the disk.
class LogFiles {
 public:
  static constexpr std::size_t files_max = 16;

  explicit LogFiles(std::string folder) : folder_(std::move(folder)) {}
  ~LogFiles();
  LogFiles(const LogFiles&) = delete;
  LogFiles& operator=(const LogFiles&) = delete;

  // Whole lines, each with its '\n'.
  Result<void> write(const LogPlace& place, std::string_view lines);
  std::size_t open_files() const { return files_.size(); }

 private:
  struct File {
    std::string path;
    int descriptor = -1;
    bool is_torn = false;  // its last line has no line end
  };

  // The one used last stands last. The error is a sentence.
  Result<File*> file_at(const std::string& path);
  void close_first();

  std::string folder_;
  std::vector<File> files_;
};

}  // namespace uvchat::cli
