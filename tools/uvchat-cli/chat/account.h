#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "chat/accounts_file.h"
#include "chat/login_way.h"
#include "client/sasl.h"
#include "uvchat/cipher/secret.h"

// The account of the user: how the client logs in to it at the start, after a lost connection, and
// when the user asks for it. A password or a token leaves only over a connection that nobody can
// read along: with TLS, or one that stays on this machine, as the client itself sees it.

namespace uvchat::cli {

struct ClientState;
struct ServerLine;

// A password of an account is being asked for, or the invitation that it takes to make one.
struct AccountQuestion {
  enum class Step : std::uint8_t { login, invitation, old_password, new_password, new_again };

  Step step = Step::login;
  std::string account;
  std::string email = {};  // of a new account; empty: none
  bool registers = false;  // the new password is for a new account
  cipher::SecretString invitation = {};
  cipher::SecretString old_password = {};
  cipher::SecretString new_password = {};
};

// A password that may be right where the kept one is refused, since /passwd has asked for a change:
// the new one until the server has confirmed it, from then on the old one. So neither is lost,
// whatever the server says and whenever the connection breaks.
struct OtherPassword {
  std::string account;  // empty: there is none
  cipher::SecretString password;
  bool is_old = false;
};

struct AccountLogin {
  // Why the client does not connect: it would be a guest, and the user has not said so.
  enum class Refusal : std::uint8_t {
    none,
    password,    // a wrong one, or none is known
    impossible,  // the server has no accounts, or others could read the password
  };

  std::string name;       // to log in to; empty: the user is a guest
  KeptLogins kept;        // what is known for this server, from the file and typed
  bool as_guest = false;  // the user has said so
  Refusal refusal = Refusal::none;
  std::size_t refused_in_a_row = 0;
  std::size_t put_off_in_a_row = 0;  // for reasons that pass
  // A password was typed, and what the server makes of it is not known: what is typed now may be
  // the password once more.
  bool is_unproven = false;
  // The account that let us in before, with what is known of it: then a wrong password is news.
  std::string let_in_before;
  OtherPassword other;     // until a login has succeeded
  std::string unverified;  // the account that waits for the code sent to its address; empty: none

  // --- Of the present connection.
  bool is_secure = false;
  client::SaslExchange exchange;
  LoginWay way = LoginWay::password;
  std::uint64_t begun_ms = 0;
  bool enters = false;                // a login is under way that can change our nick and rooms
  bool wants_token = false;           // the server is to be asked for one
  std::string token_asked_for;        // the account; empty: none is asked for
  std::string registering;            // the account that REGISTER asks for; empty: none
  cipher::SecretString its_password;  // which counts when the account is made
};

// What is known at the start. True: the client may connect. False: a password is asked for first.
bool begin_login(ClientState& chat, std::string_view password);
// The server's capabilities are known. True: nobody is to be logged in.
bool log_in_first(ClientState& chat, bool is_secure);
// Registered: asks for a token, and does not stay as a guest where the user is to be logged in.
void check_login(ClientState& chat);
void forget_login(ClientState& chat);  // the connection is lost
void tick_login(ClientState& chat);

// The user's wishes.
void ask_login(ClientState& chat, const std::string& account);
void ask_registration(ClientState& chat, const std::string& account, const std::string& email);
void ask_new_password(ClientState& chat);
// `account`: empty for the one that waits, or the user's own. `code`: empty to be sent another one.
void verify_account(ClientState& chat, std::string account, const std::string& code);
void log_out(ClientState& chat);
// After a refusal: asks for the password again, or connects as a guest where it is no use.
void connect_after_refusal(ClientState& chat);
void take_account_password(ClientState& chat, std::string_view typed);
void cancel_account_password(ClientState& chat);

// Take the server's lines: AUTHENTICATE, 900 to 907 (false: it answers no login of ours), REGISTER,
// VERIFY, RESUME, and the failures of REGISTER and RESUME.
void receive_authenticate(ClientState& chat, const ServerLine& line);
bool take_login_reply(ClientState& chat, const ServerLine& line, int number);
void receive_register(ClientState& chat, const ServerLine& line);
void receive_verify(ClientState& chat, const ServerLine& line);
void receive_resume(ClientState& chat, const ServerLine& line);
void take_account_failure(ClientState& chat, std::string_view command);
// Takes NickServ's answer to PASSWD, and tells it; false: it is none.
bool take_answer_of_nickserv(ClientState& chat, const ServerLine& line);
// NickServ says what others type to log in: tells what is typed here.
void add_to_warning_of_nickserv(ClientState& chat, const ServerLine& line);
// What a login has changed has been told.
bool is_answer_of_login(const ClientState& chat, std::string_view pong_token);
void login_is_over(ClientState& chat);

// --- For account.cpp, account_change.cpp and account_question.cpp.
// Why nobody can log in over the present connection.
std::optional<std::string> why_no_login(const ClientState& chat);
void begin_exchange(ClientState& chat);
void keep_token(ClientState& chat, const std::string& account, std::string_view token);
void ask_token(ClientState& chat);  // unless a good one is known, or the server takes none
// Sends PASSWD. The old password stays until the new one is confirmed.
void send_new_password(ClientState& chat, const AccountQuestion& question);
// The kept password was refused: whether there is another one, which is the kept one from now on.
bool turn_to_other_password(ClientState& chat);
// A reason of the server's, in the user's words where it is known.
std::string reason_in_words(std::string_view said);
void open_account_question(ClientState& chat, AccountQuestion question);

}  // namespace uvchat::cli
