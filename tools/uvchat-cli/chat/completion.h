#pragma once

#include <cstddef>
#include <string_view>

#include "chat/chat.h"

namespace uvchat::cli {

struct ClientState;

// Chat::complete().
Chat::Completions completions(ClientState& chat, std::string_view line, std::size_t cursor);

}  // namespace uvchat::cli
