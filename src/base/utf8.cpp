#include "uvchat/base/utf8.h"

#include <cstdint>
#include <cstring>

namespace uvchat {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

constexpr std::uint8_t byte_at(std::string_view text, std::size_t i) {
  return static_cast<std::uint8_t>(text[i]);
}

constexpr bool is_continuation(std::uint8_t byte) { return (byte & 0xC0) == 0x80; }

// The least and greatest second byte that may follow `lead` (RFC 3629 section 4), and how many
// bytes the character has; length 0 for a byte that leads nothing.
struct LeadByte {
  std::uint8_t length, second_min, second_max;
};

constexpr LeadByte lead_byte(std::uint8_t lead) {
  if (lead >= 0xC2 && lead <= 0xDF) return {2, 0x80, 0xBF};
  if (lead == 0xE0) return {3, 0xA0, 0xBF};
  if (lead == 0xED) return {3, 0x80, 0x9F};
  if (lead >= 0xE1 && lead <= 0xEF) return {3, 0x80, 0xBF};
  if (lead == 0xF0) return {4, 0x90, 0xBF};
  if (lead >= 0xF1 && lead <= 0xF3) return {4, 0x80, 0xBF};
  if (lead == 0xF4) return {4, 0x80, 0x8F};
  return {0, 0, 0};
}

// How many bytes of the character that `lead` promises are there and right.
std::size_t bytes_present(std::string_view text, LeadByte lead) {
  if (text.size() < 2) return 1;
  if (byte_at(text, 1) < lead.second_min || byte_at(text, 1) > lead.second_max) return 1;
  std::size_t n = 2;
  while (n < lead.length && n < text.size() && is_continuation(byte_at(text, n))) ++n;
  return n;
}

// Controls, and what changes the direction of the text around it.
bool is_steering(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x061C || c == 0x200E || c == 0x200F ||
         (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF;
}

// Bytes of ASCII at the beginning of `text`, looked at eight at a time.
std::size_t ascii_prefix(std::string_view text) {
  constexpr std::uint64_t high_bits = 0x8080'8080'8080'8080;
  std::size_t at = 0;
  for (std::uint64_t word = 0; text.size() - at >= sizeof(word); at += sizeof(word)) {
    std::memcpy(&word, text.data() + at, sizeof(word));
    if ((word & high_bits) != 0) break;
  }
  while (at < text.size() && byte_at(text, at) < 0x80) ++at;
  return at;
}

}  // namespace

bool is_ascii(std::string_view text) { return ascii_prefix(text) == text.size(); }

std::size_t utf8_char_bytes(std::string_view text) {
  if (byte_at(text, 0) < 0x80) return 1;
  const LeadByte lead = lead_byte(byte_at(text, 0));
  if (lead.length == 0) return 0;
  return bytes_present(text, lead) == lead.length ? lead.length : 0;
}

char32_t utf8_take(std::string_view& text) {
  const std::size_t bytes = utf8_char_bytes(text);
  // A lead byte of n bytes has n ones and a zero above the bits of the character.
  char32_t character = bytes < 2 ? byte_at(text, 0) : byte_at(text, 0) & (0x7FU >> bytes);
  for (std::size_t i = 1; i < bytes; ++i) character = character << 6 | (byte_at(text, i) & 0x3FU);
  text.remove_prefix(bytes == 0 ? 1 : bytes);
  return bytes == 0 ? U'\uFFFD' : character;
}

std::size_t utf8_valid_prefix(std::string_view text) {
  std::size_t at = ascii_prefix(text);
  while (at < text.size()) {
    const std::size_t n = utf8_char_bytes(text.substr(at));
    if (n == 0) break;
    at += n;
    at += ascii_prefix(text.substr(at));
  }
  return at;
}

bool utf8_valid(std::string_view text) { return utf8_valid_prefix(text) == text.size(); }

std::size_t utf8_length(std::string_view text) {
  std::size_t count = 0;
  for (const char c : text) {
    if (!is_continuation(static_cast<std::uint8_t>(c))) ++count;
  }
  return count;
}

std::string_view utf8_first(std::string_view text, std::size_t chars_max) {
  std::size_t end = 0;
  for (std::size_t count = 0; end < text.size(); ++end) {
    if (!is_continuation(byte_at(text, end)) && count++ == chars_max) break;
  }
  return text.substr(0, end);
}

std::string_view utf8_cut(std::string_view text, std::size_t bytes_max) {
  if (text.size() <= bytes_max) return text;
  // No character is longer than 4 bytes: behind more continuation bytes there is nothing to keep
  // whole.
  std::size_t end = bytes_max;
  while (end > 0 && bytes_max - end < 4 && is_continuation(byte_at(text, end))) --end;
  return text.substr(0, bytes_max - end < 4 ? end : bytes_max);
}

bool utf8_ends_short(std::string_view text) {
  const std::string_view rest = text.substr(utf8_valid_prefix(text));
  if (rest.empty()) return false;
  const LeadByte lead = lead_byte(byte_at(rest, 0));
  return lead.length > rest.size() && bytes_present(rest, lead) == rest.size();
}

std::string utf8_mended(std::string_view text) {
  std::string mended;
  mended.reserve(text.size());
  while (!text.empty()) {
    const std::size_t valid = utf8_valid_prefix(text);
    mended.append(text.substr(0, valid));
    text.remove_prefix(valid);
    if (text.empty()) break;
    mended.append(replacement);
    text.remove_prefix(1);
  }
  return mended;
}

std::string printable(std::string_view text) {
  std::string shown;
  shown.reserve(text.size());
  while (!text.empty()) {
    const std::string_view before = text;
    const char32_t character = utf8_take(text);
    const std::string_view taken = before.substr(0, before.size() - text.size());
    const bool stands = !is_steering(character) && utf8_char_bytes(taken) == taken.size();
    shown += stands ? taken : replacement;
  }
  return shown;
}

}  // namespace uvchat
