#include "chat/commands.h"

#include <algorithm>
#include <array>
#include <vector>

#include "chat/client_state.h"
#include "chat/keys.h"
#include "uvchat/base/ascii.h"
#include "uvchat/base/nearest.h"

namespace uvchat::cli {
namespace {

constexpr auto table = std::to_array<Command>({
    {"join", Text::usage_of_join, Text::help_join, command_join},
    {"part", Text::usage_of_part, Text::help_part, command_part, true},
    {"msg", Text::usage_of_msg, Text::help_msg, command_msg},
    {"me", Text::usage_of_me, Text::help_me, command_me},
    {"query", Text::usage_of_query, Text::help_query, command_query},
    {"notice", Text::usage_of_notice, Text::help_notice, command_notice},
    {"resend", Text::usage_of_resend, Text::help_resend, command_resend},
    {"reply", Text::usage_of_reply, Text::help_reply, command_reply},
    {"react", Text::usage_of_react, Text::help_react, command_react},
    {"send", Text::usage_of_send, Text::help_send, command_send},
    {"get", Text::usage_of_get, Text::help_get, command_get},
    {"show", Text::usage_of_show, Text::help_show, command_show},
    {"files", Text::usage_of_files, Text::help_files, command_files},
    {"edit", Text::usage_of_edit, Text::help_edit, command_edit},
    {"redact", Text::usage_of_redact, Text::help_redact, command_redact, true},
    {"nick", Text::usage_of_nick, Text::help_nick, command_nick},
    {"login", Text::usage_of_login, Text::help_login, command_login},
    {"logout", Text::usage_of_logout, Text::help_logout, command_logout, true},
    {"register", Text::usage_of_register, Text::help_register, command_register},
    {"verify", Text::usage_of_verify, Text::help_verify, command_verify},
    {"passwd", Text::usage_of_passwd, Text::help_passwd, command_passwd},
    {"ns", Text::usage_of_ns, Text::help_ns, command_nickserv},
    {"cs", Text::usage_of_cs, Text::help_cs, command_chanserv},
    {"topic", Text::usage_of_topic, Text::help_topic, command_topic},
    {"names", Text::usage_of_names, Text::help_names, command_names},
    {"list", Text::usage_of_list, Text::help_list, command_list},
    {"whois", Text::usage_of_whois, Text::help_whois, command_whois},
    {"away", Text::usage_of_away, Text::help_away, command_away},
    {"invite", Text::usage_of_invite, Text::help_invite, command_invite},
    {"kick", Text::usage_of_kick, Text::help_kick, command_kick, true},
    {"mode", Text::usage_of_mode, Text::help_mode, command_mode},
    {"key", Text::usage_of_key, Text::help_key, command_key},
    {"cipher", Text::usage_of_cipher, Text::help_cipher, command_cipher},
    {"search", Text::usage_of_search, Text::help_search, command_search},
    {"history", Text::usage_of_history, Text::help_history, command_history},
    {"set", Text::usage_of_set, Text::help_set, command_set},
    {"ignore", Text::usage_of_ignore, Text::help_ignore, command_ignore},
    {"unignore", Text::usage_of_unignore, Text::help_unignore, command_unignore},
    {"rooms", Text::usage_of_rooms, Text::help_rooms, command_rooms},
    {"go", Text::usage_of_go, Text::help_go, command_go},
    {"close", Text::usage_of_close, Text::help_close, command_close, true},
    {"connect", Text::usage_of_connect, Text::help_connect, command_connect},
    {"raw", Text::usage_of_raw, Text::help_raw, command_raw},
    {"help", Text::usage_of_help, Text::help_help, command_help},
    {"quit", Text::usage_of_quit, Text::help_quit, command_quit, true},
});

constexpr auto other_names = std::to_array<Alias>({
    {"j", "join"},
    {"leave", "part"},
    {"m", "msg"},
    {"q", "query"},
    {"n", "nick"},
    {"t", "topic"},
    {"w", "whois"},
    {"nickserv", "ns"},
    {"chanserv", "cs"},
    {"quote", "raw"},
    {"win", "go"},
    {"reconnect", "connect"},
    {"exit", "quit"},
    {"bye", "quit"},
});

std::string lower(std::string_view word) {
  std::string out(word);
  std::transform(out.begin(), out.end(), out.begin(), to_lower);
  return out;
}

void tell_unknown(ClientState& chat, const std::string& name) {
  std::vector<std::string_view> known;
  for (const Command& command : table) known.push_back(command.name);
  const auto nearest = nearest_word(name, known);
  const bool is_harmless = nearest && !find_command(*nearest)->ends_something;
  tell_failure(chat, chat.talks.current(),
               is_harmless ? fill(Text::unknown_command_near, {{"name", name}, {"near", *nearest}})
                           : fill(Text::unknown_command, {{"name", name}}));
}

// The first word of a line, in lower case, cut off.
std::string take_name(std::string_view& line) {
  const std::size_t end = std::min(line.find_first_of(" \n"), line.size());
  std::string name = lower(line.substr(0, end));
  line.remove_prefix(std::min(end + 1, line.size()));
  return name;
}

void run_command(ClientState& chat, std::string_view line) {
  const std::string name = take_name(line);
  const Command* const command = find_command(name);
  if (command == nullptr) {
    tell_unknown(chat, name);
    return;
  }
  command->run(chat, line);
}

bool is_blank(std::string_view line) {
  return line.find_first_not_of(" \t\n") == std::string_view::npos;
}

std::string without_line_ends(std::string_view line) {
  std::string text;
  for (const char c : line) {
    if (c != '\r' && c != '\0') text += c;
  }
  while (text.ends_with('\n')) text.pop_back();
  return text;
}

void run_line(ClientState& chat, std::string_view line) {
  if (line == "FIN" && chat.options.classroom) {  // its word for the end
    command_quit(chat, {});
  } else if (line.starts_with("//")) {
    talk_in(chat, chat.talks.current(), line.substr(1));
  } else if (line.starts_with('/') && line.find('\n') == std::string::npos) {
    run_command(chat, line.substr(1));
  } else {
    talk_in(chat, chat.talks.current(), line);
  }
}

}  // namespace

std::span<const Command> commands() { return table; }
std::span<const Alias> aliases() { return other_names; }

const Command* find_command(std::string_view name) {
  const auto alias = std::find_if(other_names.begin(), other_names.end(),
                                  [&](const Alias& each) { return each.name == name; });
  const std::string_view wanted = alias == other_names.end() ? name : alias->of;
  const auto found = std::find_if(table.begin(), table.end(),
                                  [&](const Command& each) { return each.name == wanted; });
  return found == table.end() ? nullptr : &*found;
}

void take_input(ClientState& chat, std::string_view typed) {
  hide_shown_once(chat);
  chat.refusals_told.clear();
  const std::string line = without_line_ends(typed);
  if (is_blank(line)) return;
  const bool answers = chat.quit_asked;
  const std::uint64_t findings = chat.findings;
  run_line(chat, line);
  if (answers) chat.quit_asked = false;
  if (chat.findings == findings) chat.stands_at_found = false;
}

std::string_view take_word(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  const std::string_view word = text.substr(0, text.find(' '));
  text.remove_prefix(word.size());
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  return word;
}

// A text that is typed into a closed conversation belongs to it, unless its first word is a name
// that the user knows. Which other words are names of rooms, only the server says: it could make a
// name of the first word of a text.
bool names_target(ClientState& chat, std::string_view word) {
  const Talk& here = chat.talks.current();
  if (!here.lock.closed) return true;
  const Talk* const there = chat.talks.find(word);
  return there != nullptr && (there == &here || there->lock.closed || there->asked);
}

std::optional<std::string> take_channel(ClientState& chat, std::string_view& arguments) {
  std::string_view rest = arguments;
  const std::string_view word = take_word(rest);
  if (chat.server.is_channel(word) && names_target(chat, word)) {
    arguments = rest;
    return std::string(word);
  }
  const Room& room = chat.talks.current().room;
  if (room.kind == Room::Kind::channel) return room.name;
  tell_failure(chat, chat.talks.current(), text(Text::which_room));
  return std::nullopt;
}

std::optional<std::string> take_named_channel(ClientState& chat, std::string_view& arguments) {
  const std::string_view name = take_word(arguments);
  return name.empty() ? take_channel(chat, arguments) : chat.server.as_channel(name);
}

bool is_one_target(const ClientState& chat, std::string_view target) {
  const std::string_view name = chat.server.without_status(target);
  return !name.empty() && name.find(',') == std::string_view::npos &&
         (chat.server.is_channel(name) || (name.find_first_of("!@%") == std::string_view::npos &&
                                           name.front() != '$' && name.front() != ':'));
}

void tell_usage(ClientState& chat, std::string_view name) {
  const Command* const command = find_command(name);
  tell_failure(chat, chat.talks.current(), fill(Text::usage, {{"usage", text(command->usage)}}));
}

bool is_online(ClientState& chat) {
  if (chat.status.link != LinkState::online) {
    tell_failure(chat, chat.talks.current(), text(Text::not_connected));
    return false;
  }
  return true;
}

// Without multiline each line is a message of its own.
void talk_in(ClientState& chat, Talk& talk, std::string_view said, const std::string& answered) {
  if (talk.room.kind == Room::Kind::server) {
    tell_failure(chat, talk, text(Text::where_to_talk));
    return;
  }
  if (chat.password_refused) {  // this may be the password: it is never sent as a message
    tell_failure(chat, talk, fill(Text::password_is_due, {{"server", chat.status.server}}));
    return;
  }
  if (chat.login.refusal == AccountLogin::Refusal::password) {
    tell_failure(chat, talk, fill(Text::login_is_due, {{"server", chat.status.server}}));
    return;
  }
  if (chat.login.is_unproven) {
    tell_failure(chat, talk, text(Text::login_not_over));
    return;
  }
  if (talk.room.kind == Room::Kind::channel && !talk.room.joined && !talk.wanted) {
    tell_failure(chat, talk, fill(Text::not_in_room, {{"room", talk.room.name}}));
    return;
  }
  if (chat.server.has("draft/multiline") && chat.server.has("batch")) {
    say(chat, talk, {.text = said, .reply_to = answered});
    return;
  }
  while (!said.empty()) {
    const std::string_view line = said.substr(0, said.find('\n'));
    said.remove_prefix(std::min(line.size() + 1, said.size()));
    if (!is_blank(line)) say(chat, talk, {.text = line, .reply_to = answered});
  }
}

}  // namespace uvchat::cli
