// WEBIRC: a gateway says for whom it connects (IRCv3 webirc).

#include <algorithm>
#include <string>

#include "hub/acts/quit.h"
#include "hub/commands/handlers.h"
#include "uvchat/base/secret.h"

namespace uvchat::hub {
namespace {

bool knows_password(const Call& call, std::string_view password) {
  const auto& gateways = call.state.settings.webirc;
  return std::any_of(gateways.begin(), gateways.end(), [&](const WebircGateway& g) {
    return same_secret(password, g.password) && g.has(call.session.address);
  });
}

// Of the options of WEBIRC, which stand behind the address.
bool says_secure(std::string_view options) {
  return (" " + std::string(options) + " ").find(" secure ") != std::string::npos;
}

// The log tells why: a stranger is not told how near they came.
void turn_off(Call& call, std::string_view told, std::string_view why) {
  call.state.log.write(
      LogLevel::warning, "WEBIRC refused",
      {{"address", call.session.address.text()}, {"user_address", call.param(3)}, {"reason", why}});
  end_session(call.state, call.session, told, call.now);
}

}  // namespace

void handle_webirc(Call& call) {
  Session& session = call.session;
  const bool named = session.origin == Origin::user_of_gateway;
  if (named || session.is_registered() || session.registration->introduced ||
      !session.person().nick().empty()) {
    call.reply.numeric(irc::Numeric::err_alreadyregistered, {},
                       "WEBIRC must come before NICK and USER");
    return;
  }
  constexpr std::string_view refused = "WEBIRC refused";
  if (session.origin != Origin::gateway) return turn_off(call, refused, "not a gateway");
  if (!knows_password(call, call.param(0))) return turn_off(call, refused, "wrong password");
  const auto address = Address::parse(call.param(3));
  if (!address) {
    constexpr std::string_view no_address = "WEBIRC: that is no address";
    return turn_off(call, no_address, no_address);
  }
  // The gateway may have been banned since this connection came.
  if (const ServerBan* ban = call.state.bans.of(session.address, call.now.wall_ms())) {
    return turn_away(call.actor(), session, *ban);
  }
  session.is_borrowed = *address == session.address || address->is_loopback();
  call.state.set_address(session, *address);
  // What the gateway has of TLS says nothing of its user's way to it, unless it says so; nor does
  // that it is on this machine.
  session.from_this_machine = false;
  session.has_tls = session.has_tls && says_secure(call.param(4));
  session.may_keep_tls = false;
  if (session.extras) session.extras->certificate.reset();
  if (const ServerBan* ban = call.state.bans.of(*address, call.now.wall_ms())) {
    return turn_away(call.actor(), session, *ban);
  }
  if (const auto why = call.state.count_by_user(session, call.now)) turn_off(call, *why, *why);
}

}  // namespace uvchat::hub
