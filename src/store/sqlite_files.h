#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

#include "uvchat/base/result.h"

namespace uvchat::store {

// The files of a database, which somebody may move away: what is written then is lost.
class SqliteFiles {
 public:
  SqliteFiles() = default;  // none
  // The database and its journal, which are there.
  explicit SqliteFiles(const std::string& path);

  // Whether they are still those that they were.
  Result<void> are_there() const;

 private:
  struct FileId {
    dev_t device;
    ino_t number;
    bool operator==(const FileId&) const = default;
  };
  struct File {
    std::string path;
    std::optional<FileId> id;
  };
  static std::optional<FileId> id_at(const std::string& path);

  std::vector<File> files_;
};

}  // namespace uvchat::store
