// Reads what a database has of somebody who is always on. What is read can be written, and is then
// read as the same.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "hub/saved_person.h"
#include "uvchat/base/assert.h"
#include "uvchat/base/limits.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace uvchat;
  const irc::Names names(irc::Casemapping::precis, limits::nick_chars_max,
                         limits::channel_chars_max);
  const auto person = hub::read_saved_person(names, {reinterpret_cast<const char*>(data), size});
  if (!person) return 0;
  const std::string text = hub::text_of(*person);
  const auto again = hub::read_saved_person(names, text);
  UVCHAT_ASSERT(again && hub::text_of(*again) == text);
  UVCHAT_ASSERT(text.find('\r') == text.npos && !again->modes.has('o'));
  return 0;
}
