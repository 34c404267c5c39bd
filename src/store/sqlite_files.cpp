#include "store/sqlite_files.h"

#include <sys/stat.h>

namespace uvchat::store {

SqliteFiles::SqliteFiles(const std::string& path) {
  for (const std::string& file : {path, path + "-wal"}) files_.push_back({file, id_at(file)});
}

Result<void> SqliteFiles::are_there() const {
  for (const File& file : files_) {
    if (id_at(file.path) != file.id) return fail("the file of the database is gone");
  }
  return {};
}

std::optional<SqliteFiles::FileId> SqliteFiles::id_at(const std::string& path) {
  struct stat is {};
  if (::stat(path.c_str(), &is) != 0) return std::nullopt;
  return FileId{is.st_dev, is.st_ino};
}

}  // namespace uvchat::store
