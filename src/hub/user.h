#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace uvchat::hub {

struct Channel;
struct Session;
struct User;

// One user in one channel: the link itself. It is in both lists or in neither; ChatState::join and
// ChatState::part make and cut it.
struct Membership {
  User* user = nullptr;
  Channel* channel = nullptr;
  std::uint32_t place_in_user = 0;     // index in User::memberships
  std::uint32_t place_in_channel = 0;  // index in Channel::members
  std::uint32_t place_in_group = 0;    // index in the channel's ReceiverGroup of the session
};

// Somebody who can be seen. A user of this node has a session; the names are in the directory.
struct User {
  Session* session = nullptr;
  std::vector<Membership*> memberships;
  std::uint64_t told_mark = 0;  // the last "tell each neighbour once" that has reached this user

  void set_names(std::string_view nick, std::string_view user, std::string_view host);
  std::string_view nick() const { return std::string_view(prefix_).substr(0, nick_bytes_); }
  std::string_view user() const {
    return std::string_view(prefix_).substr(nick_bytes_ + 1U, user_bytes_);
  }
  std::string_view host() const {
    return std::string_view(prefix_).substr(nick_bytes_ + user_bytes_ + 2U);
  }
  // "nick!user@host": what his lines come from.
  std::string_view prefix() const { return prefix_; }

 private:
  std::string prefix_ = "!@";
  std::uint8_t nick_bytes_ = 0;
  std::uint8_t user_bytes_ = 0;
};

}  // namespace uvchat::hub
