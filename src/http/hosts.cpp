#include "uvchat/http/hosts.h"

#include <algorithm>
#include <optional>

#include "http/list.h"
#include "uvchat/base/address.h"
#include "uvchat/base/ascii.h"

namespace uvchat::http {
namespace {

std::string lowered(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), to_lower);
  return out;
}

struct HostAndPort {
  std::string host;  // a name in lower case, or a numeric address without brackets
  std::string port;  // empty: none is named
  bool is_number = false;
};

bool is_name(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return is_letter(c) || is_digit(c) || c == '-' || c == '.';
  });
}

// "name", "name:80", "192.0.2.1:80", "[2001:db8::1]:80". Nothing for anything else.
std::optional<HostAndPort> split(std::string_view text) {
  HostAndPort out;
  if (text.starts_with('[')) {
    const std::size_t end = text.find(']');
    if (end == std::string_view::npos) return std::nullopt;
    out.host = text.substr(1, end - 1);
    out.is_number = Address::parse(out.host).has_value() && out.host.find(':') != out.host.npos;
    if (!out.is_number) return std::nullopt;
    text.remove_prefix(end + 1);
    if (!text.empty() && text.front() != ':') return std::nullopt;
  } else {
    const std::size_t end = std::min(text.find(':'), text.size());
    out.host = text.substr(0, end);
    text.remove_prefix(end);
    out.is_number = Address::parse(out.host).has_value();
    if (!out.is_number && !is_name(out.host)) return std::nullopt;
  }
  if (!text.empty()) text.remove_prefix(1);
  if (!text.empty() && !is_port(text)) return std::nullopt;
  out.port = text;
  out.host = lowered(out.host);
  return out;
}

struct Scheme {
  std::string_view prefix;
  std::string_view port;
};
constexpr Scheme schemes[] = {{"http://", "80"}, {"https://", "443"}};

// The origins that a Host may stand for, as this server cannot tell which scheme the browser sees.
bool is_origin_of_host(std::string_view origin, const HostAndPort& host) {
  for (const Scheme& scheme : schemes) {
    if (!origin.starts_with(scheme.prefix)) continue;
    const auto named = split(origin.substr(scheme.prefix.size()));
    if (!named) return false;
    const std::string_view port = host.port == scheme.port ? std::string_view() : host.port;
    return named->host == host.host && named->port == port;
  }
  return false;
}

}  // namespace

bool HostRules::takes_host_of(const Request& request) const {
  const std::string* value = request.only("host");
  if (value == nullptr) return false;
  const auto host = split(*value);
  if (!host) return false;
  return host->is_number || host->host == "localhost" ||
         std::find(names.begin(), names.end(), host->host) != names.end();
}

bool HostRules::takes_origin_of(const Request& request) const {
  if (!request.has("origin")) return true;
  const std::string* value = request.only("origin");
  if (value == nullptr) return false;
  const std::string origin = origin_text(*value);
  if (origin.empty()) return false;
  if (std::find(origins.begin(), origins.end(), origin) != origins.end()) return true;
  const auto host = split(*request.only("host"));
  return host && is_origin_of_host(origin, *host);
}

std::string origin_text(std::string_view origin) {
  const std::string text = lowered(origin);
  for (const Scheme& scheme : schemes) {
    if (!text.starts_with(scheme.prefix)) continue;
    const auto named = split(std::string_view(text).substr(scheme.prefix.size()));
    if (!named) return {};
    const bool is_v6 = named->is_number && named->host.find(':') != std::string::npos;
    std::string out(scheme.prefix);
    out += is_v6 ? "[" + named->host + "]" : named->host;
    if (!named->port.empty() && named->port != scheme.port) out += ":" + named->port;
    return out;
  }
  return {};
}

std::string host_of(std::string_view origin) {
  return split(origin.substr(origin.find("//") + 2)).value().host;
}

}  // namespace uvchat::http
