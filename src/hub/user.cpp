#include "hub/user.h"

#include <algorithm>

#include "hub/accounts.h"
#include "uvchat/base/assert.h"

namespace uvchat::hub {

void MembershipList::append(Membership& membership) {
  membership.previous_of_user = last_;
  (last_ != nullptr ? last_->next_of_user : first_) = &membership;
  last_ = &membership;
  ++size_;
}

void MembershipList::remove(Membership& membership) {
  Membership* const next = membership.next_of_user;
  Membership* const previous = membership.previous_of_user;
  (previous != nullptr ? previous->next_of_user : first_) = next;
  (next != nullptr ? next->previous_of_user : last_) = previous;
  membership.next_of_user = membership.previous_of_user = nullptr;
  --size_;
}

void User::set_names(std::string_view nick, std::string_view user, std::string_view host) {
  keep_names({nick, "!", user, "@", host, realname()});
  nick_bytes_ = static_cast<std::uint8_t>(nick.size());
  user_bytes_ = static_cast<std::uint8_t>(user.size());
  host_bytes_ = static_cast<std::uint8_t>(host.size());
}

std::string_view User::account_name() const {
  return account == nullptr ? std::string_view() : account->name;
}

void User::set_realname(std::string_view realname) { keep_names({prefix(), realname}); }

// They may be parts of what is kept.
void User::keep_names(std::initializer_list<std::string_view> parts) {
  std::size_t bytes = 0;
  for (const std::string_view part : parts) bytes += part.size();
  UVCHAT_ASSERT(bytes <= UINT16_MAX);
  auto names = std::make_unique<char[]>(bytes);
  char* end = names.get();
  for (const std::string_view part : parts) end = std::copy(part.begin(), part.end(), end);
  names_ = std::move(names);
  names_bytes_ = static_cast<std::uint16_t>(bytes);
  ++changes;
}

UserExtras& User::make_extras() {
  if (!extras_) extras_ = std::make_unique<UserExtras>();
  return *extras_;
}

}  // namespace uvchat::hub
