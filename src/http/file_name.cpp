#include "uvchat/http/file_name.h"

#include <algorithm>
#include <optional>

#include "uvchat/base/ascii.h"
#include "uvchat/base/utf8.h"
#include "uvchat/http/field_parameters.h"

namespace uvchat::http {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";
constexpr std::size_t extension_bytes_max = 20;  // of a long name; a longer one is none

std::string_view without_path(std::string_view name) {
  const std::size_t slash = name.find_last_of("/\\");
  return slash == name.npos ? name : name.substr(slash + 1);
}

std::string_view without_ends(std::string_view name) {
  const std::size_t first = name.find_first_not_of(". ");
  if (first == name.npos) return {};
  return name.substr(first, name.find_last_not_of(". ") + 1 - first);
}

std::string shortened(std::string_view name) {
  if (name.size() <= name_bytes_max) return std::string(name);
  const std::size_t dot = name.rfind('.');
  const bool has_extension = dot != name.npos && name.size() - dot <= extension_bytes_max;
  const std::string_view extension = has_extension ? name.substr(dot) : std::string_view();
  const std::string_view stem = utf8_cut(name, name_bytes_max - extension.size());
  return std::string(without_ends(stem)).append(extension);
}

bool is_plain(char c) {  // attr-char of RFC 8187
  return is_letter(c) || is_digit(c) ||
         std::string_view("!#$&+-.^_`|~").find(c) != std::string_view::npos;
}

std::string percent_encoded(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (is_plain(c)) {
      encoded += c;
    } else {
      encoded += {'%', digits[byte >> 4], digits[byte & 15]};
    }
  }
  return encoded;
}

// For old clients. Some of them decode percent signs (RFC 6266, appendix D).
std::string in_ascii(std::string_view name) {
  std::string plain;
  while (!name.empty()) {
    const char c = name.front();
    utf8_take(name);
    const bool stands = c >= ' ' && c < 0x7F && c != '"' && c != '\\' && c != '%';
    plain += stands ? c : '_';
  }
  return plain;
}

}  // namespace

std::string safe_name(std::string_view claimed) {
  const std::string shown = printable(without_path(claimed));
  std::string name;
  for (std::string_view rest = shown; !rest.empty();) {
    const bool is_replaced = rest.starts_with(replacement);
    const std::size_t bytes = is_replaced ? replacement.size() : utf8_char_bytes(rest);
    name.append(is_replaced ? "_" : rest.substr(0, bytes));
    rest.remove_prefix(bytes);
  }
  return shortened(without_ends(name));
}

std::string disposition(bool is_inline, std::string_view name) {
  std::string value = is_inline ? "inline" : "attachment";
  if (name.empty()) return value;
  const std::string plain = in_ascii(name);
  value.append("; filename=\"").append(plain).append("\"");
  if (plain != name) value.append("; filename*=UTF-8''").append(percent_encoded(name));
  return value;
}

std::string name_in_disposition(std::string_view field) {
  if (const auto extended = parameter(field, "filename*")) {
    if (const auto name = decoded_extended(*extended)) return safe_name(*name);
  }
  return safe_name(parameter(field, "filename").value_or(""));
}

}  // namespace uvchat::http
