#include <algorithm>
#include <array>
#include <vector>

#include "chat/address.h"
#include "chat/client_state.h"
#include "chat/commands.h"
#include "chat/help.h"
#include "chat/nick.h"
#include "chat/password.h"
#include "chat/sending.h"
#include "chat/text.h"
#include "uvchat/base/ascii.h"

namespace uvchat::cli {
namespace {

// Cuts off the command of a raw line, with the tags and the source before it; in upper case.
std::string take_command(std::string_view& line) {
  std::string_view word = take_word(line);
  if (word.starts_with('@')) word = take_word(line);
  if (word.starts_with(':')) word = take_word(line);
  std::string command(word);
  std::transform(command.begin(), command.end(), command.begin(), to_upper);
  return command;
}

// Whether a text to `target` of a raw line could reach a closed conversation. Whom a mask reaches
// is not known here.
bool is_closed_target(ClientState& chat, std::string_view target) {
  const std::vector<Lock*> locks = chat.keyring.all();
  return chat.keyring.guards(target) ||
         (!is_one_target(chat, target) && std::any_of(locks.begin(), locks.end(), [&](Lock* each) {
           return each->closed && !chat.server.is_channel(each->name);
         }));
}

// Two names of rooms, and no reason.
bool is_bare_rename(const ClientState& chat, std::string_view line) {
  const std::string_view from = take_word(line);
  const std::string_view to = take_word(line);
  return chat.server.is_channel(from) && chat.server.is_channel(to) && line.empty();
}

// Whether a raw line could send a clear text into a ciphered conversation; `line` is the part after
// the command. An unknown command could send anything to anybody.
bool would_leak(ClientState& chat, std::string_view command, std::string_view line) {
  constexpr auto silent = std::to_array<std::string_view>(
      {"JOIN", "PART", "MODE", "NAMES", "LIST", "WHO", "WHOIS", "WHOWAS", "INVITE", "KICK", "AWAY",
       "QUIT", "PING", "PONG", "CHATHISTORY", "MARKREAD", "MONITOR"});
  if (std::find(silent.begin(), silent.end(), command) != silent.end() ||
      (command == "RENAME" && is_bare_rename(chat, line))) {
    return false;
  }
  while (!line.empty()) {
    std::string_view targets = take_word(line);
    if (targets.starts_with(':')) {
      targets.remove_prefix(1);
      line = {};
    }
    while (!targets.empty()) {
      const std::string_view target = targets.substr(0, targets.find(','));
      targets.remove_prefix(std::min(target.size() + 1, targets.size()));
      if (is_closed_target(chat, target)) return true;
    }
  }
  return false;
}

}  // namespace

void command_nick(ClientState& chat, std::string_view arguments) {
  std::string_view nick = take_word(arguments);
  nick.remove_prefix(nick.starts_with(':') ? 1 : 0);
  if (nick.empty() || !arguments.empty()) {
    tell_usage(chat, "nick");
    return;
  }
  if (!is_word(nick) || !is_printable(nick)) {
    tell_failure(chat, chat.talks.current(), text(Text::not_words));
  } else if (chat.status.link != LinkState::online) {
    chat.nick_was_ours = chat.nick_was_ours && chat.server.same(nick, chat.wanted_nick);
    chat.wanted_nick = nick;
    tell_info(chat, chat.talks.current(), fill(Text::nick_later, {{"nick", nick}}));
  } else if (chat.nicks_asked == 0 && nick == chat.status.nick) {
    // A server need not answer, and ciphered lines would wait for the answer.
    tell_info(chat, chat.talks.current(), fill(Text::nick_already, {{"nick", nick}}));
  } else {
    ask_nick(chat, std::string(nick));
  }
}

void command_whois(ClientState& chat, std::string_view arguments) {
  const Room& room = chat.talks.current().room;
  std::string nick(take_word(arguments));
  if (nick.empty() && room.kind == Room::Kind::query) nick = room.name;
  if (nick.empty()) {
    tell_usage(chat, "whois");
  } else if (is_online(chat)) {
    chat.whois_open = true;
    send_line(chat, "WHOIS " + nick);
  }
}

void command_away(ClientState& chat, std::string_view arguments) {
  if (chat.options.classroom) {
    tell_failure(chat, chat.talks.current(), text(Text::classroom_knows_not));
    return;
  }
  arguments.remove_prefix(arguments.starts_with(':') ? 1 : 0);
  chat.away_text = arguments.empty() ? std::nullopt : std::optional(std::string(arguments));
  if (chat.status.link == LinkState::online) {
    send_line(chat, chat.away_text ? "AWAY :" + *chat.away_text : "AWAY");
  } else {
    tell_info(chat, chat.talks.current(),
              text(chat.away_text ? Text::away_later : Text::back_later));
  }
}

void command_connect(ClientState& chat, std::string_view) {
  if (chat.password_refused) {  // with the same one it would be refused again
    ask_password(chat);
  } else if (chat.login.refusal != AccountLogin::Refusal::none) {
    connect_after_refusal(chat);
  } else {
    chat.host.connect_again();
  }
}

void command_raw(ClientState& chat, std::string_view arguments) {
  std::string_view rest = arguments;
  const std::string command = take_command(rest);
  if (command.empty()) {
    tell_usage(chat, "raw");
  } else if (command == "NICK") {
    command_nick(chat, rest);  // ciphered lines wait for its answer
  } else if (command == "AWAY") {
    command_away(chat, rest);  // it is sent again on the next connection
  } else if (would_leak(chat, command, rest)) {
    tell_failure(chat, chat.talks.current(), text(Text::raw_would_leak));
  } else if (is_online(chat)) {
    send_line(chat, arguments);
  }
}

void command_help(ClientState& chat, std::string_view arguments) {
  tell_help(chat, take_word(arguments));
}

void command_quit(ClientState& chat, std::string_view arguments) {
  const std::size_t unsent = unsent_count(chat);
  if (unsent > 0 && !std::exchange(chat.quit_asked, true)) {
    tell_failure(chat, chat.talks.current(),
                 fill(Text::quit_asks, {{"count", std::to_string(unsent)}}));
    return;
  }
  leave_server(chat, arguments);
}

void leave_server(ClientState& chat, std::string_view arguments) {
  chat.leaving = true;
  if (chat.status.link == LinkState::online) {
    send_line(chat, arguments.empty() ? "QUIT" : "QUIT :" + std::string(arguments));
  }
  chat.host.quit();
}

}  // namespace uvchat::cli
