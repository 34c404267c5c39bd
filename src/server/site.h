#pragma once

#include <memory>
#include <string>

#include "server/config.h"
#include "uvchat/base/result.h"
#include "uvchat/http/site.h"

namespace uvchat::server {

// What the listeners of HTTP serve, as a configuration says. Waits for a disk. `config_file`:
// relative paths count from its folder.
Result<std::shared_ptr<const http::Site>> load_site(const Config& config,
                                                    const std::string& config_file);

}  // namespace uvchat::server
