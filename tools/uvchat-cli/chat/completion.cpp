#include "chat/completion.h"

#include <algorithm>
#include <array>
#include <set>

#include "chat/client_state.h"
#include "chat/commands.h"
#include "chat/emoji_names.h"
#include "chat/help.h"
#include "chat/search_words.h"
#include "chat/setting_table.h"

namespace uvchat::cli {
namespace {

void complete_command(std::vector<std::string>& words, std::string_view begun) {
  for (const Command& command : commands()) {
    if (command.name.starts_with(begun)) words.push_back("/" + std::string(command.name) + " ");
  }
}

void complete_room(ClientState& chat, std::vector<std::string>& words, std::string_view begun) {
  const std::string fold = chat.server.fold(begun);
  for (std::size_t i = 1; i < chat.talks.size(); ++i) {
    const Talk& talk = chat.talks.at(i);
    if (talk.room.kind == Room::Kind::channel && talk.fold.starts_with(fold)) {
      words.push_back(talk.room.name + " ");
    }
  }
}

// The latest speakers first, then those who have not spoken, in the members' order.
void complete_nick(ClientState& chat, std::vector<std::string>& words, std::string_view begun,
                   std::string_view behind) {
  const Room& room = chat.talks.current().room;
  const std::string fold = chat.server.fold(begun);
  std::set<std::string> seen = {chat.server.fold(chat.status.nick)};
  const auto offer = [&](const std::string& nick, const std::string& nick_fold) {
    if (nick_fold.starts_with(fold) && seen.insert(nick_fold).second) {
      words.push_back(nick + std::string(behind));
    }
  };
  std::set<std::string_view> present;
  for (const Member& member : room.members) present.insert(member.fold);
  for (auto entry = room.entries.rbegin(); entry != room.entries.rend(); ++entry) {
    const bool spoke = !entry->nick.empty() && entry->movement == Movement::none;
    const std::string nick_fold = spoke ? chat.server.fold(entry->nick) : "";
    if (present.contains(nick_fold)) offer(entry->nick, nick_fold);
  }
  for (const Member& member : room.members) offer(member.nick, member.fold);
  if (room.kind == Room::Kind::query) offer(room.name, chat.server.fold(room.name));
}

// The nicks of `begun`, which follows `key`.
void complete_behind(ClientState& chat, std::vector<std::string>& words, std::string_view key,
                     std::string_view begun) {
  std::vector<std::string> nicks;
  complete_nick(chat, nicks, begun, " ");
  for (const std::string& nick : nicks) words.push_back(std::string(key) + nick);
}

// Parts of a question, at any place in it.
void complete_search(ClientState& chat, std::vector<std::string>& words, std::string_view begun) {
  const std::string_view from = nick_key_of(begun);
  if (!from.empty()) return complete_behind(chat, words, from, begun.substr(from.size()));
  for (const std::string_view key : search_keys()) {
    if (!begun.empty() && key.starts_with(begun)) words.emplace_back(key);
  }
  complete_nick(chat, words, begun, " ");
}

// --- The words that a command takes, besides rooms and nicks: a row for each command.
struct ArgumentWords {
  std::string_view command;
  std::size_t place;  // 1: the first
  std::vector<std::string> (*words)();
};
constexpr auto argument_words = std::to_array<ArgumentWords>({
    {"help", 1, help_words},
    {"set", 1,
     [] {
       const auto names = setting_names();
       return std::vector<std::string>(names.begin(), names.end());
     }},
    {"key", 2,
     [] {
       return std::vector<std::string>{"new", "keep", "forget", "remove"};
     }},
    {"redact", 1, [] { return std::vector<std::string>{"found"}; }},
    {"ns", 1,
     [] {
       return std::vector<std::string>{"help",   "identify", "info",   "set",
                                       "group",  "ungroup",  "ghost",  "regain",
                                       "passwd", "sessions", "export", "drop"};
     }},
    {"cs", 1,
     [] {
       return std::vector<std::string>{"help",  "register", "amode", "info",
                                       "clear", "transfer", "list",  "drop"};
     }},
    {"cipher", 1,
     [] {
       return std::vector<std::string>{"caesar", "none"};
     }},
});

const Command* command_in(std::string_view line) {
  const std::string_view name = take_word(line);
  return name.starts_with('/') ? find_command(name.substr(1)) : nullptr;
}

// `before` is the line up to the unfinished word.
void complete_argument(std::vector<std::string>& words, std::string_view before,
                       std::string_view begun) {
  const Command* const command = command_in(before);
  std::string_view rest = before;
  take_word(rest);
  std::size_t place = 1;
  while (!take_word(rest).empty()) ++place;
  for (const ArgumentWords& each : argument_words) {
    if (command != nullptr && each.command == command->name && each.place == place) {
      for (const std::string& word : each.words()) {
        if (word.starts_with(begun)) words.push_back(word + " ");
      }
    }
  }
}

}  // namespace

Chat::Completions completions(ClientState& chat, std::string_view line, std::size_t cursor) {
  const std::string_view before = line.substr(0, std::min(cursor, line.size()));
  const std::size_t space = before.find_last_of(" \n");
  Chat::Completions found;
  found.begin = space == std::string_view::npos ? 0 : space + 1;
  const std::string_view begun = before.substr(found.begin);
  if (found.begin == 0 && begun.starts_with('/')) {
    complete_command(found.words, begun.substr(1));
    return found;
  }
  const Command* const command = command_in(before.substr(0, found.begin));
  if (command != nullptr && command->name == "search") {
    complete_search(chat, found.words, begun);
    return found;
  }
  for (const std::string& sign : emoji_completions(begun)) found.words.push_back(sign + " ");
  complete_argument(found.words, before.substr(0, found.begin), begun);
  if (!found.words.empty()) return found;
  if (chat.server.is_channel(begun)) {
    complete_room(chat, found.words, begun);
  } else {
    complete_nick(chat, found.words, begun, found.begin == 0 ? ": " : " ");
  }
  return found;
}

}  // namespace uvchat::cli
