#include "hub/isupport.h"

#include "uvchat/base/limits.h"

namespace uvchat::hub {
namespace {

std::string escaped(std::string text) {
  for (std::size_t at; (at = text.find(' ')) != std::string::npos;) text.replace(at, 1, "\\x20");
  return text;
}

}  // namespace

std::vector<std::string> isupport_tokens(const HubSettings& settings) {
  const auto number = [](std::size_t value) { return std::to_string(value); };
  const std::string targets = number(limits::targets_max);
  const std::string channels = number(limits::channels_per_command_max);
  std::vector<std::string> tokens = {
      "AWAYLEN=" + number(settings.away_bytes_max),
      "BOT=B",
      "CASEMAPPING=ascii",
      "CHANLIMIT=#:" + number(settings.channels_per_user_max),
      "CHANMODES=,,,n",
      "CHANNELLEN=" + number(settings.channel_chars_max),
      "CHANTYPES=#",
      "MONITOR=" + number(settings.monitor_max),
      "NAMELEN=" + number(limits::realname_bytes_max),
      "NETWORK=" + escaped(settings.network),
      "NICKLEN=" + number(settings.nick_chars_max),
      "PREFIX=",
      "TARGMAX=PRIVMSG:" + targets + ",NOTICE:" + targets + ",TAGMSG:" + targets +
          ",JOIN:" + channels + ",PART:" + channels + ",NAMES:1,MONITOR:",
      "TOPICLEN=" + number(settings.topic_bytes_max),
      "USERLEN=" + number(limits::user_bytes_max),
      "UTF8ONLY",
  };
  if (settings.casemapping == irc::Casemapping::precis) {
    // CASEMAPPING has no name for it, and old clients would not know a new one.
    tokens.emplace_back("UTF8MAPPING=rfc8265");
  }
  return tokens;
}

}  // namespace uvchat::hub
