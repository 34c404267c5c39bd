// RELAYMSG: what a bridge has heard elsewhere, under the nick of who said it there
// (draft/relaymsg).

#include <string>

#include "hub/access.h"
#include "hub/commands/answers.h"
#include "hub/commands/handlers.h"
#include "hub/commands/spam.h"
#include "hub/commands/speech.h"

namespace uvchat::hub {
namespace {

// A nick that no user can have: but for its separators it is a valid one.
bool valid_relayed_nick(const ChatState& state, std::string_view nick) {
  std::string plain(nick);
  std::size_t separators = 0;
  for (char& c : plain) {
    if (state.settings.relaymsg.separators.find(c) == std::string::npos) continue;
    c = '_';
    ++separators;
  }
  return separators > 0 && state.names.valid_nick(plain) &&
         state.directory.find_user(nick) == nullptr;
}

std::string escaped_tag_value(std::string_view nick) {
  std::string escaped;
  for (const char c : nick) escaped += c == '\\' ? "\\\\" : std::string(1, c);
  return escaped;
}

void refuse(Call& call, std::string_view code, std::string_view why) {
  call.reply.fail("RELAYMSG", {code}, why);
}

}  // namespace

void handle_relaymsg(Call& call) {
  const std::string_view nick = call.param(1);
  const TextLine line{call.param(2)};
  const HubSettings& settings = call.state.settings;
  if (!settings.relaymsg.enabled) return refuse(call, "NOT_ENABLED", "RELAYMSG is switched off");
  Channel* channel = call.state.directory.find_channel(call.param(0));
  if (channel == nullptr || !knows(call.user(), *channel)) {
    return no_such_channel(call, call.param(0));
  }
  if (!call.user().is_operator() && !has_rank(call.user(), *channel, irc::Rank::halfop)) {
    return refuse(call, "PRIVS_NEEDED", "Only operators of the channel may relay to it");
  }
  if (!valid_relayed_nick(call.state, nick)) {
    return refuse(call, "INVALID_NICK",
                  "A relayed nick must hold one of these: " + settings.relaymsg.separators);
  }
  if (line.text.empty()) return refuse(call, "BLANK_MSG", "There is no text to relay");
  if (const std::string_view why = unwelcome(settings, *channel, line.text); !why.empty()) {
    call.reply.numeric(irc::Numeric::err_cannotsendtochan, {channel->name}, why);
    return;
  }
  const SpamVerdict spam =
      look_for_spam(call, SpamTarget::channel, std::span(&line, 1), channel->name);
  if (!spam.passes) {  // the relay is not who has said it
    call.reply.numeric(irc::Numeric::err_cannotsendtochan, {channel->name}, spam.reason);
    return;
  }
  const std::string source = std::string(nick) + "!relay@" + settings.server_name;
  const std::string relayed_by = escaped_tag_value(call.user().nick());
  say_unchecked(call, {.source = source, .relayed_by = relayed_by, .lines = std::span(&line, 1)},
                *channel);
}

}  // namespace uvchat::hub
