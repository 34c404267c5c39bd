#include "hub/user.h"

#include "hub/accounts.h"

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
  const std::string_view real = realname();
  std::string names;
  names.reserve(nick.size() + user.size() + host.size() + 2 + real.size());
  names.append(nick).append("!").append(user).append("@").append(host).append(real);
  names_ = std::move(names);
  ++changes;
  nick_bytes_ = static_cast<std::uint8_t>(nick.size());
  user_bytes_ = static_cast<std::uint8_t>(user.size());
  host_bytes_ = static_cast<std::uint8_t>(host.size());
}

std::string_view User::account_name() const {
  return account == nullptr ? std::string_view() : account->name;
}

void User::set_realname(std::string_view realname) {
  const std::string kept(realname);  // it may be a part of names_
  names_.resize(prefix_bytes());
  names_ += kept;
  names_.shrink_to_fit();
  ++changes;
}

UserExtras& User::make_extras() {
  if (!extras_) extras_ = std::make_unique<UserExtras>();
  return *extras_;
}

}  // namespace uvchat::hub
