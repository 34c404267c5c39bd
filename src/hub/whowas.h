#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>

#include "uvchat/irc/names.h"

namespace uvchat::hub {

struct User;

// A nick that a user had until they took another one or quit.
struct PastUser {
  std::string nick, folded, user, host, realname;
  std::string address;        // what operators see; empty: unknown
  std::int64_t until_ms = 0;  // wall
};
PastUser past_user(const irc::Names& names, const User& user, std::int64_t wall_ms);

// The last users who gave up a nick, for WHOWAS. Each has a number, in the order in which they were
// added: 0, 1, 2... Owner: the hub.
class Whowas {
 public:
  // Forgets the oldest where more than `users_max` would be remembered.
  void add(PastUser past, std::size_t users_max);
  // Those from first() to before end() are remembered.
  std::uint64_t first() const { return end_ - users_.size(); }
  std::uint64_t end() const { return end_; }
  const PastUser& at(std::uint64_t number) const { return users_[number - first()]; }

 private:
  std::deque<PastUser> users_;
  std::uint64_t end_ = 0;  // the next one's number
};

}  // namespace uvchat::hub
