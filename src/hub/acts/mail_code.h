#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "hub/acts/audit.h"
#include "hub/changes.h"
#include "hub/state.h"
#include "uvchat/hub/request.h"

// What is sent to the addresses of accounts' owners: codes, and news.

namespace uvchat::hub {

struct CodeWish {
  store::AccountId account = 0;  // 0: none, and no message is sent
  store::CodePurpose purpose = store::CodePurpose::reset;
  std::string token;  // of which the code is made
  Address source;     // of who asks: an Address::source()
};

// Sends a code to the account's e-mail address, if the store has one, few codes were sent lately
// and, where a stranger asks, no other code has just been sent that would be worth nothing then. A
// stranger may have asked for it: nobody is told whether one was sent.
void mail_code(ChatState& state, const CodeWish& wish);

// Until then no stranger's wish for a code takes this one's place. 0: it is used up.
void hold_code(ChatState& state, store::AccountId id, store::CodePurpose purpose,
               std::uint64_t until_ms);

// What the store's answer to an operator's code of a reset means: the deed is noted, and the code
// is held for as long as it can be used.
Changes::Settle settle_reset_code(ChatState& state, store::AccountId id, const AskedDeed& deed);

// The message with the code. `account`: its name.
SendMail mail_of_code(const HubSettings& settings, store::CodePurpose purpose,
                      const std::string& account, std::string_view to, const std::string& code);
// The message with the code to a new address of an account.
SendMail mail_of_new_address(const HubSettings& settings, const std::string& account,
                             const std::string& to, const std::string& code);
// The message that tells an account's old address that it is that no longer.
SendMail mail_of_change(const HubSettings& settings, const std::string& account,
                        std::string_view to);

}  // namespace uvchat::hub
