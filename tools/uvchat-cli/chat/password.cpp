#include "chat/password.h"

#include <algorithm>
#include <string>
#include <utility>

#include "chat/client_state.h"
#include "chat/commands.h"
#include "chat/setting_table.h"
#include "uvchat/base/utf8.h"

namespace uvchat::cli {
namespace {

constexpr std::size_t password_bytes_max = 400;

void open_question(ClientState& chat, PasswordFor use, const std::string& server) {
  chat.prompt = fill(Text::password_prompt, {{"server", server}});
  chat.password_for = use;
  ++chat.version;
}

}  // namespace

bool is_password(std::string_view text) {
  return text.size() <= password_bytes_max &&
         text.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos;
}

bool may_open_by_itself(ClientState& chat) {
  const std::vector<Lock*> locks = chat.keyring.all();
  return !chat.prompt &&
         std::none_of(locks.begin(), locks.end(), [](const Lock* lock) { return lock->closed; });
}

void refuse_password(ClientState& chat) {
  const bool had_none = chat.server_password.view().empty();
  chat.password_refused = true;
  refuse_here(chat, fill(had_none ? Text::password_needed : Text::password_wrong,
                         {{"server", chat.status.server}}));
  if (may_open_by_itself(chat)) {
    ask_password(chat);
  } else {
    tell_here(chat, text(Text::password_by_connect));
  }
}

void ask_password(ClientState& chat) {
  open_question(chat, PasswordFor::connecting, chat.status.server);
}

void ask_password_to_keep(ClientState& chat, std::string_view arguments) {
  Talk& here = chat.talks.current();
  if (arguments != "ask") {  // it would be visible
    tell_failure(chat, here, text(Text::password_not_typed));
  } else if (chat.settings.server.empty()) {
    tell_failure(chat, here, text(Text::password_needs_server));
  } else {
    open_question(chat, PasswordFor::keeping, chat.settings.server);
  }
}

void take_password(ClientState& chat, std::string_view typed) {
  const PasswordFor use = std::exchange(chat.password_for, PasswordFor::nothing);
  chat.prompt.reset();
  ++chat.version;
  const bool can_be_kept = use != PasswordFor::keeping || utf8_valid(typed);  // JSON is UTF-8
  if (!is_password(typed) || !can_be_kept) {
    refuse_here(chat, text(Text::password_no_line));
  } else if (use == PasswordFor::connecting) {
    chat.server_password = cipher::SecretString(typed);
    chat.password_refused = false;
    chat.host.connect_again();
  } else {
    chat.settings.password = typed;
    keep_setting(chat, *find_setting("password"));
  }
}

void cancel_password(ClientState& chat) {
  chat.password_for = PasswordFor::nothing;
  chat.prompt.reset();
  ++chat.version;
}

}  // namespace uvchat::cli
