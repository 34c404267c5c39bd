#pragma once

#include <string_view>

namespace uvchat::cli {

// Whether a text holds `name` (a nick, or another word of which a user wants to be told) as a whole
// word, whatever the form of its letters: capitals, wide, composed or with combining marks.
//
// A word ends where no letter, mark, digit or underscore follows: at punctuation of every script,
// and at a script that writes without spaces (rob你好). The other characters of nicks ([]{}\`^|-)
// end it too, unless they join it to a longer name (rob-x, rob|away).
bool names(std::string_view text, std::string_view name);

}  // namespace uvchat::cli
