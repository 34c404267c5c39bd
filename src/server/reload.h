#pragma once

#include <memory>
#include <string>
#include <vector>

#include "server/config.h"
#include "uvchat/base/result.h"
#include "uvchat/http/site.h"
#include "uvchat/tls/context.h"

namespace uvchat::server {

struct Reload {
  Config config;  // what the server works with from now on
  std::shared_ptr<const http::Site> site;
  std::shared_ptr<const tls::Context> certificates;  // null: there are none
  std::string certificate_files;                     // state_of_files() of them
  std::vector<std::string> needs_restart;  // "listen", "limits.flood.enabled": differ in the file,
                                           // and are in `config` as they were
};

// "listen, log.level"
std::string listed(const std::vector<std::string>& keys);

// The site and the certificates that the configuration names.
Result<void> load_named_files(Reload& reload, const std::string& config_file);

// Reads the file again, as at the start. Only live keys (config_table.h) are taken from it.
Result<Reload> reload_config(const std::string& path, const Config& running);

}  // namespace uvchat::server
