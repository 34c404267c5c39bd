#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "server/config.h"
#include "uvchat/base/result.h"

// The configuration as a JSON file.

namespace uvchat::server {

// An error is one line, "FILE:LINE:COLUMN: KEY PATH: what was expected, what was got", where line
// and column (in bytes, from 1) say where the offending value or key begins.
Result<Config> parse_config(std::string_view text, const std::string& file_name);
Result<Config> load_config(const std::string& path);

// Where the value of a key ("tls.certificate", "listen[1].port") stands in the file, as
// "FILE:LINE:COLUMN: ", for errors that are found behind parsing; "FILE: " where it is not there
// now, and nothing without a file.
std::string place_of_key(const std::string& file, std::string_view key_path);

// A line for each setting that is valid but opens the server to more clients than an operator may
// expect.
std::vector<std::string> warnings_of(const Config& config);

// Every known key with its value, as JSON that parse_config reads back to the same Config.
std::string print_config(const Config& config);

// `config` as people may see it: without the password of the database.
Config shown_config(Config config);

// The table of docs/configuration.md: every key with its default, what it takes and what it does.
std::string print_keys();

}  // namespace uvchat::server
