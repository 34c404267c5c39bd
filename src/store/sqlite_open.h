#pragma once

#include <memory>
#include <string>

#include "store/file_lock.h"
#include "store/sqlite.h"
#include "uvchat/base/result.h"

namespace uvchat::store {

// An open database; closed before another server may have it.
struct OpenDatabase {
  std::unique_ptr<FileLock> lock;  // null: it is in memory
  Database database;
  std::string path;  // without links; empty: it is in memory
};

// Makes the file if there is none, and takes it through the migrations that it has not seen. The
// error is one line that begins with `path`. What is no sound database of ours is left as it is.
Result<OpenDatabase> open_database(const std::string& path);
Result<OpenDatabase> open_database_in_memory();
// One more connection to a database that this process has open, which changes nothing.
Result<Database> open_to_read(const std::string& path);
// One that there is, and that a server may have open; nothing in it is changed.
Result<Database> open_database_of_another(const std::string& path);

}  // namespace uvchat::store
