#pragma once

#include <memory>
#include <string>

#include "store/postgres_link.h"
#include "uvchat/base/result.h"

namespace uvchat::store {

// Connects, and takes the database's schema through the migrations that it has not seen; as long as
// the link is there no other server gets one. The error is one line. What is not ours, or newer, is
// left as it is.
Result<std::unique_ptr<PostgresLink>> open_postgres(const std::string& url);

// One more connection to what open_postgres() has taken, which changes nothing.
Result<std::unique_ptr<PostgresLink>> open_postgres_to_read(const std::string& url);

}  // namespace uvchat::store
