#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

namespace uvchat::server {

// The answer of the admin API for people. Lists become a table whose columns are aligned; a line is
// cut to `columns` of the terminal, of which 0 means that nothing is cut. Whatever strangers have
// written steers no terminal (printable()).
std::string table_of(const nlohmann::ordered_json& answer, std::size_t columns);

// The name of the list in the answer: "users". Empty: it has none.
std::string list_in(const nlohmann::ordered_json& answer);

}  // namespace uvchat::server
