// WEBIRC: a gateway says for whom it connects (IRCv3 webirc).

#include <algorithm>

#include "hub/commands/handlers.h"
#include "uvchat/base/secret.h"

namespace uvchat::hub {
namespace {

const WebircGateway* gateway_of(const Call& call, std::string_view password) {
  const auto& gateways = call.state.settings.webirc;
  const auto at = std::find_if(gateways.begin(), gateways.end(), [&](const WebircGateway& g) {
    return same_secret(password, g.password) &&
           std::any_of(g.addresses.begin(), g.addresses.end(), [&](const Network& network) {
             return network.contains(call.session.address);
           });
  });
  return at == gateways.end() ? nullptr : &*at;
}

void turn_off(Call& call, std::string_view why) {
  end_session(call.state, call.session, why, call.now);
}

}  // namespace

void handle_webirc(Call& call) {
  Session& session = call.session;
  if (session.user.registered || session.introduced || !session.user.nick().empty()) {
    call.reply.numeric(irc::Numeric::err_alreadyregistered, {}, "WEBIRC comes first or never");
    return;
  }
  if (gateway_of(call, call.param(0)) == nullptr) {
    return turn_off(call, "WEBIRC is not for you");
  }
  const auto address = Address::parse(call.param(3));
  if (!address) return turn_off(call, "WEBIRC: that is no address");
  if (const auto why = call.state.change_address(session, *address, call.now)) {
    return turn_off(call, *why);
  }
}

}  // namespace uvchat::hub
