#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "uvchat/store/request.h"

namespace uvchat::store {

// The lists of a room as one text: of each entry its letter and how many texts it has, and of each
// text its size: "b3:8:*!*@spam2:op4:1000".
std::string lists_as_text(const decltype(Room::lists)& lists);
// Nothing: it is no such text.
std::optional<decltype(Room::lists)> lists_in(std::string_view text);

}  // namespace uvchat::store
