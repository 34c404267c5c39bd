#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "loadtest/compare.h"
#include "uvchat/base/assert.h"
#include "uvchat/base/utf8.h"

namespace {

// Nothing but lines that a terminal can show.
bool is_shown(std::string_view text) {
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    if (uvchat::printable(line) != line) return false;
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
  }
  return true;
}

}  // namespace

// Any bytes are either refused in one line or compared, with themselves and with a report of
// nothing; whatever they hold, nothing of it steers a terminal.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace uvchat::loadtest;
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto table =
      compare({{"a", text}, {"b", text}, {"c", R"({"scenario":{"clients":1},"fan_out":null})"}});
  if (!table) {
    UVCHAT_ASSERT(table.error().text.find('\n') == std::string::npos);
    UVCHAT_ASSERT(is_shown(table.error().text));
  } else {
    UVCHAT_ASSERT(is_shown(*table));
  }
  return 0;
}
