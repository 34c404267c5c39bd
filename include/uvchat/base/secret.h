#pragma once

#include <string>
#include <string_view>

namespace uvchat {

// Whether `given` is the secret, in a time that tells nothing of how much of it is right; of the
// secret's length it may.
bool same_secret(std::string_view given, std::string_view secret);

// Makes it empty, so that nothing of it is left in memory.
void wipe(std::string& secret);

}  // namespace uvchat
