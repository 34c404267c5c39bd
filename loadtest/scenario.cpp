#include "loadtest/scenario.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <numeric>

#include "loadtest/histogram.h"
#include "loadtest/layout.h"
#include "loadtest/marker.h"
#include "loadtest/receiver.h"
#include "uvchat/base/address.h"
#include "uvchat/base/limits.h"
#include "uvchat/base/utf8.h"
#include "uvchat/cipher/split.h"

namespace uvchat::loadtest {
namespace {

struct Unit {
  std::string_view name;
  double ns;
};
constexpr std::array<Unit, 6> units = {
    {{"us", 1e3}, {"ms", 1e6}, {"s", 1e9}, {"m", 60e9}, {"h", 3600e9}, {"ns", 1}}};

constexpr std::int64_t time_min_ns = 1'000'000;

// ":nick!user@host PRIVMSG #room :" has to fit into the line beside it.
constexpr std::uint32_t irc_payload_bytes_max = 400;

// At a receiver it is a line of its own, with CR and LF.
constexpr std::uint32_t broker_payload_bytes_max = Receiver::line_bytes_max - 2;

// A word for each (receiver, sender) of each room.
constexpr std::uint64_t expectations_max = std::uint64_t{1} << 28;

std::uint32_t payload_max_of(const Scenario& s) {
  if (s.protocol == Protocol::classroom) return limits::classroom_message_bytes_max - 32;
  if (!s.speaks_irc()) return broker_payload_bytes_max;
  if (s.cipher != Cipher::aes1) return irc_payload_bytes_max;
  cipher::LineRoom room;
  room.target_bytes = std::string_view("#load65535").size();
  return static_cast<std::uint32_t>(cipher::text_bytes_max(room));
}

using Checked = tl::expected<void, Impossible>;

Checked refuse(std::string_view key, std::string text) {
  return tl::unexpected(Impossible{key, std::move(text)});
}

Checked check_rooms(const Scenario& s) {
  if (s.clients < s.rooms) {
    return refuse("rooms", std::to_string(s.rooms) + " are more rooms than clients");
  }
  if (s.senders < 1 || s.senders > s.clients) {
    return refuse("senders", "must be between 1 and the number of clients");
  }
  if (s.clients / s.rooms < 2) {
    return refuse("rooms",
                  "a room of one has nobody to hear its lines: there must be twice as many clients "
                  "as rooms");
  }
  std::uint64_t expectations = 0;
  for (const Layout::Room& room : Layout(s).rooms) {
    expectations += std::uint64_t{room.members} * room.senders.size();
  }
  if (expectations > expectations_max) {
    return refuse("senders", "so many in so large rooms need more than 1 GiB to be accounted for");
  }
  return {};
}

Checked check_processes(const Scenario& s) {
  if (s.processes < 1 || s.processes > (s.idle ? s.clients : s.rooms)) {
    return refuse("processes", std::string("there must be at least as many ") +
                                   (s.idle ? "clients" : "rooms") + ": each plays some of them");
  }
  return {};
}

Checked check_private_lines(const Scenario& s) {
  if (!s.speaks_irc() || s.cipher == Cipher::aes1) {
    return refuse("private_share", "is for the irc protocol, and not for the cipher aes1");
  }
  if (s.rooms + s.senders > 0xffff) {
    return refuse("senders", "with private lines, rooms and senders together are 65535 at most");
  }
  return {};
}

Checked check_accounts(const Scenario& s) {
  if (s.accounts > s.clients) return refuse("accounts", "are more than clients");
  if (s.accounts > 0 && !s.speaks_irc()) return refuse("accounts", "are for the irc protocol");
  if (s.resume && s.accounts == 0) return refuse("resume", "needs accounts");
  const std::string_view password = s.account_password;
  if (password.size() > limits::password_bytes_max || !utf8_valid(password) ||
      password.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos) {
    return refuse("account_password", "must be one line of at most 300 bytes");
  }
  const bool are_addresses =
      std::all_of(s.login_sources.begin(), s.login_sources.end(),
                  [](const std::string& text) { return Address::parse(text).has_value(); });
  return are_addresses ? Checked() : refuse("from", "must be IP addresses of this machine");
}

Checked check_phase(const Scenario& s, const Phase& phase) {
  if (phase.logins_per_s > 0 && s.accounts == 0) return refuse("logins", "needs accounts");
  if (phase.pages_per_s > 0 && (!s.speaks_irc() || s.idle)) {
    return refuse("pages", "are for the irc protocol, and for rooms");
  }
  if (phase.uploads > 0 && (s.accounts == 0 || s.idle)) {
    return refuse("uploads", "need accounts, and rooms");
  }

  if (phase.duration_ns < time_min_ns || phase.duration_ns > Histogram::value_max_ns) {
    return refuse("duration", "must be from 1ms to an hour");
  }
  if (s.idle) return {};
  if (phase.window < 1) return refuse("window", "must be at least 1");
  if (s.protocol == Protocol::classroom && phase.saturates() && phase.window != 1) {
    return refuse("window",
                  "must be 1: the classroom protocol has no framing, a sender's lines would run "
                  "together");
  }
  if (phase.is_storm() && s.protocol == Protocol::classroom) {
    return refuse("kind", "storms and slow readers are not for the caesar protocol");
  }
  return phase.private_share > 0 ? check_private_lines(s) : Checked();
}

Checked check_phases(const Scenario& s) {
  if (s.phases.empty()) return refuse("phases", "a scenario has at least one phase");
  for (std::size_t i = 0; i < s.phases.size(); ++i) {
    if (Checked possible = check_phase(s, s.phases[i]); !possible) {
      possible.error().phase = i;
      return possible;
    }
  }
  return {};
}

}  // namespace

std::string_view protocol_name(Protocol protocol) {
  static constexpr std::array<std::string_view, 5> names = {"irc", "caesar", "redis", "nats",
                                                            "websocket"};
  return names[static_cast<std::size_t>(protocol)];
}

std::string_view cipher_name(Cipher cipher) {
  switch (cipher) {
    case Cipher::none:
      return "none";
    case Cipher::caesar:
      return "caesar";
    case Cipher::aes1:
      break;
  }
  return "aes1";
}

std::string_view phase_kind_name(PhaseKind kind) {
  static constexpr std::array<std::string_view, 7> names = {
      "steady", "ramp", "burst", "join_storm", "mass_quit", "reconnect_storm", "slow_readers"};
  return names[static_cast<std::size_t>(kind)];
}

bool Scenario::has_private_lines() const {
  return std::any_of(phases.begin(), phases.end(),
                     [](const Phase& phase) { return phase.private_share > 0; });
}

bool Scenario::has_logins() const {
  return std::any_of(phases.begin(), phases.end(),
                     [](const Phase& phase) { return phase.logins_per_s > 0; });
}

std::int64_t Scenario::duration_ns() const {
  return std::accumulate(phases.begin(), phases.end(), std::int64_t{0},
                         [](std::int64_t sum, const Phase& p) { return sum + p.duration_ns; });
}

std::vector<std::string> Scenario::phase_names() const {
  std::vector<std::string> names;
  for (const Phase& phase : phases) {
    names.push_back(phase.name.empty() ? std::string(phase_kind_name(phase.kind)) : phase.name);
  }
  const std::vector<std::string> given = names;
  const auto is_taken = [&](const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  for (std::size_t i = 0; i < given.size(); ++i) {
    if (std::count(given.begin(), given.end(), given[i]) == 1) continue;
    std::string numbered;
    for (int number = 1; numbered.empty() || is_taken(numbered); ++number) {
      numbered = given[i] + " " + std::to_string(number);
    }
    names[i] = numbered;
  }
  return names;
}

Checked check(const Scenario& s) {
  if (s.clients < 1 || s.clients > 0xffff) return refuse("clients", "must be between 1 and 65535");
  if (s.rooms < 1) return refuse("rooms", "must be at least 1");
  if (Checked possible = check_processes(s); !possible) return possible;
  if (s.connect_batch < 1 || s.join_batch < 1) {
    return refuse(s.connect_batch < 1 ? "connect_batch" : "join_batch", "must be at least 1");
  }
  if (s.setup_timeout_ns < time_min_ns || s.setup_timeout_ns > Histogram::value_max_ns) {
    return refuse("timeout", "must be from 1ms to an hour");
  }
  if (s.rest_ns > Histogram::value_max_ns) return refuse("rest", "may be an hour at most");
  if (s.verify_history && (!s.speaks_irc() || s.idle)) {
    return refuse("verify_history", "is for the irc protocol, and for rooms");
  }
  if (s.has_tls() && !s.speaks_irc() && s.protocol != Protocol::classroom) {
    return refuse("tls", "is for the protocols irc, websocket and caesar");
  }
  if (Checked possible = check_accounts(s); !possible) return possible;
  if (Checked possible = check_phases(s); !possible || s.idle) return possible;
  if (s.protocol == Protocol::classroom && s.rooms != 1) {
    return refuse("rooms", "must be 1: the classroom protocol has no rooms");
  }
  if (!s.speaks_irc() && s.cipher != Cipher::none) {
    return refuse("cipher", "is for the irc protocol");
  }
  const std::uint32_t payload_max = payload_max_of(s);
  if (s.payload_bytes < marker_bytes || s.payload_bytes > payload_max) {
    return refuse("payload_bytes", "must be between " + std::to_string(marker_bytes) + " and " +
                                       std::to_string(payload_max));
  }
  return check_rooms(s);
}

Result<std::int64_t> parse_duration_ns(std::string_view text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const std::string_view name = text.substr(static_cast<std::size_t>(end - text.data()));
  if (error == std::errc() && std::isfinite(number) && number >= 0) {
    if (name.empty()) {
      const std::string digits(text);
      return fail("'" + digits + "' needs a unit: " + digits + "ms, or " + digits + "s?");
    }
    for (const Unit& unit : units) {
      if (unit.name == name && number * unit.ns < 1e18) return std::llround(number * unit.ns);
    }
  }
  return fail("'" + std::string(text) + "' is not a duration like 10s, 200ms or 50us");
}

Result<double> parse_rate(std::string_view text) {
  if (text == "max") return 0;
  double rate = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), rate);
  if (error != std::errc() || end != text.data() + text.size() || !(rate >= 0.001) ||
      !(rate <= 1e7)) {
    return fail("'" + std::string(text) + "' is neither lines a second (0.001 .. 1e7) nor max");
  }
  return rate;
}

std::string format_duration(std::int64_t duration_ns) {
  return format_duration(duration_ns, duration_ns);
}

std::string format_duration(std::int64_t duration_ns, std::int64_t beside_ns) {
  static constexpr std::array<Unit, 3> shown = {{{"s", 1e9}, {"ms", 1e6}, {"us", 1e3}}};
  const Unit* unit = &shown[0];
  while (static_cast<double>(beside_ns) < unit->ns && unit != &shown[2]) ++unit;
  const double number = static_cast<double>(duration_ns) / unit->ns;
  const bool is_small = number < 1 && duration_ns < beside_ns;
  const int decimals = number >= 100 ? 0 : number >= 10 ? 1 : is_small ? 3 : 2;
  char text[32];
  std::snprintf(text, sizeof text, "%.*f %s", decimals, number, unit->name.data());
  return text;
}

}  // namespace uvchat::loadtest
