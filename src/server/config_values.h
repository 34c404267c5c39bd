#pragma once

#include <string_view>

// What the texts of a configuration may be. config_table.cpp has the words for each.

namespace uvchat::server {

bool is_server_line(std::string_view text);  // of the message of the day or of ADMIN
bool is_description(std::string_view text);
bool is_network_name(std::string_view text);  // part of a parameter of ISUPPORT
bool is_password(std::string_view text);      // a PASS carries it
bool is_operator_name(std::string_view text);
bool is_gateway_password(std::string_view text);
bool is_password_hash(std::string_view text);
bool is_user_modes(std::string_view text);  // with or without '+' in front
bool is_separators(std::string_view text);  // characters that no nick has
bool is_denied_tag(std::string_view text);  // all of them together are one parameter of ISUPPORT
bool is_client_tag(std::string_view text);  // with its '+'
bool is_icon(std::string_view text);
bool is_path(std::string_view text);       // or empty
bool is_store_url(std::string_view text);  // or empty
bool is_host_name(std::string_view text);
bool is_listen_address(std::string_view text);  // numeric, or "unix:" and a path
bool is_file_mode(std::string_view text);
bool is_topic(std::string_view text);
bool is_room_modes(std::string_view text);
bool is_account_name(std::string_view text);  // or empty
bool is_argument(std::string_view text);      // of a program, or a path
bool is_email_or_nothing(std::string_view text);
bool is_room(std::string_view text);  // under either casemapping: precis is the stricter one

}  // namespace uvchat::server
