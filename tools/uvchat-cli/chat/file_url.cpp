#include "chat/file_url.h"

#include <algorithm>
#include <charconv>

#include "uvchat/base/ascii.h"

namespace uvchat::cli {
namespace {

constexpr std::size_t url_bytes_max = 8192;

bool is_url_character(char c) {
  constexpr std::string_view others = "\"<>\\^`{|}";
  return c > ' ' && c <= '~' && others.find(c) == std::string_view::npos;
}

bool is_host(std::string_view host, bool in_brackets) {
  return !host.empty() && host.size() <= 253 && std::all_of(host.begin(), host.end(), [&](char c) {
    return is_digit(c) || c == '.' || (in_brackets ? c == ':' : c == '-') ||
           (in_brackets ? (to_lower(c) >= 'a' && to_lower(c) <= 'f') : is_letter(c));
  });
}

// "host:port" into `url`.
bool take_authority(FileUrl& url, std::string_view authority) {
  const bool in_brackets = authority.starts_with('[');
  const std::size_t host_end = in_brackets ? authority.find(']') : authority.find(':');
  if (in_brackets && host_end == std::string_view::npos) return false;
  const std::size_t begin = in_brackets ? 1 : 0;
  const std::size_t end = std::min(host_end, authority.size());
  url.host = authority.substr(begin, end - begin);
  std::transform(url.host.begin(), url.host.end(), url.host.begin(), to_lower);
  if (!in_brackets && url.host.ends_with('.')) url.host.pop_back();
  if (!is_host(url.host, in_brackets)) return false;
  std::string_view port = authority.substr(end + (in_brackets ? 1 : 0));
  url.port = url.has_tls ? 443 : 80;
  if (port.empty()) return true;
  if (!port.starts_with(':')) return false;
  port.remove_prefix(1);
  const auto [rest, error] = std::from_chars(port.data(), port.data() + port.size(), url.port);
  return error == std::errc() && rest == port.data() + port.size() && url.port != 0;
}

}  // namespace

std::optional<FileUrl> parse_file_url(std::string_view text) {
  constexpr std::string_view clear = "http://";
  constexpr std::string_view secure = "https://";
  if (text.size() > url_bytes_max || !std::all_of(text.begin(), text.end(), is_url_character)) {
    return std::nullopt;
  }
  FileUrl url;
  url.has_tls = text.starts_with(secure);
  if (!url.has_tls && !text.starts_with(clear)) return std::nullopt;
  std::string_view rest = text.substr(url.has_tls ? secure.size() : clear.size());
  const std::string_view authority = rest.substr(0, rest.find_first_of("/?#"));
  if (authority.find('@') != std::string_view::npos || !take_authority(url, authority)) {
    return std::nullopt;
  }
  rest.remove_prefix(authority.size());
  url.path = rest.substr(0, rest.find('#'));
  if (!url.path.starts_with('/')) url.path.insert(0, "/");
  url.origin = text.substr(0, text.size() - rest.size());
  return url;
}

std::optional<std::string> same_origin(const FileUrl& base, std::string_view reference) {
  const bool is_path = reference.starts_with('/') && !reference.starts_with("//");
  const std::string whole = is_path ? base.origin + std::string(reference) : std::string(reference);
  const auto url = parse_file_url(whole);
  const bool is_same = url && url->has_tls == base.has_tls && url->host == base.host &&
                       url->port == base.port && whole.find('#') == std::string::npos;
  return is_same ? std::optional(whole) : std::nullopt;
}

bool is_this_machine(std::string_view host) {
  if (host == "localhost" || host == "::1") return true;
  if (!host.starts_with("127.")) return false;
  std::size_t dots = 0;
  std::size_t digits = 0;
  for (const char c : host) {
    if (c != '.' && !is_digit(c)) return false;
    digits = c == '.' ? 0 : digits + 1;
    dots += c == '.' ? 1 : 0;
    if (digits > 3) return false;
  }
  return dots == 3 && digits > 0;
}

}  // namespace uvchat::cli
