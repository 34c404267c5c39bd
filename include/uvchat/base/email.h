#pragma once

#include <string_view>

namespace uvchat {

// Whether a message can be sent to this address, "ana@example.org", and the address can stand in a
// message's header as it is: letters, digits and . _ + - = & ' # ~ before the '@', host names
// behind it, all in ASCII (RFC 5321 allows more, which no mail program is asked to understand).
bool is_email(std::string_view text);

}  // namespace uvchat
