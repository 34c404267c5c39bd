// What a session is told of the server.

#include <string>

#include "hub/commands/handlers.h"

namespace uvchat::hub {

using irc::Numeric;

void handle_motd(Call& call) {
  const HubSettings& settings = call.state.settings;
  if (settings.motd.empty()) {
    call.reply.numeric(Numeric::err_nomotd, {}, "There is no message of the day");
    return;
  }
  call.reply.numeric(Numeric::rpl_motdstart, {},
                     "- " + settings.server_name + " Message of the day -");
  for (const std::string& text : settings.motd) {
    call.reply.numeric(Numeric::rpl_motd, {}, "- " + text);
  }
  call.reply.numeric(Numeric::rpl_endofmotd, {}, "End of the message of the day");
}

void send_welcome(Call& call) {
  const HubSettings& s = call.state.settings;
  Reply& reply = call.reply;
  reply.numeric(Numeric::rpl_welcome, {},
                "Welcome to the " + s.network + " network, " + std::string(call.user().prefix()));
  reply.numeric(Numeric::rpl_yourhost, {},
                "Your host is " + s.server_name + " (" + s.description + "), running " + s.version);
  reply.numeric(Numeric::rpl_created, {},
                "This server was started at " + iso_time(call.state.started_wall_ms));
  // No user modes; of the channel modes only n, which every channel has.
  reply.numeric(Numeric::rpl_myinfo, {s.server_name, s.version, "0", "n"});
  send_isupport(call);
  handle_motd(call);
}

}  // namespace uvchat::hub
