// Reads the lists of a room as they stand in a database. What is read can be written, and is then
// read as the same.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "store/room_lists.h"
#include "uvchat/base/assert.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace uvchat;
  const auto lists = store::lists_in({reinterpret_cast<const char*>(data), size});
  if (lists) UVCHAT_ASSERT(store::lists_in(store::lists_as_text(*lists)) == lists);
  return 0;
}
