#pragma once

#include <string>
#include <string_view>

namespace uvchat::store {

// A statement in the words of each database: constants, by whose addresses it is known again.
struct Sql {
  const char* sqlite;
  const char* postgres;

  constexpr Sql(const char* both) : sqlite(both), postgres(both) {}
  constexpr Sql(const char* of_sqlite, const char* of_postgres)
      : sqlite(of_sqlite), postgres(of_postgres) {}
};

// A statement about history that is written once for both: what each database says in its own words
// stands in it as a name in braces, of the table in sql.cpp.
class SqlText {
 public:
  explicit SqlText(std::string_view pattern);
  SqlText(const SqlText&) = delete;
  SqlText& operator=(const SqlText&) = delete;

  operator Sql() const { return {sqlite_.c_str(), postgres_.c_str()}; }
  // In PostgreSQL there is nothing to do.
  Sql in_sqlite() const { return {sqlite_.c_str(), nothing_.c_str()}; }

 private:
  const std::string sqlite_;
  const std::string postgres_;
  // Its own, because a statement is known with the types of its parameters.
  const std::string nothing_ = "SELECT 1 WHERE false";
};

}  // namespace uvchat::store
