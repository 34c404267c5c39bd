#pragma once

#include <string_view>

#include "hub/call.h"

// The classroom protocol's two events.

namespace uvchat::hub {

void open_classroom(Call& call);
void hear_classroom(Call& call, std::string_view message);

}  // namespace uvchat::hub
