#pragma once

#include <string>
#include <string_view>

namespace uvchat::store {

// Whether libpq takes it: "postgresql://user@host/database" or "host=... dbname=...".
bool is_database_url(std::string_view url);

// It without its password, for people to read.
std::string shown_url(const std::string& url);

}  // namespace uvchat::store
