// WEBIRC, and the limits of those who come by a gateway.

#include "tests/simulation/model.h"

namespace uvchat::simulation {

void Model::webirc(Person& p, const irc::Message& message) {
  const bool named = gate_.has(p.conn.packed);
  if (p.registered || p.introduced || !p.nick.empty() || named) {
    return numeric("462 :WEBIRC must come before NICK and USER");
  }
  if (!p.by_gateway || message.param(0) != gateway_password) return ended(p.conn, "WEBIRC refused");
  if (const Ban* ban = dline_of(p)) return turn_away(p, *ban);
  p.host = p.address = message.param(3);
  if (const Ban* ban = dline_of(p)) return turn_away(p, *ban);
  count_by_user(p);
}

// False if that ends them: their address has too many.
bool Model::count_by_user(Person& p) {
  const std::string refused = gate_.come(p.conn.packed, p.address, now_.mono_ms);
  if (refused.empty()) {
    to_be_counted_.insert(p.conn);
  } else {
    ++turned_away_;
    ended(p.conn, refused);
  }
  return refused.empty();
}

void Model::counted_by_hub(ConnId conn) {
  if (to_be_counted_.erase(conn) == 0) breaks("the hub counts somebody whom it should not");
}

}  // namespace uvchat::simulation
