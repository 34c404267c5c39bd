#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "chat/texts.h"

namespace uvchat::cli {

struct ChatState;
struct Setting;
struct Talk;

// The commands of the user. To add one: a row in the table in commands.cpp, its usage and help in
// texts.def, and a handler in the file of its subject.
struct Command {
  std::string_view name;
  Text usage;
  Text help;
  void (*run)(ChatState& chat, std::string_view arguments);
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
void take_input(ChatState& chat, std::string_view line);

// --- For the handlers.
// Cuts the first word off.
std::string_view take_word(std::string_view& text);
// Whether the first word of a command can be its target, and not a part of its text.
bool names_target(ChatState& chat, std::string_view word);
// Cuts off the channel that `arguments` begins with; else it is the one on the screen. If there is
// neither, returns nothing and tells the user.
std::optional<std::string> take_channel(ChatState& chat, std::string_view& arguments);
// As take_channel(), but a channel may be written without its sign.
std::optional<std::string> take_named_channel(ChatState& chat, std::string_view& arguments);
// Whether it is one nick or one room. A list or a mask could reach somebody whose key the client
// does not find.
bool is_one_target(const ChatState& chat, std::string_view target);
// Shows the user how the command is written.
void tell_usage(ChatState& chat, std::string_view name);
// Returns false, and tells the user, while there is no connection.
bool is_online(ChatState& chat);
void talk_in(ChatState& chat, Talk& talk, std::string_view said);

// commands_room.cpp
void command_join(ChatState& chat, std::string_view arguments);
void command_part(ChatState& chat, std::string_view arguments);
void command_topic(ChatState& chat, std::string_view arguments);
void command_names(ChatState& chat, std::string_view arguments);
void command_list(ChatState& chat, std::string_view arguments);
void command_invite(ChatState& chat, std::string_view arguments);
void command_kick(ChatState& chat, std::string_view arguments);
void command_mode(ChatState& chat, std::string_view arguments);
void command_rooms(ChatState& chat, std::string_view arguments);
void command_go(ChatState& chat, std::string_view arguments);
void command_close(ChatState& chat, std::string_view arguments);

// commands_say.cpp
void command_msg(ChatState& chat, std::string_view arguments);
void command_notice(ChatState& chat, std::string_view arguments);
void command_me(ChatState& chat, std::string_view arguments);
void command_query(ChatState& chat, std::string_view arguments);
void command_resend(ChatState& chat, std::string_view arguments);
void command_search(ChatState& chat, std::string_view arguments);
void command_history(ChatState& chat, std::string_view arguments);

// commands_self.cpp
void command_nick(ChatState& chat, std::string_view arguments);
void command_whois(ChatState& chat, std::string_view arguments);
void command_away(ChatState& chat, std::string_view arguments);
void command_connect(ChatState& chat, std::string_view arguments);
void command_raw(ChatState& chat, std::string_view arguments);
void command_help(ChatState& chat, std::string_view arguments);
void command_quit(ChatState& chat, std::string_view arguments);
void leave_server(ChatState& chat, std::string_view reason);

// commands_set.cpp
void command_set(ChatState& chat, std::string_view arguments);
void command_ignore(ChatState& chat, std::string_view arguments);
void command_unignore(ChatState& chat, std::string_view arguments);
// Call after a setting has changed: applies and saves it.
void keep_setting(ChatState& chat, const Setting& setting);

// commands_key.cpp
void command_key(ChatState& chat, std::string_view arguments);
void command_cipher(ChatState& chat, std::string_view arguments);

}  // namespace uvchat::cli
