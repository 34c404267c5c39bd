// MARKREAD: how far somebody has read, on all of their devices (IRCv3 draft/read-marker).

#include "hub/commands/markread.h"

#include <algorithm>
#include <string>
#include <utility>

#include "hub/commands/handlers.h"
#include "hub/iso_time.h"
#include "uvchat/base/limits.h"

namespace uvchat::hub {
namespace {

constexpr std::string_view time_key = "timestamp=";

bool hears_markers(const Session& session) {
  return session.caps.has(irc::Capability::read_marker);
}

// An account's name stands for all of its nicks.
std::string target_fold(const ChatState& state, std::string_view target) {
  if (irc::looks_like_channel(target)) return state.names.fold(target);
  const User* user = state.directory.find_user(target);
  const Account* account = user != nullptr ? user->account : state.accounts.find(target);
  return state.names.fold(account != nullptr ? std::string_view(account->name) : target);
}

std::string word_of(std::int64_t time_ms) {
  return time_ms == 0 ? "*" : std::string(time_key) + iso_time(time_ms);
}

void tell_marker(Call& call, std::string_view target, std::int64_t time_ms) {
  call.reply.from_server({"MARKREAD", target, word_of(time_ms)});
}

// What was set meanwhile may be later.
void take_markers(User& user, const store::Answer& answer) {
  Markers& markers = user.make_extras().markers;
  for (const store::Marker& marker : answer.markers) {
    std::int64_t& known = markers.by_target[marker.target];
    known = std::max(known, marker.time_ms);
  }
  markers.has_all = true;
}

bool knows_all(const User& user) {
  return user.account == nullptr || (user.extras() != nullptr && user.extras()->markers.has_all);
}

// Asks the store for the caller's markers, where they are not here yet.
Progress load_markers(Call& page, bool& has_asked) {
  if (std::exchange(has_asked, true)) {
    const auto* answer = page.answer == nullptr ? nullptr : std::get_if<StoreAnswered>(page.answer);
    if (answer != nullptr && answer->answer.outcome == store::Outcome::done) {
      take_markers(page.user(), answer->answer);
    }
    return Progress::done;
  }
  if (knows_all(page.user())) return Progress::done;
  ask(page, AskStore{{}, store::ReadMarkers{page.user().account->id}},
      StoreAnswered{{}, store::unavailable("it is late")});
  return Progress::waiting;
}

// Calls f(Call&) when the caller's markers are here, or the store is away.
template <typename F>
Page with_markers(F f) {
  return [f = std::move(f), has_asked = false](Call& page) mutable {
    if (load_markers(page, has_asked) == Progress::waiting) return Progress::waiting;
    f(page);
    return Progress::done;
  };
}

bool has_room(const User& user, const std::string& target) {
  const UserExtras* extras = user.extras();
  if (extras == nullptr || extras->markers.of(target) != 0) return true;
  const std::size_t max = user.account != nullptr ? store::markers_max : limits::guest_markers_max;
  return extras->markers.by_target.size() < max;
}

// Whoever has read on says so to their other devices, too.
void set_marker(Call& call, const std::string& target, std::int64_t time_ms) {
  User& user = call.user();
  const std::string fold = target_fold(call.state, target);
  if (!has_room(user, fold)) {
    return call.reply.fail("MARKREAD", {"INTERNAL_ERROR", target},
                           "You have as many markers as there is room for");
  }
  std::int64_t& known = user.make_extras().markers.by_target[fold];
  if (time_ms <= known) return tell_marker(call, target, known);
  known = time_ms;
  if (user.account != nullptr) call.state.history.set_marker({user.account->id, fold, time_ms});
  tell_marker(call, target, time_ms);
  const std::string body =
      ":" + call.state.settings.server_name + " MARKREAD " + target + " " + word_of(time_ms);
  for_each_session_of(user, [&](Session& session) {
    if (&session == &call.session || !hears_markers(session)) return;
    call.state.outbox.to_one(session.receiver(), Line{.body = body, .time_ms = call.now.wall_ms()});
  });
}

}  // namespace

Page marker_page(const Channel& channel) {
  return [slot = channel.slot, id = channel.id, has_asked = false](Call& page) mutable {
    if (!hears_markers(page.session)) return Progress::done;
    if (load_markers(page, has_asked) == Progress::waiting) return Progress::waiting;
    const Channel* now_there = page.state.directory.channel_at(slot, id);
    if (now_there == nullptr) return Progress::done;
    const UserExtras* extras = page.user().extras();
    tell_marker(page, now_there->name,
                extras == nullptr ? 0 : extras->markers.of(now_there->folded));
    return Progress::done;
  };
}

void handle_markread(Call& call) {
  const std::string target(call.param(0));
  const std::string_view word = call.param(1);
  if (target.empty()) return call.reply.fail("MARKREAD", {"NEED_MORE_PARAMS"}, "Whose marker?");
  const bool is_name = irc::looks_like_channel(target) ? call.state.names.valid_channel(target)
                                                       : call.state.names.valid_nick(target);
  const auto time_ms =
      word.starts_with(time_key) ? parse_iso_time(word.substr(time_key.size())) : std::nullopt;
  if (!is_name || (!word.empty() && !time_ms)) {
    return call.reply.fail("MARKREAD", {"INVALID_PARAMS", target},
                           "MARKREAD <channel|nick> [timestamp=<time>]");
  }
  // A time that has not come yet would stay above all that is read later.
  const std::int64_t at_ms = std::min(time_ms.value_or(0), call.now.wall_ms());
  answer_in_pages(call, with_markers([target, at_ms](Call& page) {
                    if (at_ms != 0) return set_marker(page, target, at_ms);
                    const UserExtras* extras = page.user().extras();
                    const std::string fold = target_fold(page.state, target);
                    tell_marker(page, target, extras == nullptr ? 0 : extras->markers.of(fold));
                  }));
}

}  // namespace uvchat::hub
