#include "text.h"

#include <algorithm>

#include "client/session.h"
#include "uvchat/base/ascii.h"
#include "uvchat/base/utf8.h"

namespace uvchat::cli {
namespace {

bool is_hex_digit(char c) { return is_digit(c) || (to_lower(c) >= 'a' && to_lower(c) <= 'f'); }

template <typename IsDigit>
std::size_t run_length(std::string_view text, std::size_t max, IsDigit is_one) {
  std::size_t length = 0;
  while (length < std::min(max, text.size()) && is_one(text[length])) {
    ++length;
  }
  return length;
}

// The digits behind a colour code: "4,12" of at most two each, or six hex digits each.
template <typename IsDigit>
std::size_t colour_length(std::string_view text, std::size_t digits_max, IsDigit is_one) {
  const std::size_t front = run_length(text, digits_max, is_one);
  if (front == 0 || front == text.size() || text[front] != ',') {
    return front;
  }
  const std::size_t back = run_length(text.substr(front + 1), digits_max, is_one);
  return back == 0 ? front : front + 1 + back;
}

// modern.ircdocs.horse/formatting
std::string without_formatting(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\x03') {
      i += colour_length(text.substr(i + 1), 2, is_digit);
    } else if (c == '\x04') {
      i += colour_length(text.substr(i + 1), 6, is_hex_digit);
    } else if (std::string_view("\x02\x0f\x11\x16\x1d\x1e\x1f").find(c) == std::string::npos) {
      out += c == '\t' ? ' ' : c;
    }
  }
  return out;
}

}  // namespace

std::vector<std::string_view> pieces_of(std::string_view text, std::size_t bytes_max) {
  std::vector<std::string_view> pieces;
  while (!text.empty()) {
    std::string_view piece = utf8_cut(text, bytes_max);
    if (piece.empty()) {  // no UTF-8 at all: cut anywhere
      piece = text.substr(0, bytes_max);
    }
    pieces.push_back(piece);
    text.remove_prefix(piece.size());
  }
  return pieces;
}

std::string printable(std::string_view raw) {
  // Mended first: in an 8-bit locale a lone byte 0x9B would begin a control sequence.
  const std::string text = utf8_mended(raw);
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const auto next = i + 1 < text.size() ? static_cast<unsigned char>(text[i + 1]) : 0U;
    if (byte < 0x20 || byte == 0x7f) {
      out += '?';
    } else if (byte == 0xc2 && next >= 0x80 && next < 0xa0) {  // U+0080 .. U+009F
      out += '?';
      ++i;
    } else {
      out += text[i];
    }
  }
  return out;
}

bool is_printable(std::string_view text) {
  const bool is_plain =
      std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7F; });
  return is_plain || printable(text) == text;
}

std::string printable_lines(std::string_view raw) {
  const std::string text = without_formatting(raw);
  std::string out;
  for (std::string_view rest = text;;) {
    const std::size_t end = rest.find('\n');
    out += printable(rest.substr(0, end));
    if (end == std::string_view::npos) {
      return out;
    }
    out += '\n';
    rest.remove_prefix(end + 1);
  }
}

std::optional<std::string> shown(const irc::Message& message, std::string_view nick,
                                 const irc::Names& names) {
  const std::string_view command = message.command;
  const std::string who = printable(client::nick_of(message.source));
  const std::string text = printable(message.param(1));
  if (names.same(client::nick_of(message.source), nick)) {
    return std::nullopt;
  }
  if (command == "PRIVMSG") {
    const bool to_us_alone = names.same(message.param(0), nick);
    return (to_us_alone ? "*" + who + "* " : "<" + who + "> ") + text;
  }
  if (command == "NOTICE") {
    return "-" + who + "- " + text;
  }
  if (command == "JOIN") {
    return "* " + who + " joins";
  }
  if (command == "PART") {
    return "* " + who + " leaves";
  }
  if (command == "QUIT") {
    return "* " + who + " quits";
  }
  if (command == "KICK") {
    return "* " + text + " is kicked by " + who;
  }
  if (command == "NICK") {
    return "* " + who + " is now " + printable(message.param(0));
  }
  return std::nullopt;
}

}  // namespace uvchat::cli
