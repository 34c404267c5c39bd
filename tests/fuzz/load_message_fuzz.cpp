#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "loadtest/html.h"
#include "loadtest/merge.h"
#include "loadtest/wire.h"
#include "uvchat/base/assert.h"

// Any bytes are either refused or understood; what is understood is said again in the same words,
// and a report can be merged and shown.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace uvchat::loadtest;
  const auto message = parse_message({reinterpret_cast<const char*>(data), size});
  if (!message) return 0;
  const std::string printed = print_message(*message);
  const auto again = parse_message(printed);
  UVCHAT_ASSERT(again.has_value());
  UVCHAT_ASSERT(print_message(*again) == printed);
  if (const auto* report = std::get_if<Report>(&*message)) {
    const Report merged = merge({}, {*report, *report});
    UVCHAT_ASSERT(!to_text(merged).empty());
    UVCHAT_ASSERT(!to_html(merged).empty());
  }
  return 0;
}
