#pragma once

#include <string>

#include "client/connection.h"
#include "client/target.h"

namespace uvchat::cli {

// Why a connection to `server` ended, in the user's language; no full stop behind it.
std::string why_closed(const client::Closed& closed, const client::Target& server);

}  // namespace uvchat::cli
