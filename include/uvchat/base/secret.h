#pragma once

#include <string_view>

namespace uvchat {

// Whether `given` is the secret, in a time that tells nothing of how much of it is right; of the
// secret's length it may.
bool same_secret(std::string_view given, std::string_view secret);

}  // namespace uvchat
