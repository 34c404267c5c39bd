#pragma once

#include <memory>
#include <optional>
#include <string>

#include "files/depot.h"
#include "files/file_desk.h"
#include "server/config.h"
#include "uvchat/base/log.h"
#include "uvchat/base/result.h"
#include "uvchat/http/site.h"
#include "uvchat/hub/request.h"

namespace uvchat::server {

// Opens the folder of uploaded files. Nothing: there are none, because the configuration does not
// want any, no listener would serve them, or the state directory has no place for them, of which
// the log tells. A folder that the configuration names and that cannot be opened is an error.
Result<std::optional<files::Depot>> open_depot(const Config& config, const std::string& config_file,
                                               LogSink& log);

// 32 hexadecimal digits, of the system's random source.
std::string draw_file_id();

// Where no files are taken.
UploadsTold no_uploads(const AskUploads& question);

files::DeskSettings desk_settings(const Config& config, std::shared_ptr<const http::Site> site);

}  // namespace uvchat::server
