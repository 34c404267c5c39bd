#pragma once

#include <string_view>

#include "hub/commands/services.h"
#include "uvchat/store/request.h"

namespace uvchat::hub {

// Says `words`, and sends a code to the owner of the account of this name, if there is one that
// wants it and has an address. Words and time do not tell whether it has.
void ask_for_code(ServiceCall& asked, store::CodePurpose purpose, std::string_view words);

}  // namespace uvchat::hub
