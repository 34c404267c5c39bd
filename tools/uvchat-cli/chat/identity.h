#pragma once

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <string_view>

// Who is logged in to which account, as far as the server says (extended-join, account-notify,
// account-tag, WHO). A nick is borrowed if it is the name of an account that its user is not logged
// in to: it may be somebody else.

namespace uvchat::cli {

struct ClientState;
struct ServerLine;
struct Talk;

// The names of accounts that have been seen, in this run.
struct SeenAccounts {
  static constexpr std::size_t names_max = 5000;

  std::set<std::string, std::less<>> folds;
};

// What the server says of the user called `nick`: "*", "0" and nothing mean that they are not
// logged in.
void note_account(ClientState& chat, std::string_view nick, std::string_view account);
void receive_account(ClientState& chat, const ServerLine& line);
// The account of the one who says this line; nothing if it is not known.
std::optional<std::string> account_of_speaker(ClientState& chat, const ServerLine& line);
bool is_borrowed(const ClientState& chat, std::string_view nick, std::string_view account);
// Tells it where it happens to somebody who is there.
void tell_if_borrowed(ClientState& chat, Talk& talk, std::string_view nick);

}  // namespace uvchat::cli
