// WHO's second parameter: whatever it is, the answer's form follows from the fields the server
// knows, and asking for them again asks for the same.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "uvchat/base/assert.h"
#include "uvchat/irc/whox.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const uvchat::irc::WhoOptions options = uvchat::irc::parse_who_options(text);
  std::size_t last = 0;
  for (const char field : options.fields) {
    const std::size_t place = uvchat::irc::whox_fields.find(field);
    UVCHAT_ASSERT(place != std::string_view::npos && place >= last);
    last = place + 1;
  }
  UVCHAT_ASSERT(!options.token.empty() && options.token.size() <= 3);
  UVCHAT_ASSERT(options.token.find_first_not_of("0123456789") == std::string::npos);
  std::string again = options.operators_only ? "o" : "";
  if (options.extended) again += "%" + options.fields + "," + options.token;
  UVCHAT_ASSERT(uvchat::irc::parse_who_options(again) == options);
  return 0;
}
