// What a session is told of the server.

#include <string>

#include "hub/commands/handlers.h"
#include "uvchat/base/limits.h"

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

  const std::string nick_length = "NICKLEN=" + std::to_string(s.nick_chars_max);
  const std::string channel_length = "CHANNELLEN=" + std::to_string(s.channel_chars_max);
  const std::string topic_length = "TOPICLEN=" + std::to_string(s.topic_bytes_max);
  const std::string channel_limit = "CHANLIMIT=#:" + std::to_string(s.channels_per_user_max);
  const std::string user_length = "USERLEN=" + std::to_string(limits::user_bytes_max);
  const std::string targets = std::to_string(limits::targets_max);
  const std::string channels = std::to_string(limits::channels_per_command_max);
  const std::string target_limits = "TARGMAX=PRIVMSG:" + targets + ",NOTICE:" + targets +
                                    ",TAGMSG:" + targets + ",JOIN:" + channels +
                                    ",PART:" + channels + ",NAMES:1";
  std::string network = "NETWORK=" + s.network;
  for (std::size_t at; (at = network.find(' ')) != std::string::npos;) {
    network.replace(at, 1, "\\x20");
  }
  reply.numeric(
      Numeric::rpl_isupport,
      {"CASEMAPPING=ascii", "UTF8ONLY", "CHANTYPES=#", "CHANMODES=,,,n", "PREFIX=", network,
       nick_length, channel_length, topic_length, channel_limit, user_length, target_limits},
      "are supported by this server");
  if (s.casemapping == irc::Casemapping::precis) {
    // CASEMAPPING has no name for it, and old clients would not know a new one.
    reply.numeric(Numeric::rpl_isupport, {"UTF8MAPPING=rfc8265"}, "are supported by this server");
  }
  handle_motd(call);
}

}  // namespace uvchat::hub
