#pragma once

#include <string_view>

namespace uvchat::irc {

// Whether `text` has the form of a ciphered line: "+aes", a number, one space, base64url. Nobody
// but its readers can tell more.
bool has_ciphered_shape(std::string_view text);

}  // namespace uvchat::irc
