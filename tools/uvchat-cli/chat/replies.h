#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "chat/receive.h"
#include "chat/texts.h"

// The server's answers in the user's language. Other answers are shown as the server sends them.

namespace uvchat::cli {

// A numeric's place and words.
struct Reply {
  int number;
  enum class Where : std::uint8_t { here, named, server, nowhere } where = Where::here;
  std::optional<Text> words = std::nullopt;
  bool is_reason = false;  // the words say why a room cannot be joined
};

// Null if it has no row.
const Reply* find_reply(int number);

// The sentence with the line's parameters; nothing if the server sends too few of them.
std::optional<std::string> words_of(const ServerLine& line, Text words);
std::optional<std::string> words_of(const ServerLine& line, const Reply* reply);

// FAIL, WARN or NOTE, by its code.
std::optional<std::string> words_of_standard_reply(const ServerLine& line);

}  // namespace uvchat::cli
