// AWAY, SETNAME, MONITOR: who is here, and who is told of it.

#include <algorithm>
#include <string>
#include <vector>

#include "hub/commands/handlers.h"
#include "hub/telling.h"
#include "hub/word_lines.h"
#include "uvchat/base/ascii.h"
#include "uvchat/base/limits.h"
#include "uvchat/irc/names.h"

namespace uvchat::hub {
namespace {

using irc::Capability;
using irc::Numeric;

// What stands for a reason where none is given (draft/pre-away): old clients would show a bare '*'.
constexpr std::string_view no_reason = "*";
constexpr std::string_view no_reason_text = "Away";

// --- Those who watch a nick

std::vector<const Session*> watchers_of(const ChatState& state, std::string_view nick) {
  std::vector<const Session*> watchers;
  for (const ConnId conn : state.monitors.watchers_of(state.names.fold(nick))) {
    watchers.push_back(state.find(conn));
  }
  return watchers;
}

// Those of them who asked for more than coming and going.
std::vector<const Session*> close_watchers_of(const ChatState& state, const User& user) {
  std::vector<const Session*> watchers = watchers_of(state, user.nick());
  std::erase_if(watchers, [](const Session* watcher) {
    return !watcher->caps.has(Capability::extended_monitor);
  });
  return watchers;
}

// The same line to all of them: a '*' stands where each one's nick could.
void tell_watchers(ChatState& state, std::string_view nick, std::string_view number,
                   std::string_view who, Now now) {
  const std::vector<const Session*> watchers = watchers_of(state, nick);
  if (watchers.empty()) return;
  std::string body = ":" + state.settings.server_name + " ";
  body.append(number).append(" * :").append(who);
  tell_sessions(state, watchers, {.body = body, .time_ms = now.wall_ms});
}

std::string away_body(const User& user) {
  std::string body = ":" + std::string(user.prefix()) + " AWAY";
  if (user.is_away()) body.append(" :").append(user.away());
  return body;
}

// --- MONITOR

// Nicks of one answer, in as many lines as they take.
void say_nicks(Call& call, Numeric numeric, const std::vector<std::string>& nicks) {
  const std::size_t room = limits::line_bytes_max - call.state.settings.server_name.size() -
                           call.user().nick().size() - sizeof(": 730  :\r\n") + 1;
  for (const std::string& line : in_lines(nicks, ',', room)) call.reply.numeric(numeric, {}, line);
}

struct Presence {
  std::vector<std::string> online, offline;

  void look(const ChatState& state, std::string_view nick) {
    const User* user = state.directory.find_user(nick);
    if (user != nullptr) {
      online.emplace_back(user->prefix());
    } else {
      offline.emplace_back(nick);
    }
  }
  void say(Call& call) const {
    say_nicks(call, Numeric::rpl_mononline, online);
    say_nicks(call, Numeric::rpl_monoffline, offline);
  }
};

// Of a nick more or less: its fold, and a look at the list and at the index.
constexpr std::uint64_t monitor_work = 10;

void list_is_full(Call& call, const std::vector<std::string>& left_out) {
  constexpr std::size_t targets_bytes_max = 200;
  const std::string limit = std::to_string(call.state.settings.monitor_max);
  for (const std::string& targets : in_lines(left_out, ',', targets_bytes_max)) {
    call.reply.numeric(Numeric::err_monlistfull, {limit, targets}, "Monitor list is full.");
  }
}

void add_monitored(Call& call, std::string_view list) {
  Presence added;
  std::vector<std::string> left_out;
  std::string_view nick;
  while (irc::next_in_list(list, nick)) {
    call.state.work.add(monitor_work);
    const std::string folded = call.state.names.fold(nick);
    if (call.state.monitors.watches(call.session.conn, folded)) continue;
    if (!call.state.names.valid_nick(nick)) {
      call.reply.numeric(Numeric::err_erroneusnickname, {nick}, "Erroneous nickname");
    } else if (call.session.monitored.size() >= call.state.settings.monitor_max) {
      left_out.emplace_back(nick);
    } else {
      call.state.monitor(call.session, nick, folded);
      added.look(call.state, nick);
    }
  }
  added.say(call);
  list_is_full(call, left_out);
}

// The monitored nicks a page at a time; only the session's own commands change the list, and they
// wait.
void page_through(Call& call, auto&& say, auto&& at_end) {
  answer_in_pages(call, [say, at_end, next = std::size_t{0}](Call& page) mutable {
    const auto& monitored = page.session.monitored;
    const std::size_t count = monitored.size();
    const std::size_t first = next;
    next = std::min(count, first + page.state.settings.page_entries_max);
    if (first < next) {
      say(page, std::vector(monitored.begin() + static_cast<std::ptrdiff_t>(first),
                            monitored.begin() + static_cast<std::ptrdiff_t>(next)));
    }
    if (next < count) return Progress::more;
    at_end(page);
    return Progress::done;
  });
}

void list_monitored(Call& call) {
  page_through(
      call,
      [](Call& page, const std::vector<MonitoredNick>& some) {
        std::vector<std::string> nicks;
        nicks.reserve(some.size());
        for (const MonitoredNick& m : some) nicks.push_back(m.nick);
        say_nicks(page, Numeric::rpl_monlist, nicks);
      },
      [](Call& page) {
        page.reply.numeric(Numeric::rpl_endofmonlist, {}, "End of the monitor list");
      });
}

void show_presence(Call& call) {
  page_through(
      call,
      [](Call& page, const std::vector<MonitoredNick>& some) {
        Presence presence;
        for (const MonitoredNick& m : some) presence.look(page.state, m.nick);
        presence.say(page);
      },
      [](Call&) {});
}

}  // namespace

void came_online(ChatState& state, const User& user, Now now) {
  tell_watchers(state, user.nick(), "730", user.prefix(), now);
  if (!user.is_away()) return;
  std::vector<const Session*> watchers = close_watchers_of(state, user);
  std::erase_if(watchers,
                [](const Session* watcher) { return !watcher->caps.has(Capability::away_notify); });
  const std::string body = away_body(user);
  tell_sessions(state, watchers, {.body = body, .time_ms = now.wall_ms, .bot = user.is_bot()});
}

void went_offline(ChatState& state, std::string_view nick, Now now) {
  tell_watchers(state, nick, "731", nick, now);
}

void changed_nick(ChatState& state, const User& user, std::string_view old_nick, Now now) {
  if (state.names.same(old_nick, user.nick())) return;
  went_offline(state, old_nick, now);
  came_online(state, user, now);
}

void tell_acquaintances(ChatState& state, const User& user, const Line& line, ConnId except,
                        Capability needs) {
  const std::vector<const Session*> watchers = close_watchers_of(state, user);
  tell_neighbours(state, user, line, except, needs, watchers);
}

void handle_away(Call& call) {
  User& user = call.user();
  const bool registered = call.session.is_registered();
  if (!registered && !call.session.caps.has(Capability::pre_away)) {
    call.reply.numeric(Numeric::err_notregistered, {}, "You have not registered");
    return;
  }
  const std::size_t room = std::min({call.state.settings.away_bytes_max,
                                     room_behind(sizeof(": AWAY :") - 1 + user.prefix().size()),
                                     room_behind(reply_head_bytes(call, user.nick().size()))});
  std::string_view reason = shortened(call, "AWAY", {}, call.param(0), room);
  if (reason == no_reason) reason = no_reason_text;
  const bool changes = reason != user.away();
  if (changes) user.make_extras().away = reason;
  if (user.is_away()) {
    call.reply.numeric(Numeric::rpl_nowaway, {}, "You have been marked as being away");
  } else {
    call.reply.numeric(Numeric::rpl_unaway, {}, "You are no longer marked as being away");
  }
  if (!registered || !changes) return;
  const std::string body = away_body(user);
  tell_acquaintances(call.state, user, event_line(call, body), call.session.conn,
                     Capability::away_notify);
}

// Who has not asked for the capability is answered only where it fails.
void handle_setname(Call& call) {
  const std::string_view realname = call.param(0);
  if (realname.empty() || realname.size() > limits::realname_bytes_max ||
      call.state.names.fold(realname).size() > limits::realname_fold_bytes_max) {
    call.reply.fail(
        "SETNAME", {"INVALID_REALNAME"},
        "A real name has 1 to " + std::to_string(limits::realname_bytes_max) + " bytes");
    return;
  }
  call.user().set_realname(realname);
  std::string body = ":" + std::string(call.user().prefix()) + " SETNAME :";
  body.append(realname);
  const Line line = event_line(call, body);
  if (call.session.caps.has(Capability::setname)) call.reply.line(line);
  tell_acquaintances(call.state, call.user(), line, call.session.conn, Capability::setname);
}

void handle_monitor(Call& call) {
  const std::string_view action = call.param(0);
  const char letter = action.size() == 1 ? to_upper(action.front()) : '\0';
  if (letter == 'C') return call.state.stop_monitoring_all(call.session);
  if (letter == 'L') return list_monitored(call);
  if (letter == 'S') return show_presence(call);
  std::string_view list = call.param(1);
  if ((letter != '+' && letter != '-') || list.empty()) {
    call.reply.numeric(Numeric::err_needmoreparams, {"MONITOR"},
                       "MONITOR + nicks, - nicks, C, L or S");
    return;
  }
  if (letter == '+') return add_monitored(call, list);
  for (std::string_view nick; irc::next_in_list(list, nick);) {
    call.state.work.add(monitor_work);
    call.state.stop_monitoring(call.session, call.state.names.fold(nick));
  }
}

}  // namespace uvchat::hub
