#include "chat/ignore.h"

#include <algorithm>

#include "chat/address.h"
#include "chat/client_state.h"
#include "chat/text.h"
#include "client/irc_client.h"
#include "uvchat/base/ascii.h"
#include "uvchat/irc/mask.h"

namespace uvchat::cli {
namespace {

constexpr std::size_t mask_bytes_max = 200;

// The nick by the server's rule, the rest in small letters.
std::string folded(const ClientState& chat, std::string_view prefix) {
  const std::string_view nick = client::nick_of(prefix);
  std::string rest(prefix.substr(nick.size()));
  std::transform(rest.begin(), rest.end(), rest.begin(), to_lower);
  return chat.server.fold(nick) + (rest.empty() ? "!@" : rest);
}

}  // namespace

bool is_ignore_mask(std::string_view text) {
  return is_word(text) && is_printable(text) && text.size() <= mask_bytes_max;
}

bool is_ignored(ClientState& chat, std::string_view source) {
  const bool is_server =
      source.find('!') == std::string_view::npos && source.find('.') != std::string_view::npos;
  if (chat.settings.ignore.empty() || source.empty() || is_server ||
      is_own(chat, client::nick_of(source))) {
    return false;
  }
  const std::string who = folded(chat, source);
  const auto mask = std::find_if(
      chat.settings.ignore.begin(), chat.settings.ignore.end(), [&](const std::string& each) {
        return irc::glob_matches(folded(chat, irc::whole_mask(each)), who);
      });
  if (mask == chat.settings.ignore.end()) return false;
  ++chat.held_back[*mask];
  return true;
}

}  // namespace uvchat::cli
