#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "store/plan.h"
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

// A statement while it runs, with its parameters in their order; they outlive it. It is reset at
// the end: one that is not keeps its snapshot, and the journal grows.
class Running {
 public:
  explicit Running(Statement& statement, std::span<const Value> values = {});
  ~Running() {
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
  }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

  int step() { return sqlite3_step(statement_); }  // SQLITE_ROW, SQLITE_DONE or an error

  bool gives_rows() const { return sqlite3_column_count(statement_) > 0; }
  Row row() const;
  std::string text(int column) const;
  std::int64_t number(int column) const { return sqlite3_column_int64(statement_, column); }

  // A parameter that was not given at the beginning; a text outlives it.
  void bind(int parameter, std::int64_t number) {
    sqlite3_bind_int64(statement_, parameter, number);
  }
  void bind(int parameter, std::string_view text) {
    sqlite3_bind_text64(statement_, parameter, text.data(), text.size(), SQLITE_STATIC,
                        SQLITE_UTF8);
  }
  // It is run once more, with other parameters.
  void rewind() { sqlite3_reset(statement_); }

 private:
  sqlite3_stmt* const statement_;
};

}  // namespace uvchat::store
