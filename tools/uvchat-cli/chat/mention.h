#pragma once

#include <string_view>

namespace uvchat::cli {

// Whether a text holds `name` (a nick, or what else a user wants to be told of) as a word of its
// own, whichever way its letters are written: in capitals, wide, composed or with marks behind.
//
// A word ends where no letter, mark, digit or underscore goes on, so beside punctuation of every
// script, and beside a script that writes without spaces (rob你好). What nicks may hold besides
// ([]{}\`^|-) ends it too, but where such a sign joins it to a longer name (rob-x, rob|away).
bool names(std::string_view text, std::string_view name);

}  // namespace uvchat::cli
