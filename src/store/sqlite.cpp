#include "store/sqlite.h"

#include <cstdlib>

namespace uvchat::store {

std::string why_not(int code) {
  switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return "another program has the database locked";
    case SQLITE_FULL:
      return "the disk of the database is full";
    case SQLITE_IOERR:
      return "the disk of the database fails";
    case SQLITE_READONLY:
      return "the database is read-only";
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return "the database is damaged";
    case SQLITE_CANTOPEN:
      return "the database cannot be opened";
    default:
      return std::string("the database does not do it: ") + sqlite3_errstr(code);
  }
}

int run(sqlite3* database, const char* sql) {
  return sqlite3_exec(database, sql, nullptr, nullptr, nullptr);
}

Result<void> try_run(sqlite3* database, const char* sql) {
  const int code = run(database, sql);
  if (code != SQLITE_OK) return fail(why_not(code));
  return {};
}

Result<std::string> ask_for_text(sqlite3* database, const char* sql) {
  Statement statement(sql);
  if (auto prepared = statement.prepare(database); !prepared) {
    return tl::unexpected(prepared.error());
  }
  Running running(statement);
  const int code = running.step();
  if (code != SQLITE_ROW) return fail(why_not(code));
  return running.text(0);
}

Result<std::int64_t> ask_for_number(sqlite3* database, const char* sql) {
  const auto text = ask_for_text(database, sql);
  if (!text) return tl::unexpected(text.error());
  return std::strtoll(text->c_str(), nullptr, 10);
}

Result<void> Statement::prepare(sqlite3* database) {
  sqlite3_stmt* prepared = nullptr;
  const int code =
      sqlite3_prepare_v3(database, sql_, -1, SQLITE_PREPARE_PERSISTENT, &prepared, nullptr);
  prepared_.reset(prepared);
  if (code != SQLITE_OK) return fail(why_not(code));
  return {};
}

Running::Running(Statement& statement, std::span<const Value> values)
    : statement_(statement.prepared_.get()) {
  int at = 0;
  for (const Value& value : values) {
    ++at;
    if (const auto* text = std::get_if<std::string>(&value)) {
      bind(at, *text);
    } else {
      bind(at, std::get<std::int64_t>(value));
    }
  }
}

Row Running::row() const {
  std::vector<Value> cells;
  const int columns = sqlite3_column_count(statement_);
  cells.reserve(static_cast<std::size_t>(columns));
  for (int column = 0; column < columns; ++column) {
    if (sqlite3_column_type(statement_, column) == SQLITE_INTEGER) {
      cells.emplace_back(std::int64_t{sqlite3_column_int64(statement_, column)});
    } else {
      cells.emplace_back(text(column));
    }
  }
  return Row(std::move(cells));
}

std::string Running::text(int column) const {
  const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, column));
  return text == nullptr ? std::string() : std::string(text, size);
}

}  // namespace uvchat::store
