#include "hub/commands/services.h"

#include <algorithm>

#include "hub/service_notice.h"
#include "hub/word_lines.h"
#include "uvchat/base/ascii.h"

namespace uvchat::hub {
namespace {

const ServiceCommand* find_command(const Service& service, std::string_view name) {
  const auto at =
      std::find_if(service.commands.begin(), service.commands.end(),
                   [&](const ServiceCommand& c) { return same_in_ascii(c.name, name); });
  return at == service.commands.end() ? nullptr : &*at;
}

bool may_use(const Call& call, const ServiceCommand& command) {
  return command.who != WhoMay::operators || call.user().is_operator();
}

void say_help(const ServiceCall& asked) {
  const ServiceCommand* command = find_command(asked.service, asked.word(0));
  if (command != nullptr && may_use(asked.call, *command)) {
    asked.say(code::help, command->form);
    return asked.say(code::help, command->purpose);
  }
  if (!asked.words.empty()) return asked.say(code::unknown_command, "There is no help on this.");
  asked.say(code::help, asked.service.purpose);
  std::string names = "Commands:";
  for (const ServiceCommand& one : asked.service.commands) {
    if (may_use(asked.call, one)) names.append(" ").append(one.name);
  }
  asked.say(code::help, names);
  asked.say(code::help, "HELP <command> says more.");
}

void call_command(ServiceCall& asked, const ServiceCommand& command) {
  const User& user = asked.call.user();
  if (command.who == WhoMay::logged_in && user.account == nullptr) {
    asked.say(code::need_login, "Log in first.");
  } else if (asked.words.size() < command.least_words || asked.words.size() > command.most_words) {
    asked.say(code::invalid_params, command.form);
  } else {
    command.handler(asked);
  }
}

}  // namespace

std::string ServiceCall::text_from(std::size_t i) const {
  std::string text;
  for (; i < words.size(); ++i) text.append(text.empty() ? "" : " ").append(words[i]);
  return text;
}

void ServiceCall::say(std::string_view code, std::string_view text) const {
  say_as(call, service.nick, code, text);
}

void say_as(Call& call, std::string_view service, std::string_view code, std::string_view text) {
  const std::string body = service_notice(call.state, service, call.user().nick(), text);
  call.reply.line({.body = body, .time_ms = call.now.wall_ms(), .code = code});
}

std::string confirmation_word(const ChatState& state, std::string_view wish) {
  constexpr std::string_view letters = "abcdefghjkmnpqrstuvwxyz23456789";
  std::uint64_t left = keyed_hash(state.settings.cloak_key, wish);
  std::string word;
  for (int i = 0; i < 6; ++i, left /= letters.size()) word += letters[left % letters.size()];
  return word;
}

void ask_service(Call& call, const Service& service, std::string_view text) {
  const std::vector<std::string_view> words = words_of(text);
  ServiceCall asked{call, service, {words.begin(), words.end()}};
  if (asked.words.empty()) return say_help(asked);
  const std::string name = std::move(asked.words.front());
  asked.words.erase(asked.words.begin());
  const ServiceCommand* command = find_command(service, name);
  if (same_in_ascii(name, "HELP")) {
    say_help(asked);
  } else if (command == nullptr || !may_use(call, *command)) {
    asked.say(code::unknown_command, "There is no such command: HELP lists them.");
  } else {
    call_command(asked, *command);
  }
}

}  // namespace uvchat::hub
