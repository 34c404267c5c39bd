#include "hub/server_bans.h"

#include <algorithm>
#include <limits>

#include "hub/session.h"
#include "uvchat/base/ascii.h"
#include "uvchat/base/limits.h"
#include "uvchat/irc/mask.h"

namespace uvchat::hub {
namespace {

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

// How many masks whose users have wildcards one place may have. Those beyond are compared with
// everybody, and count as such.
constexpr std::size_t wildcard_users_max = 16;

std::string network_place(ServerBanKind kind, const Network& network) {
  std::string place(1, kind == ServerBanKind::dline ? 'd' : 'k');
  place.push_back(static_cast<char>(network.prefix_bits));
  place.append(network.base.bytes.begin(), network.base.bytes.end());
  return place;
}

std::optional<std::string> host_place(const ServerBanMask& mask) {
  if (mask.network) return network_place(mask.kind, *mask.network);
  if (mask.host == "*") return "*";
  if (!has_wildcards(mask.host)) return "=" + mask.host;
  const bool is_end = mask.host.starts_with("*.") && !has_wildcards(mask.host.substr(2));
  return is_end ? std::optional(mask.host.substr(1)) : std::nullopt;
}

// The bytes of a text, but for wildcards, in 64 classes: a mask that has one which a text has not
// does not match it. Of a thousand masks few are left to compare.
std::uint64_t classes_of(std::string_view text) {
  std::uint64_t classes = 0;
  for (const char c : text) {
    if (c != '*' && c != '?') classes |= std::uint64_t{1} << (static_cast<unsigned char>(c) % 64);
  }
  return classes;
}

// The masks of one place by their user: any, a certain one, and those that must be compared.
constexpr std::string_view any_user("\0*", 2);
constexpr std::string_view certain_user("\0=", 2);
constexpr std::string_view some_users("\0?", 2);

// Where a mask is found; nothing where no look-up finds it.
std::optional<std::string> place_of(const ServerBanMask& mask) {
  auto place = host_place(mask);
  if (!place) return std::nullopt;
  if (mask.kind == ServerBanKind::dline || mask.user == "*") return place->append(any_user);
  if (has_wildcards(mask.user)) return place->append(some_users);
  return place->append(certain_user).append(mask.user);
}

}  // namespace

// Of all that is found, the oldest that holds.
struct ServerBans::Search {
  ServerBanKind kind;
  std::int64_t now_ms;
  Address address;
  std::string user = {};  // of a session, folded, as is its host
  std::string host = {};
  std::string address_text = {};
  std::uint64_t host_bytes = 0;  // of both
  const Entry* found = nullptr;
};

ServerBans::ServerBans(const HashKey& key)
    : by_mask_{TextMap<std::uint64_t>(0, KeyedStringHash{key}),
               TextMap<std::uint64_t>(0, KeyedStringHash{key})},
      by_place_(0, KeyedStringHash{key}) {}

ServerBans::ServerBans(const HashKey& key, const std::vector<ServerBan>& kept) : ServerBans(key) {
  for (const ServerBan& ban : kept) static_cast<void>(add(ban));
}

std::optional<std::string_view> ServerBans::add(ServerBan ban) {
  auto mask = ServerBanMask::parse(ban.kind, ban.mask);
  if (!mask) return "That is no mask of a ban";
  ban.mask = mask->text();
  const bool replaces = remove(ban.kind, ban.mask);
  if (!replaces && size() >= limits::server_bans_max) {
    return "There are as many bans as the server keeps";
  }
  Bucket& bucket = bucket_for(*mask);
  if (!replaces && &bucket == &others_ && others_.size() >= limits::wildcard_bans_max) {
    return "There are too many masks with wildcards; ban a network, a host, or *.example.org";
  }
  const std::uint64_t number = ++numbers_;
  if (mask->network) ++prefixes_[at(ban.kind)][mask->network->prefix_bits];
  if (ban.expires_ms != 0) expiring_.emplace(ban.expires_ms, number);
  by_mask_[at(ban.kind)][ban.mask] = number;
  const std::uint64_t host_bytes = mask->network ? 0 : classes_of(mask->host);
  Entry entry{number, &bucket == &others_, host_bytes, std::move(ban), std::move(*mask)};
  auto& entries = by_number_[at(entry.ban.kind)];
  bucket.push_back(&entries.emplace_hint(entries.end(), number, std::move(entry))->second);
  return std::nullopt;
}

ServerBans::Bucket& ServerBans::bucket_for(const ServerBanMask& mask) {
  auto place = place_of(mask);
  if (!place) return others_;
  const auto found = by_place_.find(*place);
  if (found == by_place_.end()) return by_place_[std::move(*place)];
  return found->second.size() < wildcard_users_max ? found.value() : others_;
}

bool ServerBans::remove(ServerBanKind kind, std::string_view mask) {
  const auto found = by_mask_[at(kind)].find(mask);
  if (found == by_mask_[at(kind)].end()) return false;
  remove(kind, found->second);
  return true;
}

void ServerBans::remove(ServerBanKind kind, std::uint64_t number) {
  const auto node = by_number_[at(kind)].extract(number);
  const Entry& entry = node.mapped();
  if (entry.is_other) {
    std::erase(others_, &entry);
  } else {
    const auto bucket = by_place_.find(*place_of(entry.mask));
    std::erase(bucket.value(), &entry);
    if (bucket->second.empty()) by_place_.erase(bucket);
  }
  if (entry.mask.network) --prefixes_[at(kind)][entry.mask.network->prefix_bits];
  expiring_.erase({entry.ban.expires_ms, number});
  by_mask_[at(kind)].erase(entry.ban.mask);
}

const ServerBan* ServerBans::find(ServerBanKind kind, std::string_view mask) const {
  const auto found = by_mask_[at(kind)].find(mask);
  return found == by_mask_[at(kind)].end() ? nullptr : &by_number_[at(kind)].at(found->second).ban;
}

void ServerBans::compare(Search& search, const Bucket& bucket) const {
  for (const Entry* entry : bucket) {
    if (search.found != nullptr && search.found->number < entry->number) return;
    ++looks_;
    if (entry->is_other && (entry->host_bytes & ~search.host_bytes) != 0) continue;
    if (!holds(entry->ban, search.now_ms)) continue;
    const ServerBanMask& mask = entry->mask;
    if (!mask.user.empty() && !irc::glob_matches(mask.user, search.user)) continue;
    if (!entry->is_other || host_matches(mask, search)) search.found = entry;
  }
}

bool ServerBans::host_matches(const ServerBanMask& mask, const Search& search) {
  if (mask.network) return mask.network->contains(search.address);
  return irc::glob_matches(mask.host, search.host) ||
         (search.host != search.address_text && irc::glob_matches(mask.host, search.address_text));
}

void ServerBans::look_up(Search& search, std::string place) const {
  const std::size_t size = place.size();
  const auto look = [&](std::string_view user_form, std::string_view user) {
    place.resize(size);
    ++looks_;
    const auto bucket = by_place_.find(place.append(user_form).append(user));
    if (bucket != by_place_.end()) compare(search, bucket->second);
  };
  look(any_user, {});
  if (search.kind == ServerBanKind::dline) return;
  look(certain_user, search.user);
  look(some_users, {});
}

void ServerBans::look_up_networks(Search& search) const {
  for (std::size_t bits = 0; bits <= Network::bits_max; ++bits) {
    if (prefixes_[at(search.kind)][bits] == 0) continue;
    look_up(search, network_place(search.kind, Network::of(search.address, bits)));
  }
}

// The whole, and each of its ends that begins with a dot.
void ServerBans::look_up_host(Search& search, std::string_view host) const {
  look_up(search, "=" + std::string(host));
  for (std::size_t dot = host.find('.'); dot != host.npos; dot = host.find('.', dot + 1)) {
    look_up(search, std::string(host.substr(dot)));
  }
}

const ServerBan* ServerBans::of(const Address& address, std::int64_t now_ms) const {
  if (by_number_[at(ServerBanKind::dline)].empty()) return nullptr;
  Search search{.kind = ServerBanKind::dline, .now_ms = now_ms, .address = address};
  look_up_networks(search);
  return search.found == nullptr ? nullptr : &search.found->ban;
}

const ServerBan* ServerBans::of(const Session& session, std::int64_t now_ms) const {
  if (const ServerBan* dline = of(session.address, now_ms)) return dline;
  if (by_number_[at(ServerBanKind::kline)].empty()) return nullptr;
  Search search{.kind = ServerBanKind::kline,
                .now_ms = now_ms,
                .address = session.address,
                .user = ban_fold(session.person().user()),
                .host = ban_fold(session.person().host()),
                .address_text = session.address.text()};
  search.host_bytes = classes_of(search.host) | classes_of(search.address_text);
  look_up_networks(search);
  look_up(search, "*");
  look_up_host(search, search.host);
  look_up_host(search, search.address_text);
  compare(search, others_);
  return search.found == nullptr ? nullptr : &search.found->ban;
}

const ServerBan* ServerBans::from(ServerBanKind kind, std::uint64_t& number) const {
  const auto found = by_number_[at(kind)].lower_bound(number);
  if (found == by_number_[at(kind)].end()) return nullptr;
  number = found->first;
  return &found->second.ban;
}

void ServerBans::forget_old(std::int64_t now_ms) {
  constexpr int forgotten_max = 100;
  for (int i = 0; i < forgotten_max && !expiring_.empty(); ++i) {
    const auto [expires_ms, number] = *expiring_.begin();
    if (now_ms < expires_ms) return;
    const bool is_kline = by_number_[at(ServerBanKind::kline)].contains(number);
    remove(is_kline ? ServerBanKind::kline : ServerBanKind::dline, number);
  }
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
