#pragma once

#include <string>
#include <string_view>

#include "hub/settings.h"

// Under which URLs files are that people have uploaded: ORIGIN/files/ID, with more behind it.

namespace uvchat::hub {

// "https://chat.example.org/files/ID", or "/files/ID" where nobody uploads now.
std::string url_of_file(const UploadRules& rules, std::string_view id);
// The id, which may stand in a URL. Empty: it is none.
std::string id_of_file(std::string_view text);
// Whether it is the id of an upload that is not finished (PendingUpload).
bool is_id_of_upload(std::string_view text);
// Whether the text has a URL of a file here, in clear.
bool names_file(const UploadRules& rules, std::string_view text);

}  // namespace uvchat::hub
