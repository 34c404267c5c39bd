#include "server/config_values.h"

#include <algorithm>

#include "credentials/password.h"
#include "hub/room_modes.h"
#include "net/settings.h"
#include "store/postgres_url.h"
#include "uvchat/base/address.h"
#include "uvchat/base/ascii.h"
#include "uvchat/base/email.h"
#include "uvchat/base/limits.h"
#include "uvchat/irc/names.h"

namespace uvchat::server {
namespace {

bool is_line(std::string_view text, std::size_t bytes_max) {
  return text.size() <= bytes_max &&
         text.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos;
}

bool is_printing(char c) { return static_cast<unsigned char>(c) > 0x20 && c != 0x7F; }

// A parameter of a line: no space, and no ':' in front, which would begin the last parameter.
bool is_word(std::string_view text, std::size_t bytes_max) {
  return !text.empty() && text.size() <= bytes_max && text.front() != ':' &&
         std::all_of(text.begin(), text.end(), is_printing);
}

// Only letters of `allowed`, none of them twice.
bool is_choice_of(std::string_view allowed, std::string_view text) {
  return std::all_of(text.begin(), text.end(), [&](char c) {
    return allowed.find(c) != std::string_view::npos &&
           std::count(text.begin(), text.end(), c) == 1;
  });
}

}  // namespace

bool is_server_line(std::string_view text) { return is_line(text, 400); }

bool is_description(std::string_view text) { return is_line(text, 150); }

bool is_network_name(std::string_view text) {
  return !text.empty() && text.size() <= 63 && std::all_of(text.begin(), text.end(), is_printing);
}

bool is_password(std::string_view text) { return !text.empty() && is_line(text, 200); }

bool is_operator_name(std::string_view text) { return is_word(text, 63); }

bool is_gateway_password(std::string_view text) { return is_word(text, 200); }

bool is_password_hash(std::string_view text) {
  return credentials::is_usable_hash(std::string(text));
}

bool is_user_modes(std::string_view text) {
  return is_choice_of("iwBT", text.substr(text.starts_with('+') ? 1 : 0));
}

bool is_separators(std::string_view text) { return !text.empty() && is_choice_of("/=~;", text); }

bool is_denied_tag(std::string_view text) {
  if (text == "*") return true;
  const std::string_view name = text.substr(text.starts_with('-') ? 1 : 0);
  const auto fits = [](char c) {
    return is_letter(c) || is_digit(c) || c == '-' || c == '.' || c == '/';
  };
  return !name.empty() && text.size() <= 30 && std::all_of(name.begin(), name.end(), fits);
}

bool is_client_tag(std::string_view text) {
  return text.starts_with('+') && is_denied_tag(text.substr(1)) && text[1] != '*' && text[1] != '-';
}

bool is_icon(std::string_view text) {
  return text.starts_with("https://") && text.size() > 8 && is_word(text, 200);
}

bool is_path(std::string_view text) {
  return text.size() <= 4000 && text.find('\0') == std::string_view::npos;
}

bool is_store_url(std::string_view text) { return text.empty() || store::is_database_url(text); }

bool is_host_name(std::string_view text) {
  const auto fits = [](char c) { return is_letter(c) || is_digit(c) || c == '.' || c == '-'; };
  return !text.empty() && text.size() <= limits::host_bytes_max &&
         std::all_of(text.begin(), text.end(), fits);
}

bool is_listen_address(std::string_view text) {
  constexpr std::string_view prefix = net::ListenerSettings::unix_prefix;
  return text.starts_with(prefix) ? is_argument(text.substr(prefix.size()))
                                  : Address::parse(text).has_value();
}

bool is_file_mode(std::string_view text) {
  const auto is_octal = [](char c) { return c >= '0' && c <= '7'; };
  return text.size() == 4 && text.front() == '0' && std::all_of(text.begin(), text.end(), is_octal);
}

bool is_topic(std::string_view text) { return is_line(text, limits::topic_bytes_max); }

bool is_room_modes(std::string_view text) {
  const auto modes = hub::parse_room_modes(text);
  return modes && modes->forward.empty();
}

bool is_account_name(std::string_view text) {
  return text.empty() || irc::Names(irc::Casemapping::precis).valid_nick(text);
}

bool is_argument(std::string_view text) { return !text.empty() && is_path(text); }

bool is_email_or_nothing(std::string_view text) { return text.empty() || is_email(text); }

bool is_room(std::string_view text) {
  return irc::Names(irc::Casemapping::precis).valid_channel(text);
}

}  // namespace uvchat::server
