// The line parser and its tags: views stay inside the line, and a line put together again from its
// parts means the same.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "uvchat/base/assert.h"
#include "uvchat/base/utf8.h"
#include "uvchat/irc/message.h"

namespace {

using uvchat::irc::Message;

bool inside(std::string_view whole, std::string_view part) {
  return part.empty() ||
         (part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size());
}

std::string put_together(const Message& message) {
  std::string line;
  if (!message.tags.empty()) line.append("@").append(message.tags).append(" ");
  if (!message.source.empty()) line.append(":").append(message.source).append(" ");
  line.append(message.command);
  for (std::size_t i = 0; i < message.param_count; ++i) {
    line.append(i + 1 == message.param_count ? " :" : " ").append(message.params[i]);
  }
  return line;
}

void check_line(std::string_view line) {
  const auto message = uvchat::irc::parse(line);
  if (!message) return;
  UVCHAT_ASSERT(inside(line, message->tags) && inside(line, message->command));
  for (std::size_t i = 0; i < message->param_count; ++i) {
    UVCHAT_ASSERT(inside(line, message->params[i]));
  }
  const std::string again = put_together(*message);
  const auto second = uvchat::irc::parse(again);
  UVCHAT_ASSERT(second && second->command == message->command);
  UVCHAT_ASSERT(second->param_count == message->param_count);
  for (std::size_t i = 0; i < message->param_count; ++i) {
    UVCHAT_ASSERT(second->params[i] == message->params[i]);
  }
}

void check_tags(std::string_view tags) {
  const std::string_view all = tags;
  while (const auto tag = uvchat::irc::next_tag(tags)) {
    UVCHAT_ASSERT(!tag->key.empty() && inside(all, tag->key) && inside(all, tag->value));
    UVCHAT_ASSERT(tag->key.find_first_of(";=") == std::string_view::npos);
    UVCHAT_ASSERT(tag->value.find(';') == std::string_view::npos);
  }
  for (const uvchat::irc::Tag& tag : uvchat::irc::tags_of(all)) {
    UVCHAT_ASSERT(uvchat::irc::find_tag(all, tag.key) == tag.value);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check_line(text);
  check_tags(text);
  UVCHAT_ASSERT(uvchat::utf8_valid(uvchat::utf8_mended(text)));
  return 0;
}
