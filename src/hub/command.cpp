#include "hub/command.h"

#include <algorithm>
#include <array>

#include "hub/commands/handlers.h"
#include "uvchat/base/assert.h"
#include "uvchat/base/limits.h"

namespace uvchat::hub {
namespace {

using irc::Numeric;

// Sorted by name. Name, handler, least parameters, may come before registration.
constexpr std::array<Command, 16> commands = {{
    {"CAP", handle_cap, 1, true},
    {"ERROR", handle_error, 0, true},
    {"JOIN", handle_join, 1, false},
    {"MODE", handle_mode, 1, false},
    {"MOTD", handle_motd, 0, false},
    {"NAMES", handle_names, 0, false},
    {"NICK", handle_nick, 0, true},
    {"NOTICE", handle_notice, 0, false},
    {"PART", handle_part, 1, false},
    {"PING", handle_ping, 1, true},
    {"PONG", handle_pong, 0, true},
    {"PRIVMSG", handle_privmsg, 0, false},
    {"QUIT", handle_quit, 0, true},
    {"TAGMSG", handle_tagmsg, 0, false},
    {"TOPIC", handle_topic, 1, false},
    {"USER", handle_user, 4, true},
}};
static_assert(std::is_sorted(commands.begin(), commands.end(),
                             [](const Command& a, const Command& b) { return a.name < b.name; }));

// The command in capitals, in a buffer of the caller; the empty view where it is too long to be
// one.
std::string_view upper(std::string_view word, std::array<char, 16>& buffer) {
  if (word.size() > buffer.size()) return {};
  std::transform(word.begin(), word.end(), buffer.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  });
  return {buffer.data(), word.size()};
}

const Command* find_command(std::string_view name) {
  const auto at = std::lower_bound(commands.begin(), commands.end(), name,
                                   [](const Command& c, std::string_view n) { return c.name < n; });
  return at != commands.end() && at->name == name ? at : nullptr;
}

// The label of `message`, still escaped; empty where the session may not use one.
std::string_view label_of(const Session& session, const irc::Message& message) {
  if (!session.caps.has(irc::Capability::labeled_response)) return {};
  std::string_view rest = message.tags;
  while (const auto tag = irc::next_tag(rest)) {
    if (tag->key == "label") {
      return tag->value.size() <= limits::label_bytes_max ? tag->value : std::string_view();
    }
  }
  return {};
}

void check_and_call(Call& call) {
  std::array<char, 16> buffer;
  const std::string_view name = upper(call.message.command, buffer);
  const Command* command = find_command(name);
  const bool registered = call.session.state == SessionState::registered;
  if (command == nullptr) {
    if (registered) {
      call.reply.numeric(Numeric::err_unknowncommand, {call.message.command}, "Unknown command");
    } else {
      call.reply.numeric(Numeric::err_notregistered, {}, "You have not registered");
    }
  } else if (!registered && !command->before_registration) {
    call.reply.numeric(Numeric::err_notregistered, {}, "You have not registered");
  } else if (call.message.param_count < command->least_params) {
    call.reply.numeric(Numeric::err_needmoreparams, {command->name}, "Not enough parameters");
  } else {
    command->handler(call);
  }
}

}  // namespace

void dispatch(ChatState& state, Session& session, const irc::Message& message, Now now) {
  UVCHAT_ASSERT(session.state != SessionState::quitting);
  Reply reply(state.outbox, session, state.settings.server_name, now.wall_ms,
              label_of(session, message));
  Call call{state, session, message, reply, now};
  check_and_call(call);
  reply.finish();
  if (session.state == SessionState::quitting) state.forget(session);
}

}  // namespace uvchat::hub
