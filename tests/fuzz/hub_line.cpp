#include "tests/fuzz/hub_line.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

#include "uvchat/base/ascii.h"
#include "uvchat/base/assert.h"
#include "uvchat/base/limits.h"
#include "uvchat/base/utf8.h"
#include "uvchat/irc/message.h"
#include "uvchat/irc/numerics.h"

namespace uvchat::fuzz {
namespace {

// IRCv3 message-tags: those of the server and those of the client together.
constexpr std::size_t tags_bytes_max = 8191;

constexpr auto words = std::to_array<std::string_view>(
    {"ACCOUNT", "ACK",    "AUTHENTICATE", "AWAY",   "BATCH",  "CAP",     "CHATHISTORY", "CHGHOST",
     "ERROR",   "FAIL",   "FILES",        "INVITE", "JOIN",   "KICK",    "KILL",        "MARKREAD",
     "MODE",    "NICK",   "NOTE",         "NOTICE", "PART",   "PING",    "PONG",        "PRIVMSG",
     "QUIT",    "REDACT", "REGISTER",     "RENAME", "RESUME", "SETNAME", "TAGMSG",      "TOKEN",
     "TOPIC",   "VERIFY", "WALLOPS",      "WARN"});

// The compiler spells a value that has no name as a cast.
template <irc::Numeric N>
constexpr bool has_name() {
  return std::string_view(__PRETTY_FUNCTION__).find("(uvchat::irc::Numeric)") ==
         std::string_view::npos;
}

template <std::size_t... N>
constexpr std::array<bool, sizeof...(N)> named_numbers(std::index_sequence<N...>) {
  return {has_name<static_cast<irc::Numeric>(N)>()...};
}

constexpr auto is_numeric = named_numbers(std::make_index_sequence<1000>());
static_assert(is_numeric[1] && is_numeric[734] && !is_numeric[0] && !is_numeric[999]);

bool is_known(std::string_view command) {
  if (!is_digit(command.front())) {
    return std::find(words.begin(), words.end(), command) != words.end();
  }
  UVCHAT_ASSERT(command.size() == 3 && is_digit(command[1]) && is_digit(command[2]));
  return is_numeric[static_cast<std::size_t>((command[0] - '0') * 100 + (command[1] - '0') * 10 +
                                             command[2] - '0')];
}

void check_line(std::string_view line) {
  UVCHAT_ASSERT(utf8_valid(line));
  for (const char c : {'\r', '\n', '\0'}) UVCHAT_ASSERT(line.find(c) == line.npos);
  const std::size_t tags = line.starts_with('@') ? line.find(' ') + 1 : 0;
  UVCHAT_ASSERT(tags <= tags_bytes_max && line.size() - tags <= limits::line_bytes_max - 2);
  const auto message = irc::parse(line);
  UVCHAT_ASSERT(message && is_known(message->command));
}

}  // namespace

void check_irc_slice(std::string_view slice) {
  UVCHAT_ASSERT(!slice.empty());
  while (!slice.empty()) {
    const std::size_t end = slice.find("\r\n");
    UVCHAT_ASSERT(end != slice.npos);
    check_line(slice.substr(0, end));
    slice.remove_prefix(end + 2);
  }
}

void check_classroom_slice(std::string_view slice) {
  UVCHAT_ASSERT(slice.ends_with('\n') && utf8_valid(slice));
  for (const char c : {'\r', '\0'}) UVCHAT_ASSERT(slice.find(c) == slice.npos);
}

}  // namespace uvchat::fuzz
