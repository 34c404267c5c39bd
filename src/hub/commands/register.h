#pragma once

#include <string>
#include <string_view>

#include "hub/call.h"

namespace uvchat::hub {

// What an account is asked for with.
struct Wish {
  std::string name;
  std::string email = {};       // empty: none
  std::string invitation = {};  // the code of one; empty: none
  bool for_another = false;     // an operator asks for it, and does not log in to it
};
// How the answer is told: by REGISTER, or by NickServ. `code`: as FAIL REGISTER has it.
struct RegisterWords {
  std::string_view with_invitation;  // what is to be said where an invitation is needed
  void (*refused)(Call&, std::string_view code, std::string_view name, std::string_view why);
  void (*made)(Call&, const Account&);
  // It waits for a code that was sent to its address, or could not be: `what` tells which.
  void (*must_verify)(Call&, const Account&, std::string_view what);
};
// Makes the account, and logs the session in to it, unless it is to be verified first.
void make_account(Call& call, Wish wish, std::string password, const RegisterWords& words);

}  // namespace uvchat::hub
