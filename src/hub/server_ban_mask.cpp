#include "hub/server_ban_mask.h"

#include <algorithm>

#include "hub/session.h"
#include "uvchat/base/ascii.h"
#include "uvchat/base/limits.h"
#include "uvchat/irc/mask.h"
#include "uvchat/irc/names.h"

namespace uvchat::hub {
namespace {

bool is_wildcard(char c) { return c == '*' || c == '?'; }

// No user is called anything else: a mask that is matches nobody.
bool may_match_users(std::string_view user) {
  return !user.empty() && std::all_of(user.begin(), user.end(), [](char c) {
    return irc::valid_user_char(c) || c == '~' || is_wildcard(c);
  });
}

// A network or an address, or what was meant to be one: it matches nobody. Hosts that look like it
// are the addresses themselves.
bool looks_like_network(std::string_view host) {
  const std::string_view address = host.substr(0, host.find('/'));
  if (address.find(':') != address.npos) return !has_wildcards(host);
  return address.find_first_not_of("0123456789.*?") == address.npos &&
         address.find_first_of("0123456789") != address.npos &&
         (host.size() > address.size() || !has_wildcards(host));
}

bool may_match_hosts(std::string_view host) {
  return !host.empty() && !looks_like_network(host) &&
         std::all_of(host.begin(), host.end(), [](char c) {
           return is_letter(c) || is_digit(c) || is_wildcard(c) || c == '.' || c == '-' ||
                  c == ':' || c == '/' || c == '_';
         });
}

// Nobody has vouched for a user's name, so each begins with '~'; a mask that leaves it out means
// it.
std::string whole_user(std::string_view user) {
  const bool needs_sign = !user.empty() && user.front() != '~' && !is_wildcard(user.front());
  return (needs_sign ? "~" : "") + ban_fold(user);
}

// Wildcards, and what each text of the kind has in it anyhow.
bool matches_anything(std::string_view mask, std::string_view always_there) {
  return mask.find('*') != mask.npos && std::all_of(mask.begin(), mask.end(), [&](char c) {
           return is_wildcard(c) || always_there.find(c) != always_there.npos;
         });
}

// All of IPv4, or all addresses of IPv6 that are given out (2000::/3).
bool holds_a_whole_family(const Network& network) {
  const auto holds = [&](const char* first, const char* last) {
    return network.contains(*Address::parse(first)) && network.contains(*Address::parse(last));
  };
  return holds("0.0.0.0", "255.255.255.255") ||
         holds("2000::", "3fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff");
}

bool is_meant(const ServerBanMask& mask, const User& user, const Address& address) {
  if (mask.network && !mask.network->contains(address)) return false;
  if (mask.kind == ServerBanKind::dline) return true;
  if (!irc::glob_matches(mask.user, ban_fold(user.user()))) return false;
  return mask.network || irc::glob_matches(mask.host, ban_fold(user.host())) ||
         irc::glob_matches(mask.host, address.text());
}

}  // namespace

std::string ban_fold(std::string_view text) {
  std::string folded(text);
  std::transform(folded.begin(), folded.end(), folded.begin(), to_lower);
  return folded;
}

bool has_wildcards(std::string_view text) {
  return text.find_first_of("*?") != std::string_view::npos;
}

std::optional<ServerBanMask> ServerBanMask::parse(ServerBanKind kind, std::string_view text) {
  if (text.size() > limits::mask_bytes_max) return std::nullopt;
  ServerBanMask mask;
  mask.kind = kind;
  if (kind == ServerBanKind::dline) {
    mask.network = Network::parse(text);
    if (!mask.network) return std::nullopt;
    return mask;
  }
  const std::size_t at = text.rfind('@');
  const bool has_user = at != std::string_view::npos;
  mask.user = has_user ? whole_user(text.substr(0, at)) : "*";
  mask.host = ban_fold(text.substr(has_user ? at + 1 : 0));
  mask.network = Network::parse(mask.host);
  if (mask.network) mask.host = mask.network->text();
  if (!may_match_users(mask.user)) return std::nullopt;
  if (!mask.network && !may_match_hosts(mask.host)) return std::nullopt;
  // What was added to it counts as well.
  if (mask.text().size() > limits::mask_bytes_max) return std::nullopt;
  return mask;
}

std::string ServerBanMask::text() const {
  return kind == ServerBanKind::dline ? network->text() : user + "@" + host;
}

bool ServerBanMask::means_everybody() const {
  if (kind == ServerBanKind::kline && !matches_anything(user, "~")) return false;
  return network ? holds_a_whole_family(*network) : matches_anything(host, ".:-/_");
}

bool ServerBanMask::means(const Session& session) const {
  return is_meant(*this, session.person(), session.address);
}

bool ServerBanMask::means(const User& somebody) const {
  return is_meant(*this, somebody, somebody.address);
}

}  // namespace uvchat::hub
