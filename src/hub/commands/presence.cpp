// AWAY, SETNAME, MONITOR.

#include <algorithm>
#include <string>
#include <vector>

#include "hub/acts/identity.h"
#include "hub/commands/answers.h"
#include "hub/commands/handlers.h"
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
    if (call.state.monitors().watches(call.session.conn, folded)) continue;
    if (!call.state.names.valid_nick(nick)) {
      call.reply.numeric(Numeric::err_erroneusnickname, {nick}, "Erroneous nickname");
    } else if (call.session.monitored().size() >= call.state.settings.monitor_max) {
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
    const auto monitored = page.session.monitored();
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

void handle_away(Call& call) {
  User& user = call.user();
  const bool registered = call.session.is_registered();
  if (!registered && !call.session.caps.has(Capability::pre_away)) {
    call.reply.numeric(Numeric::err_notregistered, {}, "You have not registered");
    return;
  }
  const std::size_t room =
      std::min({call.state.settings.away_bytes_max,
                room_behind(sizeof(": AWAY :") - 1 + user.prefix().size()),
                room_behind(reply_head_bytes(call.state.settings, user.nick().size()))});
  std::string_view reason = shortened(call, "AWAY", {}, call.param(0), room);
  if (reason == no_reason) reason = no_reason_text;
  if (!reason.empty()) {
    call.reply.numeric(Numeric::rpl_nowaway, {}, "You have been marked as being away");
  } else {
    call.reply.numeric(Numeric::rpl_unaway, {}, "You are no longer marked as being away");
  }
  if (registered) return change_absence(call.actor(), reason);
  call.session.is_away = !reason.empty();
  UserExtras& extras = user.make_extras();  // nobody sees the draft
  extras.away = extras.reason = reason;
}

void handle_setname(Call& call) {
  const std::string_view realname = call.param(0);
  if (realname.empty() || realname.size() > limits::realname_bytes_max ||
      call.state.names.fold(realname).size() > limits::realname_fold_bytes_max) {
    call.reply.fail(
        "SETNAME", {"INVALID_REALNAME"},
        "A real name has 1 to " + std::to_string(limits::realname_bytes_max) + " bytes");
    return;
  }
  change_realname(call.actor(), realname);
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
  std::vector<std::string> folded;
  for (std::string_view nick; irc::next_in_list(list, nick);) {
    call.state.work.add(monitor_work);
    folded.push_back(call.state.names.fold(nick));
  }
  call.state.stop_monitoring(call.session, folded);
}

}  // namespace uvchat::hub
