#include "hub/commands/speech.h"

#include <algorithm>
#include <string>

#include "hub/access.h"
#include "hub/commands/handlers.h"
#include "hub/telling.h"
#include "uvchat/irc/names.h"

namespace uvchat::hub {
namespace {

using irc::Numeric;

std::string_view command_of(MessageKind kind) {
  switch (kind) {
    case MessageKind::privmsg:
      return "PRIVMSG";
    case MessageKind::notice:
      return "NOTICE";
    case MessageKind::tagmsg:
      return "TAGMSG";
  }
  return {};
}

// While the send queues are near their bound, who speaks to many is heard more slowly.
constexpr std::size_t pressed_room_members = 100;
constexpr std::uint32_t pressed_penalty_ms_max = 1000;

void slow_down(Call& call, const Channel& channel) {
  if (!call.state.under_pressure || channel.size() < pressed_room_members) return;
  const auto ms = static_cast<std::uint32_t>(channel.size() / 10);
  call.state.outbox.penalty(call.session.conn, std::min(ms, pressed_penalty_ms_max));
}

// A speech as it is told, with the texts its line is made of.
class Told {
 public:
  Told(Call& call, const Speech& speech, std::string_view target, bool classroom_hears)
      : body_(call.state.body) {
    std::string& head = speech.is_batch ? head_ : body_;
    head.assign(":").append(speech.source).append(" ").append(command_of(speech.kind));
    head.append(" ").append(target);
    if (speech.kind != MessageKind::tagmsg) head.append(" :");
    if (speech.is_batch) {
      body_.assign(":").append(speech.source).append(" BATCH +").append(lines_reference);
      body_.append(" draft/multiline ").append(target);
    } else {
      body_.append(speech.lines.front().text);
    }
    if (classroom_hears) put_in_classroom_words(speech);
    line_ = {.body = body_,
             .msgid = call.state.next_msgid(call.now.wall_ms),
             .client_tags = speech.client_tags,
             .time_ms = call.now.wall_ms,
             .classroom = classroom_,
             .tags_only = speech.kind == MessageKind::tagmsg,
             .bot = call.user().is_bot(),
             .relayed_by = speech.relayed_by,
             .head = head_,
             .lines = speech.is_batch ? speech.lines : std::span<const TextLine>()};
  }
  Told(const Told&) = delete;
  Told& operator=(const Told&) = delete;

  const Line& line() const { return line_; }

 private:
  // Made only where it is heard.
  void put_in_classroom_words(const Speech& speech) {
    const std::string_view nick = speech.source.substr(0, speech.source.find('!'));
    for (const TextLine& line : speech.lines) {
      if (!line.text.empty()) classroom_ += classroom_words(nick, line.text);
    }
  }

  std::string& body_;
  std::string head_;
  std::string classroom_;
  Line line_;
};

// What is wrong with it is said.
bool is_answered(const Speech& speech) { return speech.kind != MessageKind::notice; }

void refuse(Call& call, const Speech& speech, Numeric numeric, std::string_view target,
            std::string_view why) {
  if (is_answered(speech)) call.reply.numeric(numeric, {target}, why);
}

// The caller's part of what is told: that he has spoken, and his own copy.
void spoken(Call& call, const Speech& speech, const Line& line) {
  if (speech.kind != MessageKind::tagmsg) call.user().spoke_ms = call.now.mono_ms;
  if (call.session.caps.has(irc::Capability::echo_message)) call.reply.line(line);
}

// Where a message goes: "@#room" is those in #room who have '@' or more.
struct Target {
  std::string_view name;
  std::optional<irc::RankSign> least;
};

// Of several signs the lowest counts.
Target parse_target(std::string_view text) {
  Target target{text, std::nullopt};
  while (!target.name.empty()) {
    const auto sign = std::find_if(irc::rank_signs.begin(), irc::rank_signs.end(),
                                   [&](const auto& s) { return s.prefix == target.name.front(); });
    if (sign == irc::rank_signs.end()) break;
    if (!target.least || sign->rank < target.least->rank) target.least = *sign;
    target.name.remove_prefix(1);
  }
  return irc::looks_like_channel(target.name) ? target : Target{text, std::nullopt};
}

// How much of a line's text everybody gets.
std::size_t room_for(const Speech& speech, std::size_t target_bytes) {
  return room_behind(sizeof(":   :") - 1 + speech.source.size() + command_of(speech.kind).size() +
                     target_bytes);
}

// What would not arrive whole is not said: a part of it might say something else.
bool refuse_too_long(Call& call, const Speech& speech, std::string_view target,
                     std::size_t sign_bytes = 0) {
  const std::size_t room = room_for(speech, sign_bytes + target.size());
  const auto fits = [&](const TextLine& line) { return line.text.size() <= room; };
  if (!is_answered(speech) || std::all_of(speech.lines.begin(), speech.lines.end(), fits)) {
    return false;
  }
  call.reply.numeric(Numeric::err_inputtoolong, {},
                     "A line to " + std::string(target) + " has room for " + std::to_string(room) +
                         " bytes: nothing was sent");
  return true;
}

// A NOTICE must not be answered, and who relays cannot know how much there is room for.
void tell_cut(Call& call, const Speech& speech, std::string_view target) {
  const std::size_t room = room_for(speech, target.size());
  const bool may_tell =
      is_answered(speech) || call.session.caps.has(irc::Capability::standard_replies);
  for (const TextLine& line : speech.lines) {
    if (line.text.size() <= room || !may_tell) continue;
    shortened(call, command_of(speech.kind), target, line.text, room);
    return;
  }
}

void tell_channel_of(Call& call, const Speech& speech, Channel& channel, Audience audience,
                     std::optional<irc::RankSign> least) {
  const std::string with_sign = least ? std::string(1, least->prefix) + channel.name : "";
  const std::string_view shown = least ? with_sign : std::string_view(channel.name);
  const Told told(call, speech, shown, channel.has_classroom());
  spoken(call, speech, told.line());
  channel.spoken_ms = call.now.mono_ms;
  if (audience == Audience::all && !least) {
    call.state.outbox.to_channel(channel, told.line(), call.session.conn);
  } else {
    tell_members(
        call.state, channel, told.line(), [&](const Membership& member, const Session& session) {
          return &session != &call.session && (!least || member.ranks.at_least(least->rank)) &&
                 (audience == Audience::all || member.ranks.at_least(irc::Rank::halfop));
        });
  }
  tell_cut(call, speech, shown);
  slow_down(call, channel);
}

void refuse_unknown(Call& call, const Speech& speech, std::string_view channel) {
  if (is_answered(speech)) no_such_channel(call, channel);
}

// `target` names the channel, as the caller does.
void say_to_channel(Call& call, const Speech& speech, Channel& channel, const Target& target) {
  if (!knows(call.user(), channel)) return refuse_unknown(call, speech, target.name);
  Audience audience = Audience::all;
  for (const TextLine& line : speech.lines) {
    const SpeechRight right = may_speak(call.state, call.user(), channel, line.text);
    if (right.audience == Audience::nobody) {
      return refuse(call, speech, Numeric::err_cannotsendtochan, channel.name, right.why);
    }
    audience = right.audience;
  }
  if (refuse_too_long(call, speech, channel.name, target.least ? 1 : 0)) return;
  if (audience == Audience::all && !target.least) show_caller(call, channel);
  tell_channel_of(call, speech, channel, audience, target.least);
}

void say_to_user(Call& call, const Speech& speech, const User& user) {
  const auto asks = [](const TextLine& line) { return is_ctcp(line.text); };
  if (user.modes.has('T') && std::any_of(speech.lines.begin(), speech.lines.end(), asks)) {
    return refuse(call, speech, Numeric::err_cannotsendtouser, user.nick(),
                  "They take no CTCP (+T)");
  }
  if (refuse_too_long(call, speech, user.nick())) return;
  const Told told(call, speech, user.nick(), is_in_classroom(user));
  spoken(call, speech, told.line());
  tell_user(call.state, user, told.line());
  if (&user != &call.user()) tell_user(call.state, call.user(), told.line(), call.session.conn);
  tell_cut(call, speech, user.nick());
  if (speech.kind == MessageKind::privmsg && user.is_away()) {
    call.reply.numeric(Numeric::rpl_away, {user.nick()}, user.away());
  }
}

}  // namespace

void say(Call& call, const Speech& speech, std::string_view target) {
  const Target to = parse_target(target);
  if (irc::looks_like_channel(to.name)) {
    Channel* channel = call.state.directory.find_channel(to.name);
    if (channel != nullptr) return say_to_channel(call, speech, *channel, to);
    refuse_unknown(call, speech, to.name);
  } else {
    const User* user = call.state.directory.find_user(to.name);
    if (user != nullptr) return say_to_user(call, speech, *user);
    if (is_answered(speech)) no_such_nick(call, to.name);
  }
}

void say_unchecked(Call& call, const Speech& speech, Channel& channel) {
  tell_channel_of(call, speech, channel, Audience::all, std::nullopt);
}

void say_in_channel(Call& call, Channel& channel, std::string_view text) {
  const TextLine line{text};
  const Speech speech{.source = call.user().prefix(), .lines = std::span(&line, 1)};
  say_to_channel(call, speech, channel, {channel.name, std::nullopt});
}

}  // namespace uvchat::hub
