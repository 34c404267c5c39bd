#include "hub/commands/speech.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "hub/access.h"
#include "hub/account_pace.h"
#include "hub/acts/accept.h"
#include "hub/acts/speak.h"
#include "hub/commands/answers.h"
#include "hub/commands/spam.h"
#include "hub/upload_urls.h"
#include "uvchat/irc/names.h"

namespace uvchat::hub {
namespace {

using irc::Numeric;

// While the send queues are near their bound, a client that speaks to many is read more slowly.
constexpr std::size_t pressed_room_members = 100;
constexpr std::uint32_t pressed_penalty_ms_max = 1000;

void slow_down(Call& call, const Channel& channel) {
  if (!call.state.under_pressure || channel.size() < pressed_room_members) return;
  const auto ms = static_cast<std::uint32_t>(channel.size() / 10);
  penalize(call.state, call.session, std::min(ms, pressed_penalty_ms_max));
}

// What is wrong with it is said.
bool is_answered(const Speech& speech) { return speech.kind != RecordKind::notice; }

void refuse(Call& call, const Speech& speech, Numeric numeric, std::string_view target,
            std::string_view why) {
  if (is_answered(speech)) call.reply.numeric(numeric, {target}, why);
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

// For a NOTICE, which must not be answered, and for RELAYMSG, whose sender cannot know how much
// room there is.
void tell_cut(Call& call, const Speech& speech, std::string_view target,
              std::optional<irc::RankSign> least = std::nullopt) {
  const std::size_t room = room_for(speech, target.size() + (least ? 1 : 0));
  const bool may_tell =
      is_answered(speech) || call.session.caps.has(irc::Capability::standard_replies);
  for (const TextLine& line : speech.lines) {
    if (line.text.size() <= room || !may_tell) continue;
    const std::string sign = least ? std::string(1, least->prefix) : "";
    shortened(call, command_of(speech.kind), sign + std::string(target), line.text, room);
    return;
  }
}

// Nobody has heard it. A NOTICE is answered only where no program takes the answer for another one.
void fail_to_store(Reply& reply, const Session& session, RecordKind kind, std::string_view target,
                   std::string_view why) {
  const bool may_tell =
      kind != RecordKind::notice || session.caps.has(irc::Capability::standard_replies);
  if (!may_tell) return;
  reply.fail(command_of(kind), {"STORE_UNAVAILABLE", target},
             "Nobody has been told, for it could not be stored: " + std::string(why));
}

// Whether nobody can be told, because it would have to be stored first.
bool is_unstorable(Call& call, const Speech& speech, std::string_view target) {
  const bool takes_it = call.state.history.takes_speech() ||
                        !is_kept(call.state.settings, speech.kind, speech.client_tags);
  if (takes_it) return false;
  fail_to_store(call.reply, call.session, speech.kind, target, "the database cannot be used now");
  return true;
}

void tell_channel_of(Call& call, const Speech& speech, Channel& channel, Audience audience,
                     std::optional<irc::RankSign> least) {
  if (is_unstorable(call, speech, channel.name)) return;
  speak(call.actor(), speech, channel, audience, least);
  tell_cut(call, speech, channel.name, least);
  slow_down(call, channel);
}

void refuse_unknown(Call& call, const Speech& speech, std::string_view channel) {
  if (is_answered(speech)) no_such_channel(call, channel);
}

// Whether a spam filter stops the caller, who is told so with `numeric`, or believes that it was
// said to `with_sign`. Afterwards their session may be quitting.
bool is_stopped(Call& call, const Speech& speech, SpamTarget target, Numeric numeric,
                std::string_view name, std::string_view with_sign) {
  const SpamVerdict spam = look_for_spam(call, target, speech.lines, with_sign);
  if (spam.passes) return false;
  if (spam.is(SpamAction::kill)) {
    kill_for_spam(call, spam);
  } else if (spam.is(SpamAction::silence)) {
    speak_to_nobody(call.actor(), speech, with_sign);
    tell_cut(call, speech, with_sign);
  } else {
    refuse(call, speech, numeric, name, spam.reason);
  }
  return true;
}

bool is_stopped(Call& call, const Speech& speech, const Channel& channel, const Target& target) {
  if (!call.state.settings.spam_filters) return false;
  const std::string sign = target.least ? std::string(1, target.least->prefix) : "";
  return is_stopped(call, speech, SpamTarget::channel, Numeric::err_cannotsendtochan, channel.name,
                    sign + channel.name);
}

// A URL may be cut into lines that go on with one another.
std::string_view unwelcome_whole(const Call& call, const Speech& speech, const Channel& channel) {
  if (!speech.is_batch || !channel.modes.has('W')) return {};
  std::string whole;
  for (const TextLine& line : speech.lines) whole.append(line.concat ? "" : "\n").append(line.text);
  return names_file(call.state.settings.uploads, whole)
             ? "Cannot send to channel (+W): no uploaded files here"
             : std::string_view();
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
  if (const std::string_view why = unwelcome_whole(call, speech, channel); !why.empty()) {
    return refuse(call, speech, Numeric::err_cannotsendtochan, channel.name, why);
  }
  if (refuse_too_long(call, speech, channel.name, target.least ? 1 : 0)) return;
  if (is_stopped(call, speech, channel, target)) return;
  if (audience == Audience::all && !target.least) show_actor(call.actor(), channel);
  tell_channel_of(call, speech, channel, audience, target.least);
}

void say_to_user(Call& call, const Speech& speech, const User& user) {
  const auto asks = [](const TextLine& line) { return is_ctcp(line.text); };
  if (user.modes.has('T') && std::any_of(speech.lines.begin(), speech.lines.end(), asks)) {
    return refuse(call, speech, Numeric::err_cannotsendtouser, user.nick(),
                  "They take no CTCP (+T)");
  }
  User& self = call.user();
  if (user.modes.has('R') && self.account == nullptr && &user != &self && !accepts(user, self)) {
    return refuse(call, speech, Numeric::err_needreggednick, user.nick(),
                  "They take no messages from people who are not logged in (+R)");
  }
  if (refuse_too_long(call, speech, user.nick())) return;
  if (is_stopped(call, speech, SpamTarget::user, Numeric::err_cannotsendtouser, user.nick(),
                 user.nick())) {
    return;
  }
  const bool is_stored = self.account != nullptr && user.account != nullptr;
  if (is_stored && is_unstorable(call, speech, user.nick())) return;
  if (self.modes.has('R')) accept(self, user);  // who may answer
  speak(call.actor(), speech, user);
  tell_cut(call, speech, user.nick());
  if (speech.kind == RecordKind::privmsg && user.is_away()) {
    call.reply.numeric(Numeric::rpl_away, {user.nick()}, user.away());
  }
}

// What the caller has said is being stored.
class Storing {
 public:
  explicit Storing(std::optional<UnfinishedReply> apart) : apart_(std::move(apart)) {}

  Progress operator()(Call& page) {
    if (page.answer == nullptr) return begin(page);
    const store::Answer& answer = std::get<StoreAnswered>(*page.answer).answer;
    if (apart_) {
      Reply own = reply_to(page.state, page.session, page.now, std::move(*apart_));
      end(page.state, page.session, own, answer);
      own.finish();
    } else {
      end(page.state, page.session, page.reply, answer);
    }
    return Progress::done;
  }

 private:
  Progress begin(Call& page) {
    ticket_ = page.state.next_ticket(page.session.conn);
    const auto if_late = store::unavailable("the database does not answer");
    wait_for_answer(page, StoreAnswered{ticket_, if_late});
    sayings_ = page.state.unspoken.take_up(page.session.conn, ticket_);
    return Progress::waiting;
  }

  void end(ChatState& state, const Session& session, Reply& reply, const store::Answer& answer) {
    const bool is_stored = answer.outcome == store::Outcome::done;
    if (!is_stored) state.unspoken.refuse(ticket_);
    for (const Untold& untold : sayings_) {
      const Record& said = untold.saying->record();
      std::string target;
      if (!is_stored) {
        fail_to_store(reply, session, said.kind, said.target, answer.why);
      } else if (session.caps.has(irc::Capability::echo_message)) {
        reply.record(record_now(state, untold, target));
      }
    }
  }

  std::optional<UnfinishedReply> apart_;
  Ticket ticket_;
  std::vector<Untold> sayings_;
};

}  // namespace

void await_storing(Call& call, std::optional<UnfinishedReply> apart) {
  const Session& session = call.session;
  const bool can_wait = session.kind == SessionKind::irc && !session.quitting &&
                        !(session.parked && session.parked->if_late);
  if (can_wait && call.state.unspoken.has_new(session.conn)) {
    answer_in_pages(call, Storing(std::move(apart)));
  }
}

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
