#include "hub/server_bans.h"

#include <algorithm>
#include <utility>

#include "hub/session.h"
#include "uvchat/base/ascii.h"
#include "uvchat/base/assert.h"
#include "uvchat/base/limits.h"
#include "uvchat/irc/mask.h"

namespace uvchat::hub {
namespace {

std::string lower(std::string_view text) {
  std::string folded(text);
  std::transform(folded.begin(), folded.end(), folded.begin(), to_lower);
  return folded;
}

bool is_word(std::string_view text) {
  return !text.empty() && text.size() <= limits::mask_bytes_max &&
         std::none_of(text.begin(), text.end(),
                      [](char c) { return is_control(c) || c == ' ' || c == '!'; });
}

constexpr std::int64_t minute_ms = 60'000;
constexpr std::int64_t duration_ms_max = std::int64_t{10} * 365 * 24 * 60 * minute_ms;

std::int64_t unit_ms(char unit) {
  switch (unit) {
    case 's':
      return 1000;
    case 'm':
      return minute_ms;
    case 'h':
      return 60 * minute_ms;
    case 'd':
      return 24 * 60 * minute_ms;
    case 'w':
      return 7 * 24 * 60 * minute_ms;
    default:
      return 0;
  }
}

}  // namespace

ServerBans::ServerBans(const std::vector<ServerBan>& kept) {
  for (const ServerBan& ban : kept) {
    if (auto entry = parse(ban)) entries_.push_back(std::move(*entry));
  }
}

std::optional<ServerBans::Entry> ServerBans::parse(ServerBan ban) {
  Entry entry;
  if (!is_word(ban.mask)) return std::nullopt;
  if (ban.kind == ServerBanKind::dline) {
    entry.network = Network::parse(ban.mask);
    if (!entry.network) return std::nullopt;
    ban.mask = entry.network->text();
  } else {
    const std::size_t at = ban.mask.rfind('@');
    entry.user = at == std::string::npos ? "*" : lower(ban.mask.substr(0, at));
    entry.host = lower(ban.mask.substr(at == std::string::npos ? 0 : at + 1));
    if (entry.user.empty() || entry.host.empty()) return std::nullopt;
    entry.network = Network::parse(entry.host);
    if (entry.network) entry.host = entry.network->text();
    ban.mask = entry.user + "@" + entry.host;
  }
  entry.ban = std::move(ban);
  return entry;
}

std::optional<std::string> ServerBans::valid_mask(ServerBanKind kind, std::string_view mask) {
  ServerBan ban;
  ban.kind = kind;
  ban.mask = mask;
  auto entry = parse(std::move(ban));
  if (!entry) return std::nullopt;
  return std::move(entry->ban.mask);
}

void ServerBans::add(ServerBan ban) {
  remove(ban.kind, ban.mask);
  auto entry = parse(std::move(ban));
  UVCHAT_ASSERT(entry);
  entries_.push_back(std::move(*entry));
}

bool ServerBans::remove(ServerBanKind kind, std::string_view mask) {
  return std::erase_if(entries_, [&](const Entry& entry) {
           return entry.ban.kind == kind && entry.ban.mask == mask;
         }) > 0;
}

bool ServerBans::holds(const Entry& entry, std::int64_t now_ms) {
  return entry.ban.expires_ms == 0 || now_ms < entry.ban.expires_ms;
}

const ServerBan* ServerBans::of(const Address& address, std::int64_t now_ms) const {
  for (const Entry& entry : entries_) {
    const bool meant = entry.ban.kind == ServerBanKind::dline && entry.network->contains(address);
    if (meant && holds(entry, now_ms)) return &entry.ban;
  }
  return nullptr;
}

const ServerBan* ServerBans::of(const Session& session, std::int64_t now_ms) const {
  if (const ServerBan* dline = of(session.address, now_ms)) return dline;
  if (entries_.empty()) return nullptr;
  const std::string user = lower(session.user.user());
  const std::string host = lower(session.user.host());
  const std::string address = session.address.text();
  for (const Entry& entry : entries_) {
    if (entry.ban.kind != ServerBanKind::kline || !holds(entry, now_ms)) continue;
    const bool host_meant = entry.network ? entry.network->contains(session.address)
                                          : irc::glob_matches(entry.host, host) ||
                                                irc::glob_matches(entry.host, address);
    if (host_meant && irc::glob_matches(entry.user, user)) return &entry.ban;
  }
  return nullptr;
}

std::vector<ServerBan> ServerBans::list(std::int64_t now_ms) const {
  std::vector<ServerBan> bans;
  for (const Entry& entry : entries_) {
    if (holds(entry, now_ms)) bans.push_back(entry.ban);
  }
  return bans;
}

std::optional<std::int64_t> parse_duration_ms(std::string_view text) {
  if (text.empty() || !is_digit(text.front())) return std::nullopt;
  std::int64_t total_ms = 0;
  while (!text.empty()) {
    std::int64_t count = 0;
    std::size_t digits = 0;
    while (digits < text.size() && is_digit(text[digits]) && count < duration_ms_max) {
      count = count * 10 + (text[digits++] - '0');
    }
    text.remove_prefix(digits);
    const std::int64_t unit = text.empty() ? minute_ms : unit_ms(text.front());
    if (digits == 0 || unit == 0 || count > duration_ms_max / unit) return std::nullopt;
    total_ms += count * unit;
    if (total_ms > duration_ms_max) return std::nullopt;
    if (!text.empty()) text.remove_prefix(1);
  }
  return total_ms;
}

}  // namespace uvchat::hub
