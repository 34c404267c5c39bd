#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "chat/receive.h"
#include "chat/texts.h"

// The server's answers in the user's words. What has none here is shown as the server says it.

namespace uvchat::cli {

// A numeric's place and words.
struct Reply {
  int number;
  enum class Where : std::uint8_t { here, named, server, nowhere } where = Where::here;
  std::optional<Text> words = std::nullopt;
  bool is_reason = false;  // the words tell why a room cannot be joined
};

// Null where nothing is known of it.
const Reply* find_reply(int number);

// The sentence with the line's parameters in it; nothing where the server says not all of it.
std::optional<std::string> words_of(const Line& line, Text words);
std::optional<std::string> words_of(const Line& line, const Reply* reply);

// FAIL, WARN or NOTE, by its code.
std::optional<std::string> words_of_standard_reply(const Line& line);

}  // namespace uvchat::cli
