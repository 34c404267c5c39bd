// PRIVMSG, NOTICE, TAGMSG: the way of a line.

#include <algorithm>
#include <array>
#include <string>

#include "hub/access.h"
#include "hub/commands/handlers.h"
#include "uvchat/base/ascii.h"
#include "uvchat/base/limits.h"
#include "uvchat/irc/names.h"

namespace uvchat::hub {
namespace {

using irc::Numeric;

enum class MessageKind : std::uint8_t { privmsg, notice, tagmsg };

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

// "+key" or "+vendor/key" with a value that others can read (IRCv3 message-tags "Format").
bool is_client_tag(const irc::Tag& tag) {
  const auto fits = [](char c) {
    return is_letter(c) || is_digit(c) || c == '-' || c == '.' || c == '/';
  };
  return tag.key.size() > 1 && tag.key.front() == '+' &&
         std::all_of(tag.key.begin() + 1, tag.key.end(), fits) &&
         std::none_of(tag.value.begin(), tag.value.end(), is_control);
}

// The client-only tags of a message ("+name=value"), as they came. Others are the server's to give.
std::string client_tags_of(const Session& session, const irc::Message& message) {
  std::string kept;
  if (!session.caps.has(irc::Capability::message_tags)) return kept;
  std::string_view rest = message.tags;
  while (const auto tag = irc::next_tag(rest)) {
    if (!is_client_tag(*tag)) continue;
    if (!kept.empty()) kept += ';';
    kept.append(tag->key);
    if (!tag->value.empty()) kept.append("=").append(tag->value);
  }
  return kept;
}

// One message on its way: to a channel, a user, or back to its sender as an echo.
class Speech {
 public:
  Speech(Call& call, MessageKind kind, std::string_view text)
      : call_(call),
        kind_(kind),
        text_(text),
        tags_(client_tags_of(call.session, call.message)),
        body_(call.state.body) {}

  void to(std::string_view target) {
    if (irc::looks_like_channel(target)) {
      Channel* channel = call_.state.directory.find_channel(target);
      if (channel == nullptr) return refuse(Numeric::err_nosuchchannel, target, "No such channel");
      to_channel(*channel);
    } else {
      User* user = call_.state.directory.find_user(target);
      if (user == nullptr || !user->registered) {
        return refuse(Numeric::err_nosuchnick, target, "No such nick or channel");
      }
      to_user(*user);
    }
  }

  void to_channel(Channel& channel) {
    const SpeechRight right = may_speak(call_.state, call_.user(), channel, text_);
    if (right.audience == Audience::nobody) {
      return refuse(Numeric::err_cannotsendtochan, channel.name, right.why);
    }
    compose(channel.name);
    Line line = compose_line();
    const std::string classroom = words_for(channel.has_classroom());
    line.classroom = classroom;
    echo(line);
    if (right.audience == Audience::operators) {
      call_.state.outbox.to_members(channel, line, [&](const Membership& member) {
        return member.ranks.at_least(irc::Rank::halfop) && member.user != &call_.user();
      });
    } else {
      call_.state.outbox.to_channel(channel, line, call_.session.conn);
    }
    slow_down(channel);
  }

 private:
  void to_user(const User& user) {
    compose(user.nick());
    Line line = compose_line();
    const std::string classroom = words_for(user.session->kind == SessionKind::classroom);
    line.classroom = classroom;
    echo(line);
    call_.state.outbox.to_one(*user.session, line);
  }

  // The text as the classroom hears it, made only where it does.
  std::string words_for(bool classroom_hears) const {
    return classroom_hears && has_text() ? classroom_words(call_.user().nick(), text_)
                                         : std::string();
  }

  bool has_text() const { return kind_ != MessageKind::tagmsg; }

  void compose(std::string_view target) {
    body_.assign(":").append(call_.user().prefix()).append(" ").append(command_of(kind_));
    body_.append(" ").append(target);
    if (has_text()) body_.append(" :").append(text_);
  }

  Line compose_line() {
    const std::int64_t time_ms = call_.now.wall_ms;
    return {.body = body_,
            .msgid = call_.state.next_msgid(time_ms),
            .client_tags = tags_,
            .time_ms = time_ms,
            .tags_only = !has_text(),
            .bot = call_.user().is_bot()};
  }

  void echo(const Line& line) {
    if (call_.session.caps.has(irc::Capability::echo_message)) call_.reply.line(line);
  }

  void refuse(Numeric numeric, std::string_view target, std::string_view why) {
    // Nothing is ever answered to a NOTICE: two programs might answer each other for ever.
    if (kind_ != MessageKind::notice) call_.reply.numeric(numeric, {target}, why);
  }

  void slow_down(const Channel& channel) {
    if (!call_.state.under_pressure || channel.members.size() < pressed_room_members) return;
    const auto ms = static_cast<std::uint32_t>(channel.members.size() / 10);
    call_.state.outbox.penalty(call_.session.conn, std::min(ms, pressed_penalty_ms_max));
  }

  Call& call_;
  const MessageKind kind_;
  const std::string_view text_;
  const std::string tags_;
  std::string& body_;
};

void handle_message(Call& call, MessageKind kind) {
  const bool answered = kind != MessageKind::notice;
  if (call.param(0).empty()) {
    if (answered) call.reply.numeric(Numeric::err_norecipient, {}, "No recipient given");
    return;
  }
  if (kind != MessageKind::tagmsg && call.param(1).empty()) {
    if (answered) call.reply.numeric(Numeric::err_notexttosend, {}, "No text to send");
    return;
  }
  Speech speech(call, kind, call.param(1));
  std::string_view list = call.param(0);
  std::string_view target;
  std::array<std::string_view, limits::targets_max> targets;
  for (std::size_t n = 0; irc::next_in_list(list, target);) {
    const auto told = targets.begin() + static_cast<std::ptrdiff_t>(n);
    const auto same = [&](std::string_view other) { return call.state.names.same(other, target); };
    if (std::any_of(targets.begin(), told, same)) continue;
    if (n == targets.size()) {
      if (answered) call.reply.numeric(Numeric::err_toomanytargets, {target}, "Too many targets");
      return;
    }
    targets[n++] = target;
    speech.to(target);
  }
}

}  // namespace

void handle_privmsg(Call& call) { handle_message(call, MessageKind::privmsg); }
void handle_notice(Call& call) { handle_message(call, MessageKind::notice); }

void handle_tagmsg(Call& call) {
  if (!call.session.caps.has(irc::Capability::message_tags)) return;
  handle_message(call, MessageKind::tagmsg);
}

void say_in_channel(Call& call, Channel& channel, std::string_view text) {
  Speech(call, MessageKind::privmsg, text).to_channel(channel);
}

}  // namespace uvchat::hub
