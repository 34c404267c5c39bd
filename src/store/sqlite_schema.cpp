#include "store/sqlite_schema.h"

#include <array>
#include <string>

#include "store/sqlite.h"

namespace uvchat::store {
namespace {

// `account.id` is never given twice, and a ban's number says in which order they were set.
constexpr const char* accounts_and_bans = R"sql(
  CREATE TABLE account(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    password_hash TEXT NOT NULL,
    credential_version INTEGER NOT NULL DEFAULT 1,
    email TEXT NOT NULL,
    made_us INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE nick(
    number INTEGER PRIMARY KEY,
    account INTEGER NOT NULL REFERENCES account(id),
    text TEXT NOT NULL,
    fold TEXT NOT NULL UNIQUE,
    skeleton TEXT NOT NULL UNIQUE
  ) STRICT;
  CREATE TABLE ban(
    number INTEGER PRIMARY KEY,
    kind INTEGER NOT NULL,
    mask TEXT NOT NULL,
    reason TEXT NOT NULL,
    set_by TEXT NOT NULL,
    set_ms INTEGER NOT NULL,
    expires_ms INTEGER NOT NULL,
    UNIQUE(kind, mask)
  ) STRICT;
  CREATE INDEX ban_expires ON ban(expires_ms) WHERE expires_ms > 0;
)sql";

constexpr std::array all_migrations{accounts_and_bans};

Result<void> migrate_once(sqlite3* database, const char* migration, std::size_t version) {
  const std::string sql =
      "BEGIN IMMEDIATE; PRAGMA application_id = " + std::to_string(application_id) + ";" +
      migration + "; PRAGMA user_version = " + std::to_string(version) + "; COMMIT";
  auto done = try_run(database, sql.c_str());
  if (!done && sqlite3_get_autocommit(database) == 0) run(database, "ROLLBACK");
  return done;
}

}  // namespace

std::span<const char* const> migrations() { return all_migrations; }

Result<void> migrate(sqlite3* database, std::span<const char* const> all) {
  const auto version = ask_for_number(database, "PRAGMA user_version");
  if (!version) return tl::unexpected(version.error());
  for (auto been = static_cast<std::size_t>(*version); been < all.size(); ++been) {
    if (auto done = migrate_once(database, all[been], been + 1); !done) return done;
  }
  return {};
}

}  // namespace uvchat::store
