#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "client/sasl.h"
#include "uvchat/irc/message.h"

namespace uvchat::loadtest {

// What the clients of one process log in with: load-0, load-1 and so on have one password.
struct Accounts {
  std::uint32_t count = 0;  // the first clients have one
  std::string password;
  bool resume = false;                   // log in again with a token
  std::vector<std::string> tokens = {};  // by client; empty: none
  std::vector<bool> are_there = {};      // by client: logged in before

  Accounts() = default;
  Accounts(std::uint32_t its_count, std::string its_password, bool its_resume)
      : count(its_count),
        password(std::move(its_password)),
        resume(its_resume),
        tokens(its_count),
        are_there(its_count) {}
};

std::string account_name(std::uint32_t client);

// How one client comes to be logged in before it registers: with its token; or its account is made,
// and where it is there already, its password is said.
class AccountLogin {
 public:
  struct Step {
    enum class Kind : std::uint8_t { waits, logged_in, failed } kind = Kind::waits;
    std::vector<std::string> lines = {};  // to be sent
    std::string why = {};                 // it failed
  };

  AccountLogin(Accounts& accounts, std::uint32_t client) : accounts_(accounts), client_(client) {}

  Step begin();
  Step take(const irc::Message& message);

 private:
  static constexpr int tries_max = 40;  // of a server that is busy

  Step make_account();
  Step authenticate();
  Step take_refusal_of_account(const irc::Message& message);
  Step take_refusal_of_login(const irc::Message& message);
  Step logged_in();

  Accounts& accounts_;
  std::uint32_t client_;
  client::SaslExchange exchange_;
  bool by_token_ = false;
  int tries_ = 0;
};

}  // namespace uvchat::loadtest
