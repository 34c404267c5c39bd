#include <cstddef>
#include <cstdint>
#include <string_view>

#include "loadtest/scenario_file.h"
#include "uvchat/base/assert.h"

// Any bytes are either refused in one line or accepted; what is accepted and printed reads back to
// the same.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace uvchat::loadtest;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto scenario = parse_scenario(text, "fuzz");
  if (!scenario) {
    UVCHAT_ASSERT(scenario.error().text.starts_with("fuzz:"));
    UVCHAT_ASSERT(scenario.error().text.find_first_of("\r\n") == std::string::npos);
    return 0;
  }
  const std::string printed = print_scenario(*scenario);
  const auto again = parse_scenario(printed, "printed");
  UVCHAT_ASSERT(again.has_value());
  UVCHAT_ASSERT(print_scenario(*again) == printed);
  return 0;
}
