// WEBIRC, and the limits of those who come by a gateway.

#include "tests/simulation/model.h"

namespace uvchat::simulation {

void Model::webirc(Person& p, const irc::Message& message) {
  Session& s = *caller_;
  const bool named = gate_.has(s.conn.packed);
  if (p.registered || s.introduced || !p.nick.empty() || named) {
    return numeric("462 :WEBIRC must come before NICK and USER");
  }
  if (!s.by_gateway || message.param(0) != gateway_password) return ended(s.conn, "WEBIRC refused");
  if (const Ban* ban = ban_of(s, true)) return turn_away(s, *ban);
  s.address = p.host = p.address = message.param(3);
  s.tls = s.tls && message.param(4) == "secure";
  s.certificate.clear();
  if (const Ban* ban = ban_of(s, true)) return turn_away(s, *ban);
  count_by_user(s);
}

// False if that ends it: its address has too many.
bool Model::count_by_user(Session& s) {
  const std::string refused = gate_.come(s.conn.packed, s.address, now_.mono_ms);
  if (refused.empty()) {
    to_be_counted_.insert(s.conn);
  } else {
    ++turned_away_;
    ended(s.conn, refused);
  }
  return refused.empty();
}

void Model::counted_by_hub(ConnId conn) {
  if (to_be_counted_.erase(conn) == 0) breaks("the hub counts somebody whom it should not");
}

}  // namespace uvchat::simulation
