#include "store/sqlite_open.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "store/sqlite_schema.h"

namespace uvchat::store {
namespace {

// Those of what was said are not looked at when it starts: there may be too much of it.
constexpr const char* tables[] = {
    "account", "nick",     "setting",   "login",       "code",  "invitation", "token", "room",
    "access",  "presence", "ban",       "deed",        "epoch", "era",        "kept",  "talk",
    "freed",   "erasing",  "past_room", "certificate", "file",  "upload"};

Result<std::string> without_links(const std::string& path) {
  std::error_code error;
  std::string whole = std::filesystem::weakly_canonical(path, error);
  if (error) return fail(path + ": cannot be opened: " + error.message());
  return whole;
}

// Nobody else may read it, nor the files that SQLite puts beside it, which get the same rights.
Result<void> make_if_missing(const std::string& path) {
  const int made = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (made < 0 && errno != EEXIST) return fail(path + ": cannot be made: " + std::strerror(errno));
  if (made >= 0) {
    ::close(made);
    return {};
  }
  struct stat is {};
  if (::stat(path.c_str(), &is) != 0 || !S_ISREG(is.st_mode)) {
    return fail(path + ": is no regular file");
  }
  // SQLite would take so short a text for an empty database.
  if (is.st_size > 0 && is.st_size < 512) return fail(path + ": is no database");
  return {};
}

// While it is not known whose database it is, nothing in it is to be believed or changed: closing
// it as its last user would move its journal into it.
void distrust(sqlite3* database) {
  sqlite3_extended_result_codes(database, 1);
  sqlite3_busy_timeout(database, busy_ms);
  sqlite3_db_config(database, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(database, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  sqlite3_db_config(database, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
  sqlite3_db_config(database, SQLITE_DBCONFIG_ENABLE_VIEW, 0, nullptr);
  sqlite3_db_config(database, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
}

// Whether it is ours, or nobody's yet.
Result<void> recognise(sqlite3* database) {
  const auto owner = ask_for_number(database, "PRAGMA application_id");
  if (!owner) {
    return sqlite3_errcode(database) == SQLITE_NOTADB ? fail("is no database")
                                                      : tl::unexpected(owner.error());
  }
  const auto version = ask_for_number(database, "PRAGMA user_version");
  const auto entries = ask_for_number(database, "SELECT count(*) FROM sqlite_schema");
  if (!version) return tl::unexpected(version.error());
  if (!entries) return tl::unexpected(entries.error());
  if (*owner == 0 && *version == 0 && *entries == 0) return {};
  if (*owner != application_id) return fail("is the database of another program");
  const auto known = static_cast<std::int64_t>(migrations().size());
  if (*version > known) {
    return fail("was written by a newer uvchat-server: its schema is " + std::to_string(*version) +
                ", this one knows " + std::to_string(known));
  }
  if (sqlite3_db_readonly(database, "main") == 1) return fail("is read-only");
  return {};
}

// In this order: what a file is like must be said before its first table.
Result<void> set_up(sqlite3* database) {
  sqlite3_db_config(database, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, nullptr);
  return try_run(database,
                 "PRAGMA auto_vacuum = INCREMENTAL;"
                 "PRAGMA journal_mode = WAL;"
                 "PRAGMA synchronous = FULL;"
                 "PRAGMA wal_autocheckpoint = 0;"
                 "PRAGMA journal_size_limit = 67108864;"
                 "PRAGMA secure_delete = ON;"
                 "PRAGMA cell_size_check = ON;"
                 "PRAGMA foreign_keys = ON;"
                 "PRAGMA temp_store = MEMORY");
}

// Nothing may be missing: a name without its row in an index could be taken, and a token that was
// revoked could be left.
Result<void> check(sqlite3* database) {
  for (const char* table : tables) {
    const std::string sql = "PRAGMA integrity_check(" + std::string(table) + ")";
    const auto found = ask_for_text(database, sql.c_str());
    if (!found) return tl::unexpected(found.error());
    if (*found != "ok") return fail("the database is damaged");
  }
  return {};
}

Result<void> prepare(sqlite3* database) {
  distrust(database);
  if (auto ours = recognise(database); !ours) return ours;
  if (auto done = set_up(database); !done) return done;
  if (auto done = migrate(database, migrations()); !done) return done;
  return check(database);
}

Result<Database> open_and(Result<void> (*prepare_it)(sqlite3*), const char* path,
                          int how = SQLITE_OPEN_READWRITE) {
  sqlite3* opened = nullptr;
  const int code = sqlite3_open_v2(path, &opened, how | SQLITE_OPEN_NOMUTEX, nullptr);
  Database database(opened);
  if (code != SQLITE_OK) return fail(why_not(code));
  if (auto prepared = prepare_it(opened); !prepared) return tl::unexpected(prepared.error());
  return database;
}

Result<void> look_at(sqlite3* database) {
  distrust(database);
  return recognise(database);
}

Result<void> prepare_to_read(sqlite3* database) {
  distrust(database);
  return try_run(database,
                 "PRAGMA query_only = ON;"
                 "PRAGMA cell_size_check = ON;"
                 "PRAGMA temp_store = MEMORY");
}

}  // namespace

Result<OpenDatabase> open_database(const std::string& path) {
  auto whole = without_links(path);
  if (!whole) return tl::unexpected(whole.error());
  auto lock = FileLock::take(*whole + ".lock");
  if (!lock) return tl::unexpected(lock.error());
  if (*lock == nullptr) return fail(path + ": another server has it open");
  if (auto there = make_if_missing(*whole); !there) return tl::unexpected(there.error());
  auto database = open_and(prepare, whole->c_str());
  if (!database) return fail(path + ": " + database.error().text);
  return OpenDatabase{std::move(*lock), std::move(*database), std::move(*whole)};
}

Result<OpenDatabase> open_database_in_memory() {
  auto database = open_and(prepare, ":memory:");
  if (!database) return tl::unexpected(database.error());
  return OpenDatabase{nullptr, std::move(*database), {}};
}

Result<Database> open_to_read(const std::string& path) {
  return open_and(prepare_to_read, path.c_str(), SQLITE_OPEN_READONLY);
}

Result<Database> open_database_of_another(const std::string& path) {
  if (::access(path.c_str(), F_OK) != 0) {
    return fail(path + ": cannot be opened: " + std::strerror(errno));
  }
  auto database = open_and(look_at, path.c_str());
  if (!database) return fail(path + ": " + database.error().text);
  return database;
}

}  // namespace uvchat::store
