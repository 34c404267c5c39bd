#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <utility>
#include <vector>

#include "uvchat/store/history.h"

namespace uvchat::hub {

struct User;

// Private lines between somebody with an account and a guest. Nothing of them is stored; the newest
// can be read again as long as both are here, in memory of which there is so much and no more.
// Owner: the hub.
class GuestTalks {
 public:
  using Lines = std::deque<store::StoredLine>;

  void keep(const User& one, const User& other, store::StoredLine line);
  // Null: there are none.
  const Lines* find(const User& one, const User& other) const;
  // With whom `user` has such a talk, in the order in which they have begun.
  std::vector<const User*> others_of(const User& user) const;
  // The user is about to be removed.
  void end(const User& user);

 private:
  struct Talk {
    Lines lines;
    std::size_t bytes = 0;
  };
  using Both = std::pair<std::uint64_t, std::uint64_t>;  // ids of users, the lower first

  void drop_oldest(Talk& talk);

  std::map<Both, Talk> talks_;
  std::map<std::uint64_t, std::vector<const User*>> others_;  // by user's id
  std::size_t bytes_ = 0;
};

}  // namespace uvchat::hub
