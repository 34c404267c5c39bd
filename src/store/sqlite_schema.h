#pragma once

#include <sqlite3.h>

#include <span>

#include "uvchat/base/result.h"

// What stands in a database of uvchat, and since when.

namespace uvchat::store {

// The file says by it whose it is.
inline constexpr std::int64_t application_id = 0x75766368;  // "uvch"

// The schema's version is how many of these a database has been through. One that has been released
// is never changed.
std::span<const char* const> migrations();

// Applies the migrations that the database lacks, each in its own transaction.
Result<void> migrate(sqlite3* database, std::span<const char* const> all);

}  // namespace uvchat::store
