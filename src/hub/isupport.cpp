#include "hub/isupport.h"

#include <algorithm>

#include "uvchat/base/limits.h"
#include "uvchat/irc/mask.h"
#include "uvchat/irc/modes.h"

namespace uvchat::hub {
namespace {

// Values are printable ASCII: what is not, and what the format itself uses, goes as \xHH.
std::string escaped(std::string_view value) {
  constexpr std::string_view hex = "0123456789ABCDEF";
  std::string text;
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte > ' ' && byte < 0x7F && c != '\\' && c != '=') {
      text += c;
    } else {
      text.append("\\x").append(1, hex[byte >> 4]).append(1, hex[byte & 15]);
    }
  }
  return text;
}

std::string prefix() {
  std::string letters;
  std::string prefixes;
  for (const irc::RankSign& sign : irc::rank_signs) {
    letters += sign.letter;
    prefixes += sign.prefix;
  }
  return "(" + letters + ")" + prefixes;
}

// Each list has room for as many.
std::string list_limits(std::size_t entries_max) {
  std::string text;
  for (const char letter : irc::channel_modes::lists) {
    if (!text.empty()) text += ',';
    text.append(1, letter).append(":").append(std::to_string(entries_max));
  }
  return text;
}

std::string targets() {
  const std::string people = std::to_string(limits::targets_max);
  const std::string channels = std::to_string(limits::channels_per_command_max);
  std::string text;
  for (const char* command : {"JOIN:", "KICK:", "LIST:", "NAMES:", "PART:"}) {
    text.append(command).append(channels).append(",");
  }
  for (const char* command : {"NOTICE:", "PRIVMSG:", "TAGMSG:", "WHOIS:"}) {
    text.append(command).append(people).append(",");
  }
  text.append("USERHOST:").append(std::to_string(limits::userhost_nicks_max));
  return text.append(",MONITOR:");
}

}  // namespace

std::vector<std::string> isupport_tokens(const HubSettings& settings) {
  std::vector<std::string> tokens = {"BOT=B", "CASEMAPPING=ascii", "CHANTYPES=#", "ELIST=CMNTU",
                                     "INVEX", "EXCEPTS",           "SAFELIST",    "UTF8ONLY",
                                     "WHOX"};
  const auto text = [&](std::string_view name, std::string_view value) {
    tokens.push_back(std::string(name) + "=" + std::string(value));
  };
  const auto number = [&](std::string_view name, std::size_t value) {
    text(name, std::to_string(value));
  };
  namespace modes = irc::channel_modes;
  if (settings.history.enabled) {
    number("CHATHISTORY", settings.history.page_lines_max);
    text("MSGREFTYPES", "msgid,timestamp");
  }
  text("ACCOUNTEXTBAN", irc::account_extbans);
  number("AWAYLEN", settings.away_bytes_max);
  std::string denied;
  for (const std::string& tag : settings.client_tags_denied) {
    denied.append(denied.empty() ? "" : ",").append(tag);
  }
  if (!denied.empty()) text("CLIENTTAGDENY", denied);
  text("CHANLIMIT", "#:" + std::to_string(settings.channels_per_user_max));
  text("CHANMODES", std::string(modes::lists) + "," + std::string(modes::keyed) + "," +
                        std::string(modes::valued) + "," + std::string(modes::flags));
  number("CHANNELLEN", settings.channel_chars_max);
  text("EXTBAN", "," + std::string(irc::extban_letters));
  number("HOSTLEN", limits::host_bytes_max);
  number("KEYLEN", limits::key_bytes_max);
  number("KICKLEN", settings.kick_bytes_max);
  text("MAXLIST", list_limits(settings.list_entries_max));
  number("MAXTARGETS", limits::targets_max);
  number("MODES", limits::modes_per_command_max);
  number("MONITOR", settings.monitor_max);
  number("NAMELEN", limits::realname_bytes_max);
  text("NETWORK", escaped(settings.network));
  number("NICKLEN", settings.nick_chars_max);
  text("PREFIX", prefix());
  text("STATUSMSG", prefix().substr(prefix().find(')') + 1));
  text("TARGMAX", targets());
  number("TOPICLEN", settings.topic_bytes_max);
  number("USERLEN", limits::user_bytes_max);
  // CASEMAPPING has no name for it, and old clients would not know a new one.
  if (settings.casemapping == irc::Casemapping::precis) text("UTF8MAPPING", "rfc8265");
  if (settings.icon) text("draft/ICON", escaped(*settings.icon));
  if (const std::string& url = settings.uploads.url; !url.empty()) {
    tokens.emplace_back("draft/AUTHTOKEN");
    // Some clients know it by the one name, some by the other.
    text("draft/FILEHOST", escaped(url));
    text("soju.im/FILEHOST", escaped(url));
  }
  std::sort(tokens.begin(), tokens.end());
  return tokens;
}

}  // namespace uvchat::hub
