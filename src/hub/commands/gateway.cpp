// WEBIRC: a gateway says for whom it connects (IRCv3 webirc).

#include <algorithm>

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

void turn_off(Call& call, std::string_view why) {
  end_session(call.state, call.session, why, call.now);
}

}  // namespace

void handle_webirc(Call& call) {
  Session& session = call.session;
  const bool named = session.origin == Origin::user_of_gateway;
  if (named || session.introduced || !session.user.nick().empty()) {
    call.reply.numeric(irc::Numeric::err_alreadyregistered, {}, "WEBIRC comes first or never");
    return;
  }
  if (session.origin != Origin::gateway || !knows_password(call, call.param(0))) {
    return turn_off(call, "WEBIRC is not for you");
  }
  const auto address = Address::parse(call.param(3));
  if (!address) return turn_off(call, "WEBIRC: that is no address");
  if (const auto why = call.state.name_user(session, *address, call.now)) {
    return turn_off(call, *why);
  }
}

}  // namespace uvchat::hub
