#include "uvchat/base/email.h"

#include <algorithm>

#include "uvchat/base/ascii.h"
#include "uvchat/base/limits.h"

namespace uvchat {
namespace {

constexpr std::size_t local_bytes_max = 64;  // RFC 5321
constexpr std::size_t label_bytes_max = 63;  // RFC 1035

bool is_local_part(std::string_view text) {
  const auto fits = [](char c) {
    return is_letter(c) || is_digit(c) ||
           std::string_view("._+-=&'#~").find(c) != std::string_view::npos;
  };
  if (text.empty() || text.size() > local_bytes_max) return false;
  if (text.front() == '-' || text.front() == '.' || text.back() == '.') return false;
  return text.find("..") == text.npos && std::all_of(text.begin(), text.end(), fits);
}

bool is_host_label(std::string_view text) {
  const auto fits = [](char c) { return is_letter(c) || is_digit(c) || c == '-'; };
  return !text.empty() && text.size() <= label_bytes_max && text.front() != '-' &&
         text.back() != '-' && std::all_of(text.begin(), text.end(), fits);
}

bool is_host(std::string_view text) {
  for (std::size_t dot = text.find('.'); dot != text.npos; dot = text.find('.')) {
    if (!is_host_label(text.substr(0, dot))) return false;
    text.remove_prefix(dot + 1);
  }
  return is_host_label(text);
}

}  // namespace

bool is_email(std::string_view text) {
  const std::size_t at = text.find('@');
  return text.size() <= limits::email_bytes_max && at != text.npos &&
         is_local_part(text.substr(0, at)) && is_host(text.substr(at + 1));
}

}  // namespace uvchat
