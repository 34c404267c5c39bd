#include "uvchat/http/field_parameters.h"

#include <algorithm>
#include <charconv>
#include <cstdint>

#include "http/list.h"
#include "uvchat/base/ascii.h"

namespace uvchat::http {
namespace {

// Cuts off what is between two quotes. Browsers do not escape the backslashes of a path, so that
// one escapes a quote or another backslash alone.
std::string take_quoted(std::string_view& rest) {
  std::string text;
  rest.remove_prefix(1);
  while (!rest.empty() && rest.front() != '"') {
    const bool escapes = rest.starts_with("\\\"") || rest.starts_with("\\\\");
    text += escapes ? rest[1] : rest[0];
    rest.remove_prefix(escapes ? 2 : 1);
  }
  rest.remove_prefix(std::min<std::size_t>(1, rest.size()));
  return text;
}

struct Parameter {
  std::string_view name;
  std::string value;
};

// Cuts the next one off; what `rest` begins with is behind a semicolon.
Parameter take_parameter(std::string_view& rest) {
  const std::size_t name_end = std::min(rest.find_first_of("=;"), rest.size());
  Parameter next{trimmed(rest.substr(0, name_end)), {}};
  rest.remove_prefix(name_end);
  if (rest.starts_with('=')) {
    rest.remove_prefix(1);
    while (rest.starts_with(' ') || rest.starts_with('\t')) rest.remove_prefix(1);
    if (rest.starts_with('"')) {
      next.value = take_quoted(rest);
      rest.remove_prefix(std::min(rest.find(';'), rest.size()));
    } else {
      const std::size_t end = std::min(rest.find(';'), rest.size());
      next.value = trimmed(rest.substr(0, end));
      rest.remove_prefix(end);
    }
  }
  rest.remove_prefix(std::min<std::size_t>(1, rest.size()));
  return next;
}

}  // namespace

std::optional<std::string> parameter(std::string_view field, std::string_view name) {
  std::string_view rest = field.substr(std::min(field.find(';'), field.size()));
  rest.remove_prefix(std::min<std::size_t>(1, rest.size()));
  std::optional<std::string> found;
  while (!rest.empty()) {
    Parameter next = take_parameter(rest);
    if (!same_in_ascii(next.name, name)) continue;
    if (found) return std::nullopt;
    found = std::move(next.value);
  }
  return found;
}

std::optional<std::string> decoded_extended(std::string_view value) {
  const std::size_t charset_end = std::min(value.find('\''), value.size());
  if (!same_in_ascii(value.substr(0, charset_end), "utf-8")) return std::nullopt;
  const std::size_t language_end = value.find('\'', charset_end + 1);
  if (language_end == value.npos) return std::nullopt;
  std::string text;
  for (std::string_view rest = value.substr(language_end + 1); !rest.empty();) {
    std::uint8_t byte = static_cast<std::uint8_t>(rest.front());
    const bool is_escape = rest.front() == '%';
    if (is_escape) {
      const std::string_view digits = rest.substr(1, 2);
      const char* const end = digits.data() + digits.size();
      if (digits.size() != 2 || std::from_chars(digits.data(), end, byte, 16).ptr != end) {
        return std::nullopt;
      }
    }
    text += static_cast<char>(byte);
    rest.remove_prefix(is_escape ? 3 : 1);
  }
  return text;
}

}  // namespace uvchat::http
