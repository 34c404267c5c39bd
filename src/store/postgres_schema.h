#pragma once

#include <span>

namespace uvchat::store {

// What a database of uvchat in PostgreSQL is made of, as migrations of sqlite_schema.h are: one
// that has been released is never changed. Each is one statement.
std::span<const char* const> postgres_migrations();

// Tables from which an erased row is to be cleared away.
std::span<const char* const> postgres_tables_of_accounts();

}  // namespace uvchat::store
