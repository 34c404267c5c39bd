#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace uvchat::cli {

struct Member {
  std::string nick;
  std::string fold;      // of the nick
  std::string prefix;    // "@", "+", "@+"; the highest first
  std::size_t rank = 0;  // of the highest; 0 the highest of all
  bool away = false;
  std::string account = {};  // that they are logged in to; empty: none, or not known
  bool borrowed = false;     // the nick is the name of another account
};

// Who is in a room, by rank, then by fold. A server may say that a million people come: finding,
// putting and removing one costs the logarithm of how many are there.
class Roster {
 public:
  // Null where nobody has that fold.
  const Member* find(std::string_view fold) const;
  // In the place of whoever has its fold.
  void put(Member member);
  bool remove(std::string_view fold);
  void clear();

  auto begin() const { return members_.begin(); }
  auto end() const { return members_.end(); }
  std::size_t size() const { return members_.size(); }
  bool empty() const { return members_.empty(); }

 private:
  using Place = std::pair<std::size_t, std::string_view>;  // rank and fold

  struct Before {
    using is_transparent = void;
    static Place place(const Member& member) { return {member.rank, member.fold}; }
    static Place place(const Place& place) { return place; }
    template <typename A, typename B>
    bool operator()(const A& a, const B& b) const {
      return place(a) < place(b);
    }
  };

  std::set<Member, Before> members_;
  std::map<std::size_t, std::size_t> of_rank_;  // how many
};

}  // namespace uvchat::cli
