#include "chat/text.h"

#include <algorithm>

#include "client/irc_client.h"
#include "uvchat/base/limits.h"
#include "uvchat/base/utf8.h"
#include "uvchat/irc/names.h"

namespace uvchat::cli {
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

std::size_t prefix_bytes_of(std::string_view source) {
  if (source.find('@') != std::string_view::npos) return source.size() + 2;
  return source.size() + limits::user_bytes_max + limits::host_bytes_max + 4;
}

std::size_t clear_text_room(std::size_t line_bytes, std::size_t prefix_bytes, std::string_view kind,
                            std::string_view target) {
  constexpr std::size_t prefix_bytes_min = 100;
  const std::size_t around =
      2 + std::max(prefix_bytes_min, prefix_bytes) + kind.size() + 1 + target.size() + 2;
  return line_bytes > around ? line_bytes - around : 0;
}

std::string caseless(std::string_view text) {
  static const irc::Names names(irc::Casemapping::precis);
  constexpr std::size_t piece_bytes = 1024;
  std::string folded;
  // In pieces: sorting marks in a row takes the square of their number.
  while (!text.empty()) {
    std::string_view piece = pieces_of(text.substr(0, piece_bytes + 4), piece_bytes).front();
    const std::size_t space = piece.rfind(' ');
    if (piece.size() < text.size() && space != std::string_view::npos && space > 0) {
      piece = piece.substr(0, space);
    }
    folded += names.fold(piece);
    text.remove_prefix(piece.size());
  }
  return folded;
}

std::string printable(std::string_view raw) {
  // Repaired first: in an 8-bit locale a lone byte 0x9B would begin a control sequence.
  const std::string text = utf8_mended(raw);
  const std::string_view bytes = text;
  std::string out;
  out.reserve(bytes.size());
  std::size_t copied = 0;  // the text between two control characters is copied in one piece
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const auto byte = static_cast<unsigned char>(bytes[i]);
    const bool is_c1 = byte == 0xc2 && i + 1 < bytes.size() &&  // U+0080 .. U+009F
                       static_cast<unsigned char>(bytes[i + 1]) < 0xa0;
    if (byte >= 0x20 && byte != 0x7f && !is_c1) continue;
    out.append(bytes.substr(copied, i - copied)).append("?");
    i += is_c1 ? 1 : 0;
    copied = i + 1;
  }
  out.append(bytes.substr(copied));
  return out;
}

bool is_printable(std::string_view text) {
  const bool is_plain =
      std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7F; });
  return is_plain || printable(text) == text;
}

std::string tag_value(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case ';':
        out += "\\:";
        break;
      case ' ':
        out += "\\s";
        break;
      case '\\':
        out += "\\\\";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string said(const irc::Message& message, bool to_us_alone) {
  constexpr std::string_view action = "\1ACTION ";
  const std::string who = printable(client::nick_of(message.source));
  std::string_view text = message.param(1);
  if (text.starts_with(action)) {
    text.remove_prefix(action.size());
    if (text.ends_with('\1')) text.remove_suffix(1);
    return "* " + who + " " + printable(text);
  }
  if (message.command == "NOTICE") return "-" + who + "- " + printable(text);
  return (to_us_alone ? "*" + who + "* " : "<" + who + "> ") + printable(text);
}

std::optional<std::string> shown(const irc::Message& message, std::string_view nick,
                                 const ServerFacts& server) {
  const std::string_view command = message.command;
  const std::string who = printable(client::nick_of(message.source));
  const std::string text = printable(message.param(1));
  if (server.same(client::nick_of(message.source), nick)) return std::nullopt;
  if (command == "PRIVMSG" || command == "NOTICE") {
    return said(message, server.same(message.param(0), nick));
  }
  if (command == "JOIN") return "* " + who + " joins";
  if (command == "PART") return "* " + who + " leaves";
  if (command == "QUIT") return "* " + who + " quits";
  if (command == "KICK") return "* " + text + " is kicked by " + who;
  if (command == "NICK") return "* " + who + " is now " + printable(message.param(0));
  return std::nullopt;
}

}  // namespace uvchat::cli
