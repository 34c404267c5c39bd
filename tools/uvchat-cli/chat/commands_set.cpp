#include <algorithm>
#include <string>
#include <utility>

#include "chat/client_state.h"
#include "chat/commands.h"
#include "chat/ignore.h"
#include "chat/password.h"
#include "chat/saving.h"
#include "chat/setting_table.h"
#include "chat/wrap.h"
#include "uvchat/base/nearest.h"

namespace uvchat::cli {
namespace {

void tell_all(ClientState& chat) {
  std::size_t columns = 0;
  for (const std::string_view name : setting_names()) columns = std::max(columns, name.size());
  std::string page;
  for (const Setting& setting : setting_table()) {
    page += padded(std::string(setting.key.name), columns) + "  " +
            shown_value(setting, chat.settings) + "\n";
  }
  tell_page(chat, chat.talks.current(), page + "\n" + text(Text::set_how));
}

void tell_one(ClientState& chat, const Setting& setting) {
  const std::string name(setting.key.name);
  tell_page(chat, chat.talks.current(),
            name + "  " + shown_value(setting, chat.settings) + "\n" + text(setting.help) + "\n" +
                fill(Text::set_allowed, {{"allowed", text(setting.allowed)}, {"key", name}}));
}

void tell_unknown(ClientState& chat, std::string_view name) {
  const auto near = nearest_word(name, setting_names());
  refuse_here(chat, near ? fill(Text::preference_unknown_near, {{"key", name}, {"near", *near}})
                         : fill(Text::preference_unknown, {{"key", name}}));
}

// Most settings are read where they are needed; here is what must be done at once.
void obey(ClientState& chat, const Setting& setting) {
  if (setting.key.name == "language") {
    choose_language(chat.settings.language.value_or(language_of_environment()));
  }
  ++chat.version;
}

void tell_changed(ClientState& chat, const Setting& setting, const Result<void>& saved) {
  const std::string name(setting.key.name);
  const std::string value = shown_value(setting, chat.settings);
  if (!saved) {
    refuse_here(chat, fill(Text::set_not_saved,
                           {{"key", name}, {"value", value}, {"why", saved.error().text}}));
    return;
  }
  tell_here(chat, fill(setting.at_start ? Text::set_at_start : Text::set_now,
                       {{"key", name}, {"value", value}}));
}

void tell_ignored(ClientState& chat) {
  std::string page;
  for (const std::string& mask : chat.settings.ignore) {
    const auto held = chat.held_back.find(mask);
    const std::size_t count = held == chat.held_back.end() ? 0 : held->second;
    page += fill(Text::ignore_listed, {{"mask", mask}, {"count", std::to_string(count)}}) + "\n";
  }
  tell_page(
      chat, chat.talks.current(),
      page + fill(Text::ignore_count, {{"count", std::to_string(chat.settings.ignore.size())}}));
}

void save_ignored(ClientState& chat, std::string sentence) {
  tell_here(chat, std::move(sentence));
  if (const auto saved = save_settings(chat, {"ignore"}); !saved) {
    refuse_here(chat, fill(Text::set_not_saved_yet, {{"why", saved.error().text}}));
  }
}

auto find_mask(ClientState& chat, std::string_view mask) {
  auto& masks = chat.settings.ignore;
  return std::find_if(masks.begin(), masks.end(),
                      [&](const std::string& each) { return chat.server.same(each, mask); });
}

}  // namespace

void command_set(ClientState& chat, std::string_view arguments) {
  const std::string_view name = take_word(arguments);
  const Setting* const setting = find_setting(name);
  if (name.empty()) {
    tell_all(chat);
    return;
  }
  if (setting == nullptr) {
    tell_unknown(chat, name);
    return;
  }
  if (arguments.empty()) {
    tell_one(chat, *setting);
    return;
  }
  if (arguments == "default") {
    setting->reset(chat.settings);
  } else if (name == "password") {
    ask_password_to_keep(chat, arguments);
    return;
  } else if (!take_value(*setting, chat.settings, arguments)) {
    refuse_here(chat,
                fill(Text::preference_wrong, {{"key", name}, {"allowed", text(setting->allowed)}}));
    return;
  }
  keep_setting(chat, *setting);
}

void keep_setting(ClientState& chat, const Setting& setting) {
  obey(chat, setting);
  tell_changed(chat, setting, save_settings(chat, {setting.key.name}));
}

void command_ignore(ClientState& chat, std::string_view arguments) {
  const std::string mask(take_word(arguments));
  if (mask.empty()) {
    tell_ignored(chat);
    return;
  }
  if (!is_ignore_mask(mask) || !arguments.empty()) {
    tell_usage(chat, "ignore");
    return;
  }
  if (find_mask(chat, mask) != chat.settings.ignore.end()) {
    tell_here(chat, fill(Text::ignored_already, {{"mask", mask}}));
    return;
  }
  if (chat.settings.ignore.size() >= list_items_max) {
    refuse_here(chat, text(Text::ignore_full));
    return;
  }
  chat.settings.ignore.push_back(mask);
  save_ignored(chat, fill(Text::ignored, {{"mask", mask},
                                          {"count", std::to_string(chat.settings.ignore.size())}}));
}

void command_unignore(ClientState& chat, std::string_view arguments) {
  const std::string mask(take_word(arguments));
  if (mask.empty() || !arguments.empty()) {
    tell_usage(chat, "unignore");
    return;
  }
  const auto found = find_mask(chat, mask);
  if (found == chat.settings.ignore.end()) {
    refuse_here(chat, fill(Text::ignored_not, {{"mask", mask}}));
    return;
  }
  chat.settings.ignore.erase(found);
  save_ignored(chat,
               fill(Text::unignored,
                    {{"mask", mask}, {"count", std::to_string(chat.settings.ignore.size())}}));
}

}  // namespace uvchat::cli
