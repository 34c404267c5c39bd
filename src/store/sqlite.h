#pragma once

#include <sqlite3.h>

#include <concepts>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "uvchat/base/result.h"

// SQLite in the words of this module. What it returns is one of its codes, as an int.

namespace uvchat::store {

inline constexpr int busy_ms = 250;  // another program that writes a little is waited for

// Why something was not done, in words for an operator.
std::string why_not(int code);

struct CloseDatabase {
  void operator()(sqlite3* database) const { sqlite3_close(database); }
};
using Database = std::unique_ptr<sqlite3, CloseDatabase>;

// One statement after another, whose rows nobody reads.
int run(sqlite3* database, const char* sql);
Result<void> try_run(sqlite3* database, const char* sql);
// The first column of the first row.
Result<std::string> ask_for_text(sqlite3* database, const char* sql);
Result<std::int64_t> ask_for_number(sqlite3* database, const char* sql);

// A statement that is prepared once and run often.
class Statement {
 public:
  // A mistake in it, or a table that is not there, shows in prepare().
  explicit Statement(const char* sql) : sql_(sql) {}

  Result<void> prepare(sqlite3* database);
  const char* sql() const { return sql_; }

 private:
  friend class Running;
  struct Finish {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };

  const char* sql_;
  std::unique_ptr<sqlite3_stmt, Finish> prepared_;
};

// A statement while it runs, with its parameters in the order in which they stand in it. It is
// reset at the end: one that is not keeps its snapshot, and the journal grows. A text outlives it.
class Running {
 public:
  template <typename... Values>
  explicit Running(Statement& statement, const Values&... values)
      : statement_(statement.prepared_.get()) {
    int at = 0;
    (bind(++at, values), ...);
  }
  ~Running() {
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
  }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

  int step() { return sqlite3_step(statement_); }  // SQLITE_ROW, SQLITE_DONE or an error

  std::int64_t number(int column) const { return sqlite3_column_int64(statement_, column); }
  std::string text(int column) const;

 private:
  void bind(int at, std::string_view text);
  void bind(int at, std::integral auto number) {
    sqlite3_bind_int64(statement_, at, static_cast<sqlite3_int64>(number));
  }

  sqlite3_stmt* const statement_;
};

}  // namespace uvchat::store
