#include "chat/help.h"

#include <algorithm>
#include <array>
#include <optional>
#include <span>

#include "chat/client_state.h"
#include "chat/commands.h"
#include "chat/wrap.h"
#include "uvchat/base/ascii.h"

namespace uvchat::cli {
namespace {

struct Topic {
  Text name;
  std::array<std::string_view, 12> commands;  // the rest is empty
};
// A command that is in no other topic belongs to the last one.
constexpr auto topics = std::to_array<Topic>({
    {Text::topic_talking, {"msg", "me", "query", "notice", "resend"}},
    {Text::topic_lines, {"reply", "react", "edit", "redact"}},
    {Text::topic_files, {"send", "get", "show", "files"}},
    {Text::topic_rooms,
     {"join", "part", "list", "rooms", "go", "close", "topic", "names", "invite", "kick", "mode",
      "cs"}},
    {Text::topic_people, {"nick", "whois", "away", "ignore", "unignore"}},
    {Text::topic_account, {"login", "register", "verify", "passwd", "logout", "ns"}},
    {Text::topic_encryption, {"key", "cipher"}},
    {Text::topic_reading, {"search", "history"}},
    {Text::topic_program, {"set", "connect", "raw", "help", "quit"}},
});

struct Example {
  std::string_view command;
  Text text;
};
constexpr auto examples = std::to_array<Example>({
    {"join", Text::example_join},     {"part", Text::example_part},
    {"msg", Text::example_msg},       {"me", Text::example_me},
    {"query", Text::example_query},   {"topic", Text::example_topic},
    {"list", Text::example_list},     {"invite", Text::example_invite},
    {"kick", Text::example_kick},     {"register", Text::example_register},
    {"mode", Text::example_mode},     {"key", Text::example_key},
    {"cipher", Text::example_cipher}, {"search", Text::example_search},
    {"go", Text::example_go},         {"away", Text::example_away},
    {"raw", Text::example_raw},       {"set", Text::example_set},
    {"ignore", Text::example_ignore}, {"redact", Text::example_redact},
    {"reply", Text::example_reply},   {"react", Text::example_react},
    {"edit", Text::example_edit},     {"send", Text::example_send},
    {"ns", Text::example_ns},         {"cs", Text::example_cs},
    {"get", Text::example_get},       {"show", Text::example_show},
    {"files", Text::example_files},
});

// Words that people look for, and that are no commands here.
struct WordPage {
  std::string_view word;
  Text text;
};
constexpr auto word_pages = std::to_array<WordPage>({
    {"always-on", Text::page_always_on},
    {"drop", Text::page_drop},
    {"export", Text::page_export},
    {"group", Text::page_group},
    {"invitation", Text::page_invitation},
    {"sessions", Text::page_sessions},
});

const WordPage* find_word_page(std::string_view word) {
  const auto* const found = std::find_if(word_pages.begin(), word_pages.end(),
                                         [&](const WordPage& each) { return each.word == word; });
  return found == word_pages.end() ? nullptr : found;
}

bool has(const Topic& topic, std::string_view command) {
  return std::find(topic.commands.begin(), topic.commands.end(), command) != topic.commands.end();
}

std::vector<const Command*> commands_of(const Topic& topic) {
  std::vector<const Command*> found;
  for (const std::string_view name : topic.commands) {
    if (const Command* const command = name.empty() ? nullptr : find_command(name)) {
      found.push_back(command);
    }
  }
  for (const Command& command : commands()) {
    const bool is_nowhere = std::none_of(
        topics.begin(), topics.end(), [&](const Topic& each) { return has(each, command.name); });
    if (is_nowhere && &topic == &topics.back()) found.push_back(&command);
  }
  return found;
}

// In any language, because people read about a topic in several.
const Topic* find_topic(std::string_view name) {
  const auto found = std::find_if(topics.begin(), topics.end(), [&](const Topic& topic) {
    const auto& names = translations(topic.name);
    return std::find(names.begin(), names.end(), name) != names.end();
  });
  return found == topics.end() ? nullptr : &*found;
}

std::string overview() {
  std::size_t columns = 0;
  for (const Topic& topic : topics) columns = std::max(columns, columns_of(text(topic.name)));
  std::string page = text(Text::help_begin);
  page += "\n\n";
  for (const Topic& topic : topics) {
    page += padded(text(topic.name), columns) + "  ";
    for (const Command* const command : commands_of(topic)) {
      page += "/" + std::string(command->name) + " ";
    }
    page.back() = '\n';
  }
  return page + "\n" + text(Text::help_end);
}

// A usage that is wider than the column has its help on the next line.
std::string page_of(const Topic& topic) {
  constexpr std::size_t columns_max = 28;
  std::size_t columns = 0;
  for (const Command* const command : commands_of(topic)) {
    const std::size_t used = columns_of(text(command->usage));
    columns = used > columns_max ? columns : std::max(columns, used);
  }
  std::string page;
  for (const Command* const command : commands_of(topic)) {
    const std::string usage = text(command->usage);
    const bool is_long = columns_of(usage) > columns;
    page += (page.empty() ? "" : "\n") + (is_long ? usage + "\n" : "") +
            padded(is_long ? "" : usage, columns) + "  " + text(command->help);
  }
  return page;
}

std::string page_of(const Command& command) {
  std::string page = std::string(text(command.usage)) + "\n" + text(command.help);
  const auto example = std::find_if(examples.begin(), examples.end(), [&](const Example& each) {
    return each.command == command.name;
  });
  if (example != examples.end()) {
    page += "\n" + fill(Text::help_example, {{"example", text(example->text)}});
  }
  std::string others;
  for (const Alias& alias : aliases()) {
    others += alias.of == command.name ? " /" + std::string(alias.name) : "";
  }
  return others.empty() ? page
                        : page + "\n" + fill(Text::help_aliases, {{"names", others.substr(1)}});
}

}  // namespace

void tell_help(ClientState& chat, std::string_view about) {
  Talk& talk = chat.talks.current();
  const std::string_view name = about.substr(about.starts_with('/') ? 1 : 0);
  const Topic* const topic = about == name ? find_topic(name) : nullptr;
  const Command* const command = find_command(name);
  if (name.empty()) {
    tell_page(chat, talk, overview());
  } else if (topic != nullptr) {
    tell_page(chat, talk, page_of(*topic));
  } else if (command != nullptr) {
    tell_page(chat, talk, page_of(*command));
  } else if (const WordPage* const page = find_word_page(name)) {
    tell_page(chat, talk, text(page->text));
  } else {
    tell_failure(chat, talk, fill(Text::help_of_nothing, {{"name", name}}));
  }
}

std::vector<std::string> help_words() {
  std::vector<std::string> words;
  for (const Topic& topic : topics) words.emplace_back(text(topic.name));
  for (const Command& command : commands()) {
    if (find_topic(command.name) == nullptr) words.emplace_back(command.name);
  }
  for (const WordPage& page : word_pages) words.emplace_back(page.word);
  return words;
}

}  // namespace uvchat::cli
