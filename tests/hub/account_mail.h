#pragma once

#include <string>

#include "tests/hub/accounts.h"

namespace uvchat::hub {

// A server that sends e-mail.
struct AccountMail : AccountsOf {
  AccountMail() : AccountsOf(with_mail()) {}

  static HubSettings with_mail() {
    HubSettings settings = with_accounts();
    settings.accounts.sends_mail = true;
    settings.accounts.before_connect = true;
    return settings;
  }
  // Who waits for the code that was sent to ana@example.org.
  Person& ana_unverified() {
    Person& ana = chat.registered("ana");
    ana.says("REGISTER * ana@example.org secret");
    serves();
    ana.hears(":srv REGISTER VERIFICATION_REQUIRED ana :A code is on its way to your address*");
    ana.hears_nothing();
    return ana;
  }
  // The same, who has said it.
  Person& ana_verified() {
    Person& ana = ana_unverified();
    ana.says("VERIFY ana " + code());
    serves();
    ana.skips_all();
    return ana;
  }
  // That stands in the last message.
  std::string code() const {
    const std::string& text = mails.at(mails.size() - 1).text;
    const std::string before = "The code is: ";
    return text.substr(text.find(before) + before.size(), 14);
  }
};

}  // namespace uvchat::hub
