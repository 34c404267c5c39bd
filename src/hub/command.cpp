#include "hub/command.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "hub/account_pace.h"
#include "hub/acts/quit.h"
#include "hub/commands/handlers.h"
#include "hub/commands/multiline.h"
#include "hub/commands/speech.h"
#include "uvchat/base/ascii.h"
#include "uvchat/base/assert.h"
#include "uvchat/base/limits.h"
#include "uvchat/base/utf8.h"

namespace uvchat::hub {
namespace {

using irc::Numeric;

// Sorted by name. Name, handler, least parameters, may come before registration, penalty, takes
// empty ones, needs history.
constexpr auto commands = std::to_array<Command>({
    {"ACCEPT", handle_accept, 0, false},
    {"ADMIN", handle_admin, 0, false},
    {"AUTHENTICATE", handle_authenticate, 1, true},
    {"AWAY", handle_away, 0, true},
    {"BATCH", handle_batch, 1, false, 0, true},
    {"CAP", handle_cap, 1, true, 0, true},
    {"CHANSERV", handle_cs, 0, false},
    {"CHATHISTORY", handle_chathistory, 1, false, 0, false, true},
    {"CHGHOST", handle_chghost, 2, false},
    {"CS", handle_cs, 0, false},
    {"DLINE", handle_dline, 1, false},
    {"ERROR", handle_error, 0, true},
    {"FILES", handle_files, 1, false, 200},
    {"HELP", handle_help, 0, false},
    {"HELPOP", handle_help, 0, false},
    {"INFO", handle_info, 0, false},
    {"INVITE", handle_invite, 0, false, 500},
    {"ISON", handle_ison, 1, false},
    {"ISUPPORT", handle_isupport, 0, true},
    {"JOIN", handle_join, 1, false},
    {"KICK", handle_kick, 2, false},
    {"KILL", handle_kill, 1, false},
    {"KLINE", handle_kline, 1, false},
    {"LINKS", handle_links, 0, false},
    {"LIST", handle_list, 0, false},
    {"LUSERS", handle_lusers, 0, false},
    {"MARKREAD", handle_markread, 0, false, 0, true, true},
    {"MODE", handle_mode, 1, false},
    {"MONITOR", handle_monitor, 1, false},
    {"MOTD", handle_motd, 0, false},
    {"NAMES", handle_names, 0, false},
    {"NICK", handle_nick, 0, true},
    {"NICKSERV", handle_ns, 0, false},
    {"NOTICE", handle_notice, 0, false},
    {"NS", handle_ns, 0, false},
    {"OPER", handle_oper, 2, false},
    {"PART", handle_part, 1, false},
    {"PASS", handle_pass, 1, true},
    {"PING", handle_ping, 1, true},
    {"PONG", handle_pong, 0, true},
    {"PRIVMSG", handle_privmsg, 0, false},
    {"QUIT", handle_quit, 0, true},
    {"REDACT", handle_redact, 2, false, 0, false, true},
    {"REGISTER", handle_register, 3, true},
    {"REHASH", handle_rehash, 0, false},
    {"RELAYMSG", handle_relaymsg, 3, false, 0, true},
    {"RENAME", handle_rename, 2, false},
    {"REPORT", handle_report, 2, false, 3'000},
    {"RESUME", handle_resume, 2, true, 500},
    {"SEARCH", handle_search, 1, false, 0, false, true},
    {"SETNAME", handle_setname, 1, false, 0, true},
    {"STATS", handle_stats, 0, false, 200},
    {"TAGMSG", handle_tagmsg, 0, false},
    {"TIME", handle_time, 0, false},
    {"TOKEN", handle_token, 1, true, 200},
    {"TOPIC", handle_topic, 1, false},
    {"UNDLINE", handle_undline, 1, false},
    {"UNKLINE", handle_unkline, 1, false},
    {"USER", handle_user, 4, true},
    {"USERHOST", handle_userhost, 1, false},
    {"VERIFY", handle_verify, 2, true},
    {"VERSION", handle_version, 0, false},
    {"WALLOPS", handle_wallops, 1, false},
    {"WEBIRC", handle_webirc, 4, true},
    {"WHO", handle_who, 1, false},
    {"WHOIS", handle_whois, 0, false},
    {"WHOWAS", handle_whowas, 0, false},
});
static_assert(std::is_sorted(commands.begin(), commands.end(),
                             [](const Command& a, const Command& b) { return a.name < b.name; }));

// The command in capitals, in a buffer of the caller; the empty view where it is too long to be
// one.
std::string_view upper(std::string_view word, std::array<char, 16>& buffer) {
  if (word.size() > buffer.size()) return {};
  std::transform(word.begin(), word.end(), buffer.begin(), to_upper);
  return {buffer.data(), word.size()};
}

const Command* find_command(std::string_view name) {
  const auto at = std::lower_bound(commands.begin(), commands.end(), name,
                                   [](const Command& c, std::string_view n) { return c.name < n; });
  return at != commands.end() && at->name == name ? at : nullptr;
}

// It comes back in the answers, so it must be fit for them.
bool is_label(std::string_view text) {
  return text.size() <= limits::label_bytes_max && utf8_valid(text) &&
         std::none_of(text.begin(), text.end(), is_control);
}

// The label of `message`, still escaped; empty where the session may not use one.
std::string_view label_of(const Session& session, const irc::Message& message) {
  if (!session.caps.has(irc::Capability::labeled_response)) return {};
  if (!session.caps.has(irc::Capability::batch)) return {};  // the answer may need one
  const std::string_view label = irc::find_tag(message.tags, "label").value_or("");
  return is_label(label) ? label : std::string_view();
}

// One that is there and empty says no more than one that is not there.
bool has_params(const Command& command, const irc::Message& message) {
  if (message.param_count < command.least_params) return false;
  const auto first = message.params.begin();
  return command.takes_empty || std::none_of(first, first + command.least_params,
                                             [](std::string_view p) { return p.empty(); });
}

void check_and_call(Call& call) {
  if (call.state.commands_used.empty()) call.state.commands_used.resize(commands.size());
  std::array<char, 16> buffer;
  const std::string_view name = upper(call.message.command, buffer);
  const Command* command = find_command(name);
  if (command != nullptr && command->of_history && !call.state.history.is_enabled()) {
    command = nullptr;
  }
  const bool registered = call.session.is_registered();
  if (heard_in_batch(call, name)) return;
  if (command == nullptr) {
    if (registered) {
      call.reply.numeric(Numeric::err_unknowncommand, {call.message.command}, "Unknown command");
    } else {
      call.reply.numeric(Numeric::err_notregistered, {}, "You have not registered");
    }
  } else if (!registered && !command->before_registration) {
    call.reply.numeric(Numeric::err_notregistered, {}, "You have not registered");
  } else if (!has_params(*command, call.message)) {
    call.reply.numeric(Numeric::err_needmoreparams, {command->name}, "Not enough parameters");
  } else {
    ++call.state.commands_used[static_cast<std::size_t>(command - commands.data())];
    if (command->penalty_ms > 0 && registered) {
      penalize(call.state, call.session, command->penalty_ms);
    }
    command->handler(call);
    await_storing(call);
  }
}

// The limits of the tags and of the rest are counted apart (IRCv3 message-tags).
bool too_long(std::string_view line) {
  std::size_t tags_bytes = 0;
  if (line.starts_with('@')) tags_bytes = std::min(line.find(' '), line.size() - 1) + 1;
  return tags_bytes > limits::client_tags_bytes_max ||
         line.size() - tags_bytes > limits::line_bytes_max - 2;
}

// How a FAIL names the command of a line that is not what it should be.
std::string_view shown_command(const irc::Message& message) {
  const auto is_shown = [](char c) { return c > ' ' && c <= '~'; };
  const std::string_view name = message.command;
  return !name.empty() && std::all_of(name.begin(), name.end(), is_shown) ? name : "*";
}

// What ends each step of a command: its answer is complete, or will go on.
void end_step(Call& call, std::uint64_t free = limits::free_work) {
  Session& session = call.session;
  if (session.quitting) return call.state.forget(session);
  if (session.parked && session.parked->answering()) {
    session.parked->reply = call.reply.leave_unfinished();
  } else {
    call.reply.finish();
  }
  charge(call, free);
}

// A later step of the command that a session is parked for. `answer`: what its page has waited for.
void next_page(ChatState& state, Session& session, const Answer* answer, Now now) {
  const irc::Message message;
  Parked& parked = *session.parked;
  Reply reply = reply_to(state, session, now, std::exchange(parked.reply, {}));
  Call call{state, session, message, reply, now, answer};
  Page page = std::move(parked.pages.front());
  parked.pages.pop_front();
  // It may have begun other pages, of which the first may wait: then nothing is left of itself.
  const Progress progress = page(call);
  if (const auto* stored = answer != nullptr ? std::get_if<StoreAnswered>(answer) : nullptr) {
    state.work.add(stored->answer.took_us / limits::reading_us_a_unit);
  }
  UVCHAT_ASSERT(parked.if_late || progress != Progress::waiting);
  UVCHAT_ASSERT(!parked.if_late || progress != Progress::more);
  if (progress != Progress::done) parked.pages.push_front(std::move(page));
  end_step(call, 0);  // the command's first step has had what is free
}

// After a step of a parked session, which may have ended in it: what comes next for it.
void settle(ChatState& state, ConnId conn, Now now) {
  Session* session = state.find(conn);
  if (session == nullptr) return;
  const Parked& parked = *session->parked;
  if (parked.ended.empty() || parked.answering() || !parked.lines.empty()) {
    return state.resume_later(*session);
  }
  end_session(state, *session, parked.ended, now);
  state.forget(*session);
}

void obey(ChatState& state, Session& session, std::string_view line, const irc::Message& message,
          LineFlaw flaw, Now now) {
  Reply reply = reply_to(state, session, now, {std::string(label_of(session, message))});
  Call call{state, session, message, reply, now};
  if (flaw == LineFlaw::too_long || too_long(line)) {
    reply.numeric(Numeric::err_inputtoolong, {}, "Input line was too long");
    lose_line_of_batch(call);
  } else if (line.find('\0') != line.npos || line.find('\r') != line.npos) {
    reply.fail("*", {"INVALID_LINE"}, "A line must not hold NUL or CR");
    lose_line_of_batch(call);
  } else if (!utf8_valid(line)) {  // IRCv3 UTF8ONLY
    reply.fail(shown_command(message), {"INVALID_UTF8"}, "A line must be UTF-8");
    lose_line_of_batch(call);
  } else if (!message.command.empty()) {
    check_and_call(call);
  }
  end_step(call);
}

irc::Message parsed(std::string_view line) { return irc::parse(line).value_or(irc::Message()); }

}  // namespace

void dispatch(ChatState& state, Session& session, std::string_view line, LineFlaw flaw, Now now) {
  UVCHAT_ASSERT(!session.quitting);
  const irc::Message message = parsed(line);
  std::array<char, 16> buffer;
  const bool is_of_account = session.user != nullptr && session.user->account != nullptr;
  if (is_of_account && !is_sent_of_need(upper(message.command, buffer)) &&
      waits_for_turn(state, session, line, flaw, now)) {
    return;
  }
  obey(state, session, line, message, flaw, now);
}

std::span<const Command> command_table() { return commands; }

void resume(ChatState& state, Session& session, Now now) {
  const ConnId conn = session.conn;
  Parked& parked = *session.parked;
  UVCHAT_ASSERT(!parked.waits());
  if (!parked.pages.empty()) {
    next_page(state, session, nullptr, now);
  } else if (!parked.lines.empty()) {
    const Parked::WaitingLine line = std::move(parked.lines.front());
    parked.lines.pop_front();
    if (line.is_paid) {
      obey(state, session, line.text, parsed(line.text), line.flaw, now);
    } else {
      dispatch(state, session, line.text, line.flaw, now);
    }
  }
  settle(state, conn, now);
}

void resume_paid(ChatState& state, Session& session, Now now) {
  UVCHAT_ASSERT(session.parked && !session.parked->payment.scheduled());
  settle(state, session.conn, now);
}

void resume_with(ChatState& state, Session& session, const Answer& answer, Now now) {
  const ConnId conn = session.conn;
  UVCHAT_ASSERT(session.parked->waits_for(ticket_of(answer)));
  session.parked->if_late.reset();
  TimerWheel::cancel(session.parked->answer_due);
  next_page(state, session, &answer, now);
  settle(state, conn, now);
}

}  // namespace uvchat::hub
