#include "saving.h"

#include <string>
#include <tuple>
#include <utility>

#include "chat_state.h"
#include "setting_table.h"
#include "uvchat/base/assert.h"

namespace uvchat::cli {
namespace {

// "::1:6667" is written "[::1]:6667" where people read it.
std::string address_text(const std::string& server) {
  const std::size_t colon = server.rfind(':');
  return server.find(':') == colon ? server
                                   : "[" + server.substr(0, colon) + "]" + server.substr(colon);
}

auto last(const Preferences& settings) {
  return std::tie(settings.last_server, settings.last_nick, settings.last_protocol);
}

}  // namespace

Result<void> save_settings(ChatState& chat, std::initializer_list<std::string_view> names) {
  return chat.host.change_preferences([&](const std::string& file) {
    Result<std::string> contents = file;
    for (const std::string_view name : names) {
      const Setting* const setting = find_setting(name);
      UVCHAT_ASSERT(setting != nullptr);
      contents = contents.and_then([&](const std::string& there) {
        return with_setting(there, "cli.json", *setting, chat.settings);
      });
    }
    return contents;
  });
}

void remember_server(ChatState& chat) {
  const Preferences before = chat.settings;
  chat.settings.last_server = address_text(chat.options.server);
  chat.settings.last_nick = chat.wanted_nick;
  chat.settings.last_protocol.reset();
  if (chat.options.classroom) {
    chat.settings.last_protocol = Protocol::caesar;
  }
  if (last(before) == last(chat.settings)) {
    return;
  }
  const auto saved = save_settings(chat, {"last_server", "last_nick", "last_protocol"});
  if (!saved && !std::exchange(chat.remembering_failed, true)) {
    tell_failure(chat, chat.talks.server_talk(), saved.error().text);
  }
}

}  // namespace uvchat::cli
