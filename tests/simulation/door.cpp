#include "tests/simulation/door.h"

#include <algorithm>

namespace uvchat::simulation {
namespace {

constexpr std::size_t at_once_max = 2;
constexpr int in_window_max = 4;
constexpr int window_s = 20;
constexpr std::size_t unnamed_max = 256;
constexpr std::uint64_t line_ms = 1000 / flood_lines_per_second;

}  // namespace

AddressLimits address_limits() {
  return {.connections_max = at_once_max,
          .throttle = {.enabled = true, .connections = in_window_max, .seconds = window_s},
          .exempt = {*Network::parse(exempt_address)}};
}

std::string Comings::come(std::uint64_t who, std::string_view address, std::uint64_t now_ms) {
  if (address == exempt_address) return come_of(SIZE_MAX, who, address);
  if (count(address) >= at_once_max) return "Too many connections from your address";
  Window& window = windows_[source_of(address)];
  if (now_ms - window.begun_ms >= std::uint64_t{window_s} * 1000) window = {now_ms, 0};
  if (window.came >= in_window_max) return "You connect too often, try again later";
  ++window.came;
  return come_of(SIZE_MAX, who, address);
}

std::string Comings::come_of(std::size_t at_once, std::uint64_t who, std::string_view address) {
  if (count(address) >= at_once) return "Too many connections from your address";
  in_[who] = source_of(address);
  return {};
}

std::size_t Comings::count(std::string_view address) const {
  return static_cast<std::size_t>(std::count_if(
      in_.begin(), in_.end(),
      [source = source_of(address)](const auto& entry) { return entry.second == source; }));
}

bool Pace::speaks(std::uint64_t since_ms, std::uint64_t now_ms, std::size_t bytes) {
  const bool may =
      now_ms >= shut_until_ms_ && full_at_ms_ + line_ms <= now_ms + line_ms * flood_burst_lines;
  full_at_ms_ = std::max(full_at_ms_, since_ms) + line_ms * ((bytes + 511) / 512);
  return may;
}

std::uint64_t Pace::turn_ms(std::uint64_t now_ms, std::size_t bytes) {
  constexpr std::uint64_t saved_ms = line_ms * (flood_burst_lines - 1);
  const std::uint64_t at_ms = full_at_ms_ > now_ms + saved_ms ? full_at_ms_ - saved_ms : now_ms;
  full_at_ms_ = std::max(full_at_ms_, now_ms) + line_ms * ((bytes + 511) / 512);
  return at_ms;
}

void Pace::fined(std::uint64_t now_ms, std::uint64_t ms) {
  shut_until_ms_ = std::max(shut_until_ms_, now_ms) + ms;
}

std::string Door::come(std::uint64_t who, std::string_view address, bool classroom, Now now) {
  for (const ServerBan& ban : dlines_) {
    const bool holds = ban.expires_ms == 0 || now.wall_ms() < ban.expires_ms;
    const bool means = Network::parse(ban.mask)->contains(*Address::parse(address));
    if (holds && means) return "D-lined: " + ban.reason;
  }
  const bool newcomer = addresses_.count(address) + gateways_.count(address) == 0;
  if (open_ >= (newcomer ? connections_max : connections_max - newcomers_room)) {
    return "This server is full";
  }
  const std::string refused = address == gateway_address && !classroom
                                  ? gateways_.come_of(unnamed_max, who, address)
                                  : addresses_.come(who, address, now.mono_ms);
  open_ += refused.empty() ? 1 : 0;
  return refused;
}

void Door::told(const DlineChanged& change) {
  std::erase_if(dlines_, [&](const ServerBan& ban) { return ban.mask == change.ban.mask; });
  if (!change.lifted) dlines_.push_back(change.ban);
}

void Door::go(std::uint64_t who) {
  addresses_.go(who);
  gateways_.go(who);
  --open_;
}

}  // namespace uvchat::simulation
