#include <cstddef>
#include <cstdint>
#include <string_view>

#include "server/config_file.h"
#include "uvchat/base/assert.h"

// Any bytes are either refused in one line or accepted; what is accepted and printed reads back to
// the same values.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace uvchat::server;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto config = parse_config(text, "fuzz");
  if (!config) {
    UVCHAT_ASSERT(config.error().text.starts_with("fuzz:"));
    UVCHAT_ASSERT(config.error().text.find_first_of("\r\n") == std::string::npos);
    return 0;
  }
  const auto again = parse_config(print_config(*config), "printed");
  UVCHAT_ASSERT(again.has_value());
  UVCHAT_ASSERT(print_config(*again) == print_config(*config));
  return 0;
}
