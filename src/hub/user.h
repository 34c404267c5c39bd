#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "hub/markers.h"
#include "uvchat/base/address.h"
#include "uvchat/base/object_pool.h"
#include "uvchat/irc/modes.h"

namespace uvchat::hub {

struct Account;
struct Channel;
struct Session;
struct User;

// A session's place in one of a channel's receiver groups, which own the seats. A membership has
// one for each session of its user.
struct Seat {
  Session* session = nullptr;
  Seat* next = nullptr;     // of the same membership
  std::uint32_t place = 0;  // index in the session's ReceiverGroup
};
using SeatPool = ObjectPool<Seat>;

// A moment in a channel's own time (Channel::clock), and the one that never comes.
using Moment = std::uint32_t;
inline constexpr Moment end_of_time = UINT32_MAX;

// A user in a channel. It is in the lists of both or of neither; ChatState::join and
// ChatState::part make and end it.
struct Membership {
  User* user = nullptr;
  Channel* channel = nullptr;
  Membership* next_of_user = nullptr;  // in User::memberships
  Membership* previous_of_user = nullptr;
  Seat* seats = nullptr;  // the first; a user without a session has none
  irc::RankSet ranks;
  // When it began, in tenths of a millisecond since the server has, in 40 bits:
  // ChatState::began_us.
  std::uint8_t began_high = 0;
  std::uint32_t place_in_channel = 0;  // index in Channel::members or Channel::unseen
  // Who knows that they are there, and of whom they are told: only a curtained channel looks at it.
  Moment joined = 0;
  Moment known_before = end_of_time;  // members who joined before then know of them; as a rule all
  Moment sees_all_since = end_of_time;  // from then on they are told of everybody
  std::uint32_t began_low = 0;
};
static_assert(sizeof(Membership) <= 64);
using MembershipPool = ObjectPool<Membership>;

inline bool is_known_to_all(const Membership& member) { return member.known_before == end_of_time; }
// Nobody but the watchers and the member knows of them.
inline bool is_unseen(const Membership& member) { return member.known_before == 0; }

// The memberships of a user, in the order in which they have joined. The list is chained through
// the memberships: a block of memory for each user would lie where their first JOIN came, and keep
// a page of a join storm from going back to the system.
class MembershipList {
 public:
  // Ends with the membership it stands at.
  class Iterator {
   public:
    using iterator_category = std::forward_iterator_tag;
    using value_type = Membership*;
    using difference_type = std::ptrdiff_t;
    using pointer = Membership* const*;
    using reference = Membership*;

    explicit Iterator(Membership* at = nullptr) : at_(at) {}
    Membership* operator*() const { return at_; }
    Iterator& operator++() {
      at_ = at_->next_of_user;
      return *this;
    }
    Iterator operator++(int) { return std::exchange(*this, Iterator(at_->next_of_user)); }
    bool operator==(const Iterator&) const = default;

   private:
    Membership* at_;
  };

  MembershipList() = default;
  MembershipList(const MembershipList&) = delete;
  MembershipList& operator=(const MembershipList&) = delete;

  Iterator begin() const { return Iterator(first_); }
  Iterator end() const { return Iterator(); }
  bool empty() const { return first_ == nullptr; }
  std::size_t size() const { return size_; }
  Membership* front() const { return first_; }
  Membership* back() const { return last_; }

  void append(Membership& membership);
  void remove(Membership& membership);  // REQUIRES: it is in this list

 private:
  Membership* first_ = nullptr;
  Membership* last_ = nullptr;
  std::size_t size_ = 0;
};

// An INVITE that was not used yet. It is for this channel, whatever it is called by now, and not
// for a later one of the same name.
struct Invitation {
  std::uint32_t channel_slot = 0;  // in the directory
  std::uint64_t channel_id = 0;
  bool by_operator = false;  // of the channel: then it lets the user in past the channel's modes
};

// Somebody whose private messages are welcome.
struct Acceptance {
  std::uint32_t slot = 0;  // in the directory
  std::uint64_t user = 0;  // User::id
};

// What only some users have, out of the way of the many who have none of it.
struct UserExtras {
  std::string away;    // the reason; empty: they are here
  std::string reason;  // that was given last for being away
  std::string operator_name;
  // Mono: until when they may have nicks of accounts that they are not logged in to. A guest has
  // one such grace, however often they change their nick. 0: they have had none.
  std::uint64_t nick_grace_until_ms = 0;
  std::vector<Invitation> invitations;  // at most limits::invitations_max, the oldest first
  Markers markers;
  std::vector<Acceptance> accepted;  // at most limits::accepted_max, the oldest first
};

// Somebody who can be seen. The directory owns them, from the moment their first session is
// registered. They may have any number of sessions, those who are always on none, and are away when
// all of these say so.
struct User {
  std::uint64_t id = 0;    // of this user alone, not of a later one with the same nick
  std::uint32_t slot = 0;  // their place in the directory's order
  // How often their names, their account or their channels changed, which masks look at.
  std::uint32_t changes = 0;
  Session* sessions = nullptr;  // the first; chained through Session::next_of_user
  Account* account = nullptr;   // that they are logged in to
  Address address;              // of the session that registered them; operators see it
  MembershipList memberships;
  irc::ModeSet modes;
  std::int64_t signon_ms = 0;  // wall
  std::uint64_t spoke_ms = 0;  // mono: their last message, for idle times
  std::int64_t left_us = 0;    // wall: of what was said last in channels that they have left

  void set_names(std::string_view nick, std::string_view user, std::string_view host);
  void set_realname(std::string_view realname);
  std::string_view nick() const { return names().substr(0, nick_bytes_); }
  std::string_view user() const { return names().substr(nick_bytes_ + 1U, user_bytes_); }
  std::string_view host() const {
    return names().substr(nick_bytes_ + user_bytes_ + 2U, host_bytes_);
  }
  std::string_view realname() const { return names().substr(prefix_bytes()); }
  // "nick!user@host": the source of their lines.
  std::string_view prefix() const { return names().substr(0, prefix_bytes()); }

  // Empty: they are logged in to none.
  std::string_view account_name() const;
  // That is unknown of those who have had no session since the start.
  bool has_address() const { return address != Address(); }
  bool is_operator() const { return modes.has('o'); }
  bool is_bot() const { return modes.has('B'); }
  std::string_view away() const { return extras_ ? extras_->away : std::string_view(); }
  bool is_away() const { return !away().empty(); }
  // Null where they have none.
  const UserExtras* extras() const { return extras_.get(); }
  UserExtras& make_extras();

 private:
  std::string_view names() const {
    return names_ ? std::string_view(names_.get(), names_bytes_) : std::string_view("!@");
  }
  void keep_names(std::initializer_list<std::string_view> parts);
  std::size_t prefix_bytes() const { return nick_bytes_ + user_bytes_ + host_bytes_ + 2U; }

  std::uint16_t names_bytes_ = 0;
  std::uint8_t nick_bytes_ = 0;
  std::uint8_t user_bytes_ = 0;
  std::uint8_t host_bytes_ = 0;
  std::unique_ptr<const char[]> names_;  // "nick!user@host" and the real name behind it
  std::unique_ptr<UserExtras> extras_;
};
static_assert(sizeof(User) <= 128);  // nearly each connection has one
using UserPool = ObjectPool<User>;

}  // namespace uvchat::hub
