#include "chat/secrets.h"

#include <algorithm>
#include <array>
#include <string>

#include "chat/commands.h"
#include "chat/room.h"
#include "uvchat/base/ascii.h"

namespace uvchat::cli {
namespace {

// Commands of the protocol whose parameters never hold a password.
constexpr auto harmless_words = std::to_array<std::string_view>(
    {"part", "quit",   "names",  "list",   "who",     "whois",    "whowas",   "topic",
     "kick", "invite", "away",   "nick",   "ping",    "pong",     "version",  "time",
     "motd", "lusers", "info",   "admin",  "stats",   "userhost", "ison",     "monitor",
     "cap",  "help",   "redact", "rename", "setname", "tagmsg",   "markread", "chathistory"});

// Commands of services, and of bots that do the same work.
constexpr auto service_words = std::to_array<std::string_view>(
    {"identify", "id", "login", "logon", "auth", "register", "ghost", "recover", "regain",
     "release", "set", "drop", "group", "oper", "sidentify", "verify", "resetpass"});

template <std::size_t N>
bool is_among(const std::array<std::string_view, N>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

std::string in_lower_case(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), to_lower);
  return out;
}

// NickServ and similar services, those of other networks (X, Q), and names with a server.
bool is_service(std::string_view target) {
  return target.ends_with("serv") || target.find('@') != std::string_view::npos || target == "x" ||
         target == "q";
}

// From here on all is in lower case.

bool may_hold_secret_said_to(std::string_view target, std::string_view said) {
  said.remove_prefix(said.starts_with(':') ? 1 : 0);
  return is_service(target) || is_among(service_words, take_word(said));
}

// "MODE #room +k KEY": sets or removes a key.
bool may_hold_mode_secret(std::string_view arguments) {
  while (!arguments.empty()) {
    const std::string_view word = take_word(arguments);
    if ((word.starts_with('+') || word.starts_with('-')) &&
        word.find('k') != std::string_view::npos) {
      return true;
    }
  }
  return false;
}

bool may_hold_join_secret(std::string_view arguments) {
  take_word(arguments);
  return !arguments.empty();
}

bool may_hold_raw_secret(std::string_view line) {
  std::string_view word = take_word(line);
  while (word.starts_with('@') || word.starts_with(':')) word = take_word(line);
  if (word == "privmsg" || word == "notice") {
    const std::string_view target = take_word(line);
    return may_hold_secret_said_to(target, line);
  }
  if (word == "join") return may_hold_join_secret(line);
  return word == "mode" ? may_hold_mode_secret(line) : !is_among(harmless_words, word);
}

// "/ns identify ..."
bool is_to_service(const Command& command) {
  return command.run == command_nickserv || command.run == command_chanserv;
}

// `line` without its '/'.
bool may_command_hold_secret(std::string_view line) {
  const Command* const command = find_command(line.substr(0, line.find_first_of(" \n")));
  if (command == nullptr || command->run == command_key ||
      line.find("pass") != std::string_view::npos) {
    return true;
  }
  take_word(line);
  // What stands there may be a password instead of a name.
  if (command->run == command_login || command->run == command_register ||
      command->run == command_verify) {
    return !line.empty();
  }
  if (command->run == command_raw) return may_hold_raw_secret(line);
  if (is_to_service(*command)) return true;
  if (command->run == command_join) return may_hold_join_secret(line);
  if (command->run == command_mode) return may_hold_mode_secret(line);
  if (command->run == command_msg || command->run == command_notice ||
      command->run == command_query) {
    const std::string_view target = take_word(line);
    return may_hold_secret_said_to(target, line);
  }
  return false;
}

// How many words behind a service's command are no password. One more where a channel comes first.
struct ServiceCommand {
  std::string_view name;
  std::size_t shown = 0;
};

constexpr auto commands_with_password = std::to_array<ServiceCommand>({
    {"identify"},
    {"id"},
    {"login"},
    {"logon"},
    {"auth"},
    {"sidentify"},
    {"register"},
    {"passwd"},
    {"ghost", 1},
    {"recover", 1},
    {"regain", 1},
    {"release", 1},
    {"group", 1},
    {"drop", 1},
    {"verify", 1},
    {"resetpass", 1},
    {"saregister", 1},
});

std::string_view behind_words(std::string_view text, std::size_t words) {
  for (std::size_t i = 0; i < words; ++i) take_word(text);
  return text;
}

// The part of what is said to a service that is a password, with what comes behind it.
std::string_view password_in_said(std::string_view said) {
  said.remove_prefix(said.starts_with(':') ? 1 : 0);
  const std::string_view name = take_word(said);
  if (name == "set") {
    const std::string_view what = take_word(said);
    return what == "password" || what == "pass" || what == "email" ? said : std::string_view();
  }
  const auto* const found =
      std::find_if(commands_with_password.begin(), commands_with_password.end(),
                   [&](const ServiceCommand& each) { return each.name == name; });
  if (found == commands_with_password.end()) return {};
  return behind_words(said, said.starts_with('#') ? 1 : found->shown);
}

std::string_view password_in_said_to(std::string_view target, std::string_view said) {
  return is_service(target) ? password_in_said(said) : std::string_view();
}

// "NS IDENTIFY ...": a service's name as a command.
bool is_service_command(std::string_view word) {
  return word.ends_with("serv") || word == "ns" || word == "cs";
}

std::string_view password_in_raw(std::string_view line) {
  std::string_view word = take_word(line);
  while (word.starts_with('@') || word.starts_with(':')) word = take_word(line);
  if (word == "privmsg" || word == "notice") {
    const std::string_view target = take_word(line);
    return password_in_said_to(target, line);
  }
  if (is_service_command(word)) return password_in_said(line);
  if (word == "pass" || word == "authenticate") return line;
  if (word == "oper" || word == "verify" || word == "resume") return behind_words(line, 1);
  return word == "register" ? behind_words(line, 2) : std::string_view();
}

// `line` without its '/'. Those who know other clients type "/ns identify ..." or "/identify ...".
std::string_view password_in_command(std::string_view line) {
  const Command* const command = find_command(line.substr(0, line.find(' ')));
  if (command == nullptr) {
    std::string_view said = line;
    return is_service_command(take_word(said)) ? password_in_said(said) : password_in_said(line);
  }
  take_word(line);
  if (command->run == command_raw) return password_in_raw(line);
  if (is_to_service(*command)) return password_in_said(line);
  if (command->run != command_msg && command->run != command_notice &&
      command->run != command_query) {
    return {};
  }
  const std::string_view target = take_word(line);
  return password_in_said_to(target, line);
}

std::string_view password_in_line(const Room& room, std::string_view line) {
  line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
  if (line.starts_with('/') && !line.starts_with("//")) return password_in_command(line.substr(1));
  return room.kind == Room::Kind::query ? password_in_said_to(in_lower_case(room.name), line)
                                        : std::string_view();
}

// What `find` finds in each line of the text.
template <typename Find>
std::vector<TextPart> parts_of_lines(std::string_view text, Find find) {
  const std::string lower = in_lower_case(text);
  std::vector<TextPart> parts;
  for (std::string_view rest = lower; !rest.empty();) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    const std::string_view part = find(line);
    if (part.empty()) continue;
    const auto begin = static_cast<std::size_t>(part.data() - lower.data());
    parts.push_back({begin, begin + part.size()});
  }
  return parts;
}

bool may_line_hold_secret(const Room& room, std::string_view line) {
  line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
  if (line.starts_with('/') && !line.starts_with("//")) {
    return may_command_hold_secret(line.substr(1));
  }
  return said_may_hold_secret(room, line);
}

}  // namespace

std::vector<TextPart> passwords_in(const Room& room, std::string_view typed) {
  return parts_of_lines(typed, [&](std::string_view line) { return password_in_line(room, line); });
}

std::string without_passwords(const Room& room, std::string_view said) {
  std::string shown;
  if (room.kind != Room::Kind::query || !is_service(in_lower_case(room.name))) return shown += said;
  std::size_t at = 0;
  for (const TextPart& part : parts_of_lines(said, password_in_said)) {
    shown.append(said.substr(at, part.begin - at)).append("***");
    at = part.end;
  }
  return shown += said.substr(at);
}

bool said_may_hold_secret(const Room& room, std::string_view said) {
  return room.kind == Room::Kind::query &&
         may_hold_secret_said_to(in_lower_case(room.name), in_lower_case(said));
}

bool may_hold_secret(const Room& room, std::string_view typed) {
  const std::string text = in_lower_case(typed);
  for (std::string_view rest = text; !rest.empty();) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    if (may_line_hold_secret(room, line)) return true;
  }
  return false;
}

}  // namespace uvchat::cli
