#include "chat/saving.h"

#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "chat/client_state.h"
#include "chat/setting_table.h"
#include "uvchat/base/assert.h"

namespace uvchat::cli {
namespace {

// "::1:6667" is written "[::1]:6667" where people read it. What had TLS has it the next time too.
std::string address_text(const std::string& server, bool has_tls) {
  const std::size_t colon = server.rfind(':');
  return (has_tls ? "ircs://" : "") +
         (server.find(':') == colon ? server
                                    : "[" + server.substr(0, colon) + "]" + server.substr(colon));
}

constexpr std::size_t rooms_max = 50;

// Those that the user has named: what a server puts them into is not theirs to come back to.
std::vector<std::string> rooms_of(ClientState& chat) {
  std::vector<std::string> rooms;
  for (std::size_t i = 1; i < chat.talks.size() && rooms.size() < rooms_max; ++i) {
    const Talk& talk = chat.talks.at(i);
    if (talk.wanted && talk.asked) rooms.push_back(talk.room.name);
  }
  return rooms;
}

void tell_not_saved(ClientState& chat, const Result<void>& saved) {
  if (!saved && !std::exchange(chat.remembering_failed, true)) {
    tell_failure(chat, chat.talks.server_talk(), saved.error().text);
  }
}

auto last(const Preferences& settings) {
  return std::tie(settings.last_server, settings.last_nick, settings.last_account,
                  settings.last_protocol, settings.last_rooms);
}

}  // namespace

Result<void> save_settings(ClientState& chat, std::initializer_list<std::string_view> names) {
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

// Values that the file cannot hold are not remembered.
void remember_server(ClientState& chat) {
  Preferences now = chat.settings;
  take_value(*find_setting("last_server"), now,
             address_text(chat.options.server, chat.options.has_tls));
  take_value(*find_setting("last_nick"), now, chat.wanted_nick);
  now.last_account.clear();
  const bool is_logged_in = !chat.status.account.empty();
  if (is_logged_in) take_value(*find_setting("last_account"), now, chat.login.name);
  now.last_protocol.reset();
  if (chat.options.classroom) now.last_protocol = Protocol::classroom;
  now.last_rooms = rooms_of(chat);
  if (last(now) == last(chat.settings)) return;
  chat.settings = std::move(now);
  tell_not_saved(chat, save_settings(chat, {"last_server", "last_nick", "last_account",
                                            "last_protocol", "last_rooms"}));
}

void remember_rooms(ClientState& chat) {
  std::vector<std::string> rooms = rooms_of(chat);
  if (chat.status.link != LinkState::online || rooms == chat.settings.last_rooms) return;
  chat.settings.last_rooms = std::move(rooms);
  tell_not_saved(chat, save_settings(chat, {"last_rooms"}));
}

}  // namespace uvchat::cli
