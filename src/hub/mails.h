#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "hub/attempts.h"
#include "hub/settings.h"

namespace uvchat::hub {

// Who asks for a message about an account.
enum class Asker : std::uint8_t {
  owner,                  // somebody on a network from which it has been used lately
  owner_for_new_address,  // somebody who is logged in to it; whose the address is nobody knows yet
  stranger,               // anybody
};

// How often e-mail was sent lately: to an address, for an account, for those who ask from one
// network, and in all. So nobody fills a stranger's mailbox, and nobody uses up what all may send.
// What strangers ask for and what owners ask for is counted apart, each by the same limits: so
// strangers take nothing from an account's owner, and at most twice as much is sent in all.
// Owner: the hub; times are mono.
class MailCounts {
 public:
  explicit MailCounts(const HashKey& key) : for_peer_(key), of_owners_(key), of_strangers_(key) {}

  // `peer`: an Address::source(). Whoever is exempt need not ask.
  bool may_ask(const Address& peer, const HubSettings& settings, std::uint64_t now_ms);
  void count_asked(const Address& peer, const HubSettings& settings, std::uint64_t now_ms);
  // Counts a message to the address about the account of this fold. False: one more would be too
  // many, and nothing is counted.
  bool take(std::string_view email, const std::string& account, Asker asker,
            const HubSettings& settings, std::uint64_t now_ms);

 private:
  struct Sent {
    explicit Sent(const HashKey& key) : to(key), of_account(key), all(key) {}

    AccountAttempts to, of_account, all;
  };

  AddressAttempts for_peer_;
  Sent of_owners_, of_strangers_;
};

}  // namespace uvchat::hub
