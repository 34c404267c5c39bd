#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace uvchat::cli {

struct Room;

// A part of a text, in bytes.
struct TextPart {
  std::size_t begin = 0;
  std::size_t end = 0;

  bool operator==(const TextPart&) const = default;
};

// What is not shown of a line typed into `room`: passwords that it says to services, in order. Only
// what certainly is one is hidden: others see it while it is typed.
std::vector<TextPart> passwords_in(const Room& room, std::string_view typed);
// A text that was said in `room`, with "***" for each such password.
std::string without_passwords(const Room& room, std::string_view said);

// Whether a line typed into `room` may hold a passphrase or a password, whatever it was meant for.
// In doubt it may. Such a line is not shown again.
bool may_hold_secret(const Room& room, std::string_view typed);
// The same for a text that is no command.
bool said_may_hold_secret(const Room& room, std::string_view said);

}  // namespace uvchat::cli
