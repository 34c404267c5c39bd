#pragma once

#include "store/sqlite.h"

namespace uvchat::store {

// Teaches a connection `id_at(room, time_us)`: the id of the room's first line of this time or
// later in the newest era that began before it; behind the era's last one where there is none. It
// is found by bisecting the ids, so that times need no index. It outlives what uses it, and the
// connection outlives it.
class Places {
 public:
  explicit Places(sqlite3* database) : database_(database) {}
  ~Places();
  Places(const Places&) = delete;
  Places& operator=(const Places&) = delete;

  Result<void> teach();

 private:
  static void id_at(sqlite3_context* context, int count, sqlite3_value** values);
  Result<std::int64_t> find(std::int64_t room, std::int64_t time_us);
  Result<std::int64_t> first(Statement& statement, std::int64_t value, std::int64_t otherwise);

  sqlite3* const database_;
  Statement begun_{
      "SELECT first_epoch FROM era WHERE no ="
      " (SELECT max(no) FROM era WHERE begun_us <= ?1)"};
  Statement next_{
      "SELECT first_epoch FROM era WHERE first_epoch > ?1"
      " ORDER BY first_epoch LIMIT 1"};
  Statement probe_{"SELECT id, time_us FROM line WHERE id >= ?1 ORDER BY id LIMIT 1"};
};

}  // namespace uvchat::store
