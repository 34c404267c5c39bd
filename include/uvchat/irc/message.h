#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "uvchat/base/limits.h"

// One line of the protocol, taken apart into views of it. modern.ircdocs.horse "Message Format"
// and IRCv3 message-tags; all by value or view, nothing is copied.

namespace uvchat::irc {

struct Message {
  std::string_view tags;     // without '@', still escaped
  std::string_view source;   // without ':'
  std::string_view command;  // as it was sent, in any case of its letters
  std::array<std::string_view, limits::params_max> params;
  std::size_t param_count = 0;

  // The empty view where there are fewer.
  std::string_view param(std::size_t i) const {
    return i < param_count ? params[i] : std::string_view();
  }
};

// Takes `line` apart (without CR LF). Nothing where it has no command, which begins
// with a letter or digit. What stands behind the 15th parameter belongs to the 15th.
std::optional<Message> parse(std::string_view line);

// One tag of Message::tags, the value still escaped.
struct Tag {
  std::string_view key;
  std::string_view value;
};

// Cuts the first tag off `tags`; nothing when none is left. Tags without a key are passed over.
std::optional<Tag> next_tag(std::string_view& tags);
// Of several tags with one key the last counts, and the others are as if they were not there.
// The value of a tag, still escaped; nothing where there is none.
std::optional<std::string_view> find_tag(std::string_view tags, std::string_view key);
// All tags that count, in their order.
std::vector<Tag> tags_of(std::string_view tags);
// The value of a tag as it was meant.
std::string unescape_tag(std::string_view value);
// The value as it is written in a tag.
std::string escape_tag(std::string_view meant);

}  // namespace uvchat::irc
