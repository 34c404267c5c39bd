#include "loadtest/scenario.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>

#include "loadtest/histogram.h"
#include "loadtest/marker.h"
#include "uvchat/base/limits.h"
#include "uvchat/cipher/split.h"

namespace uvchat::loadtest {
namespace {

struct Unit {
  std::string_view name;
  double ns;
};
constexpr std::array<Unit, 7> units = {
    {{"us", 1e3}, {"ms", 1e6}, {"s", 1e9}, {"m", 60e9}, {"h", 3600e9}, {"ns", 1}, {"", 1e9}}};

// ":nick!user@host PRIVMSG #room :" has to fit into the line beside it.
constexpr std::uint32_t irc_payload_bytes_max = 400;

// A word for each (receiver, sender) of each room.
constexpr std::uint64_t expectations_max = std::uint64_t{1} << 28;

std::uint32_t payload_max_of(const Scenario& s) {
  if (s.protocol == Protocol::caesar) return limits::classroom_message_bytes_max - 32;
  if (s.cipher != Cipher::aes1) return irc_payload_bytes_max;
  cipher::LineRoom room;
  room.target_bytes = std::string_view("#load65535").size();
  return static_cast<std::uint32_t>(cipher::text_bytes_max(room));
}

Result<void> check_rooms(const Scenario& s) {
  if (s.clients < s.rooms) {
    return fail("--rooms " + std::to_string(s.rooms) + " are more rooms than clients");
  }
  if (s.senders < 1 || s.senders > s.clients) {
    return fail("--senders must be between 1 and the number of clients");
  }
  if (s.clients / s.rooms < 2) {
    return fail(
        "a room of one has nobody to hear its lines: --clients must be at least twice "
        "--rooms");
  }
  std::uint64_t expectations = 0;
  for (std::uint32_t room = 0; room < s.rooms; ++room) {
    expectations += std::uint64_t{s.members_of(room)} * s.senders_of(room);
  }
  if (expectations > expectations_max) {
    return fail("so many senders in so large rooms need more than 1 GiB to be accounted for");
  }
  return {};
}

}  // namespace

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

Result<void> check(const Scenario& s) {
  if (s.clients < 1 || s.clients > 0xffff || s.rooms < 1) {
    return fail("--clients must be between 1 and 65535, --rooms at least 1");
  }
  if (s.connect_batch < 1 || s.join_batch < 1) {
    return fail("--connect-batch and --join-batch must be at least 1");
  }
  if (s.duration_ns > Histogram::value_max_ns) {
    return fail("--duration may be an hour at most");
  }
  if (s.idle) {
    return {};
  }
  if (s.protocol == Protocol::caesar && s.rooms != 1) {
    return fail("the classroom protocol has no rooms: --rooms must be 1");
  }
  if (s.protocol == Protocol::caesar && s.saturates() && s.window != 1) {
    return fail(
        "the classroom protocol has no framing, a sender's lines would run together: "
        "--window must be 1");
  }
  if (s.window < 1) {
    return fail("--window must be at least 1");
  }
  if (s.protocol == Protocol::caesar && s.cipher != Cipher::none) {
    return fail("--cipher is for the irc protocol: the classroom's has its own");
  }
  const std::uint32_t payload_max = payload_max_of(s);
  if (s.payload_bytes < marker_bytes || s.payload_bytes > payload_max) {
    return fail("--size must be between " + std::to_string(marker_bytes) + " and " +
                std::to_string(payload_max) + " bytes");
  }
  return check_rooms(s);
}

Result<std::int64_t> parse_duration_ns(std::string_view text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const std::string_view name = text.substr(static_cast<std::size_t>(end - text.data()));
  if (error == std::errc() && std::isfinite(number) && number >= 0) {
    for (const Unit& unit : units) {
      if (unit.name == name && number * unit.ns < 1e18) {
        return std::llround(number * unit.ns);
      }
    }
  }
  return fail("'" + std::string(text) + "' is not a duration like 10s, 200ms or 50us");
}

Result<double> parse_rate(std::string_view text) {
  if (text == "max") {
    return 0;
  }
  double rate = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), rate);
  if (error != std::errc() || end != text.data() + text.size() || !(rate >= 0.001) ||
      !(rate <= 1e7)) {
    return fail("'" + std::string(text) + "' is neither lines a second (0.001 .. 1e7) nor max");
  }
  return rate;
}

std::string format_duration(std::int64_t duration_ns) {
  static constexpr std::array<Unit, 3> shown = {{{"s", 1e9}, {"ms", 1e6}, {"us", 1e3}}};
  const auto ns = static_cast<double>(duration_ns);
  const Unit* unit = &shown[0];
  while (ns < unit->ns && unit != &shown[2]) {
    ++unit;
  }
  const double number = ns / unit->ns;
  const int decimals = number >= 100 ? 0 : number >= 10 ? 1 : 2;
  char text[32];
  std::snprintf(text, sizeof text, "%.*f %s", decimals, number, unit->name.data());
  return text;
}

}  // namespace uvchat::loadtest
