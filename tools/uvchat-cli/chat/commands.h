#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "chat/texts.h"

namespace uvchat::cli {

struct ClientState;
struct Setting;
struct Talk;

// The commands of the user. To add one: a row in the table in commands.cpp, its usage and help in
// texts.def, and a handler in the file of its subject.
struct Command {
  std::string_view name;
  Text usage;
  Text help;
  void (*run)(ClientState& chat, std::string_view arguments);
  bool ends_something = false;  // or takes it back: never suggested instead of another word
};
std::span<const Command> commands();
// By its name or an alias; null if there is none.
const Command* find_command(std::string_view name);
// Other names under which people know the commands.
struct Alias {
  std::string_view name;
  std::string_view of;
};
std::span<const Alias> aliases();

// What the user has typed.
void take_input(ClientState& chat, std::string_view line);

// --- For the handlers.
// Cuts the first word off.
std::string_view take_word(std::string_view& text);
// Whether the first word of a command can be its target, and not a part of its text.
bool names_target(ClientState& chat, std::string_view word);
// Cuts off the channel that `arguments` begins with; else it is the one on the screen. If there is
// neither, returns nothing and tells the user.
std::optional<std::string> take_channel(ClientState& chat, std::string_view& arguments);
// As take_channel(), but a channel may be written without its sign.
std::optional<std::string> take_named_channel(ClientState& chat, std::string_view& arguments);
// Whether it is one nick or one room. A list or a mask could reach somebody whose key the client
// does not find.
bool is_one_target(const ClientState& chat, std::string_view target);
// Shows the user how the command is written.
void tell_usage(ClientState& chat, std::string_view name);
// Returns false, and tells the user, while there is no connection.
bool is_online(ClientState& chat);
// With the id of a line, `said` answers it.
void talk_in(ClientState& chat, Talk& talk, std::string_view said,
             const std::string& answered = {});
// " :text", or nothing.
std::string as_last_param(std::string_view text);
// A reason cannot be sealed, so none is sent from a closed conversation. The user is told.
bool may_give_reason(ClientState& chat, const std::string& room, std::string_view why);

// commands_room.cpp
void command_join(ClientState& chat, std::string_view arguments);
void command_part(ClientState& chat, std::string_view arguments);
void command_topic(ClientState& chat, std::string_view arguments);
void command_names(ClientState& chat, std::string_view arguments);
void command_list(ClientState& chat, std::string_view arguments);
void command_invite(ClientState& chat, std::string_view arguments);
void command_kick(ClientState& chat, std::string_view arguments);
void command_mode(ClientState& chat, std::string_view arguments);
void command_rooms(ClientState& chat, std::string_view arguments);
void command_go(ClientState& chat, std::string_view arguments);
void command_close(ClientState& chat, std::string_view arguments);

// commands_say.cpp
void command_msg(ClientState& chat, std::string_view arguments);
void command_nickserv(ClientState& chat, std::string_view arguments);
void command_chanserv(ClientState& chat, std::string_view arguments);
void command_notice(ClientState& chat, std::string_view arguments);
void command_me(ClientState& chat, std::string_view arguments);
void command_query(ClientState& chat, std::string_view arguments);
void command_resend(ClientState& chat, std::string_view arguments);
void command_search(ClientState& chat, std::string_view arguments);
void command_history(ClientState& chat, std::string_view arguments);

// commands_line.cpp
void command_redact(ClientState& chat, std::string_view arguments);
void command_reply(ClientState& chat, std::string_view arguments);
void command_edit(ClientState& chat, std::string_view arguments);
void command_react(ClientState& chat, std::string_view arguments);

// commands_file.cpp
void command_send(ClientState& chat, std::string_view arguments);
void command_get(ClientState& chat, std::string_view arguments);
void command_show(ClientState& chat, std::string_view arguments);
void command_files(ClientState& chat, std::string_view arguments);

// commands_self.cpp
void command_nick(ClientState& chat, std::string_view arguments);
void command_whois(ClientState& chat, std::string_view arguments);
void command_away(ClientState& chat, std::string_view arguments);
void command_connect(ClientState& chat, std::string_view arguments);
void command_raw(ClientState& chat, std::string_view arguments);
void command_help(ClientState& chat, std::string_view arguments);
void command_quit(ClientState& chat, std::string_view arguments);
void leave_server(ClientState& chat, std::string_view reason);

// commands_account.cpp
void command_login(ClientState& chat, std::string_view arguments);
void command_register(ClientState& chat, std::string_view arguments);
void command_verify(ClientState& chat, std::string_view arguments);
void command_passwd(ClientState& chat, std::string_view arguments);
void command_logout(ClientState& chat, std::string_view arguments);

// commands_set.cpp
void command_set(ClientState& chat, std::string_view arguments);
void command_ignore(ClientState& chat, std::string_view arguments);
void command_unignore(ClientState& chat, std::string_view arguments);
// Call after a setting has changed: applies and saves it.
void keep_setting(ClientState& chat, const Setting& setting);

// commands_key.cpp
void command_key(ClientState& chat, std::string_view arguments);
void command_cipher(ClientState& chat, std::string_view arguments);

}  // namespace uvchat::cli
