// ISUPPORT: what the server can do, and its bounds.

#include "hub/isupport.h"

#include <algorithm>
#include <string>
#include <vector>

#include "hub/commands/handlers.h"
#include "hub/commands/isupport.h"
#include "hub/word_lines.h"
#include "uvchat/base/limits.h"

namespace uvchat::hub {
namespace {

using irc::Capability;
using irc::Numeric;

constexpr std::string_view isupport_batch = "draft/isupport";

bool takes_isupport_batch(const Session& session) {
  return session.caps.has(Capability::batch) && session.caps.has(Capability::extended_isupport);
}

std::vector<std::string> isupport_lines(const ChatState& state, const Session& session,
                                        const std::vector<std::string>& tokens) {
  constexpr std::size_t tokens_per_line = limits::params_max - 2;  // beside nick and text
  constexpr std::string_view end = " :are supported by this server";
  const std::string beginning =
      ":" + state.settings.server_name + " 005 " + std::string(session.nick_or_star()) + " ";
  const std::size_t room = limits::line_bytes_max - 2 - beginning.size() - end.size();
  std::vector<std::string> lines = in_lines(tokens, ' ', room, tokens_per_line);
  for (std::string& line : lines) line.insert(0, beginning).append(end);
  return lines;
}

std::string_view name_of(std::string_view token) { return token.substr(0, token.find('=')); }

// Those that are new or have another value, and "-NAME" of those that are gone.
std::vector<std::string> changed_tokens(const std::vector<std::string>& before,
                                        const std::vector<std::string>& after) {
  std::vector<std::string> changed;
  for (const std::string& token : after) {
    if (std::find(before.begin(), before.end(), token) == before.end()) changed.push_back(token);
  }
  for (const std::string& token : before) {
    const auto same = [&](std::string_view other) { return name_of(other) == name_of(token); };
    if (std::none_of(after.begin(), after.end(), same)) {
      changed.push_back("-" + std::string(name_of(token)));
    }
  }
  return changed;
}

}  // namespace

void send_isupport(Call& call) {
  const bool in_batch = takes_isupport_batch(call.session);
  if (in_batch) call.reply.open_inner_batch(isupport_batch);
  for (const std::string& body : isupport_lines(call.state, call.session, call.state.isupport)) {
    call.reply.line({.body = body, .time_ms = call.now.wall_ms()});
  }
  if (in_batch) call.reply.close_inner_batch();
}

void isupport_changed(ChatState& state, const HubSettings& before, Now now) {
  const std::vector<std::string> tokens = changed_tokens(isupport_tokens(before), state.isupport);
  if (tokens.empty()) return;
  state.for_each_session([&](const Session& session) {
    if (!session.is_registered() || session.kind != SessionKind::irc) return;
    const bool in_batch = takes_isupport_batch(session);
    const auto say = [&](const std::string& body, std::string_view tags) {
      state.outbox.to_one(session.receiver(), Line{.body = body, .time_ms = now.wall_ms()}, tags);
    };
    const std::string batch = ":" + state.settings.server_name + " BATCH ";
    if (in_batch) say(batch + "+changed " + std::string(isupport_batch), {});
    for (const std::string& body : isupport_lines(state, session, tokens)) {
      say(body, in_batch ? "batch=changed" : "");
    }
    if (in_batch) say(batch + "-changed", {});
  });
}

void handle_isupport(Call& call) {
  if (!call.session.is_registered() && !call.session.caps.has(Capability::extended_isupport)) {
    call.reply.numeric(Numeric::err_notregistered, {}, "You have not registered");
    return;
  }
  send_isupport(call);
}

}  // namespace uvchat::hub
