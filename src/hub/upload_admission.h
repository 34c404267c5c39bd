#pragma once

#include <string>
#include <string_view>

#include "hub/state.h"

// Who may upload files, by a token or by name and password (errand::AdmitUpload).

namespace uvchat::hub {

// Whose a token's grant is now, or why it is nobody's any more.
struct Admitted {
  errand::Uploader uploader;
  std::string why;  // empty: they may
};
Admitted admitted_by(const ChatState& state, const UploadGrant& grant, Now now);

// An upload may have waited for it.
void settle_upload_login(ChatState& state, const PasswordChecked& checked, Now now);

}  // namespace uvchat::hub
