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

// What a user can ask for. To add one: a row in the table in commands.cpp, its usage and help in
// texts.def, and a handler in the file of its subject.
struct Command {
  std::string_view name;
  Text usage;
  Text help;
  void (*run)(ChatState& chat, std::string_view arguments);
};
std::span<const Command> commands();
// By its name or an alias of it; null where there is none.
const Command* find_command(std::string_view name);
// Other names under which people know them.
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
// Whether the first word of a command may be where it goes, and not a part of what it says.
bool names_target(ChatState& chat, std::string_view word);
// The channel that `arguments` begins with, cut off; else the one on the screen. Nothing, and the
// user is told, where there is neither.
std::optional<std::string> take_channel(ChatState& chat, std::string_view& arguments);
// Where the user names one: as a channel, though written without its sign; else as take_channel().
std::optional<std::string> take_named_channel(ChatState& chat, std::string_view& arguments);
// A nick or a room, and not a list or a mask, with which a server finds somebody whose key would
// not be found.
bool is_one_target(const ChatState& chat, std::string_view target);
// The user is told how the command is written.
void tell_usage(ChatState& chat, std::string_view name);
// False, and the user is told, while there is no connection.
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
// It has changed: what follows is done, and it is saved.
void keep_setting(ChatState& chat, const Setting& setting);

// commands_key.cpp
void command_key(ChatState& chat, std::string_view arguments);
void command_cipher(ChatState& chat, std::string_view arguments);

}  // namespace uvchat::cli
