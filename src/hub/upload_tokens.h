#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "uvchat/store/history.h"

namespace uvchat::hub {

// Who may upload a file with a token: somebody of an account, or a guest as long as they are here.
struct UploadGrant {
  store::AccountId account = 0;  // 0: a guest
  std::uint64_t revision = 0;    // Account::revision of then
  std::size_t slot = 0;          // of the guest, in the directory
  std::uint64_t user = 0;        // User::id of the guest
  std::string scope = {};        // for what it was asked for; empty: nothing in particular

  // Of all tokens of one person.
  std::pair<store::AccountId, std::uint64_t> owner() const { return {account, user}; }
};

// Tokens that have been made (TOKEN GENERATE) and not been used. Each is good for one use within
// `ms_max`. Of a token its hash alone is kept. Owner: the hub; times are mono.
class UploadTokens {
 public:
  static constexpr std::uint64_t ms_max = 600'000;
  static constexpr std::size_t of_one_max = 16;  // then the oldest goes
  static constexpr std::size_t in_all_max = 10'000;

  // Whether one more can be made.
  bool has_room(std::uint64_t now_ms);
  // REQUIRES: has_room(). `hash`: of a token that nobody can guess.
  void add(std::string hash, UploadGrant grant, std::uint64_t now_ms);
  // It is used up. Nothing: there is none, or its time is over.
  std::optional<UploadGrant> take(const std::string& hash, std::uint64_t now_ms);
  // The guest, whose User::id this is, has gone: theirs take no room from others.
  void end_guest(std::uint64_t user);

 private:
  struct Kept {
    UploadGrant grant;
    std::uint64_t until_ms;
  };

  void forget_old(std::uint64_t now_ms);
  void forget(const std::string& hash);

  std::map<std::string, Kept> by_hash_;
  std::set<std::pair<std::uint64_t, std::string>> by_time_;  // until_ms, hash
  std::map<std::pair<store::AccountId, std::uint64_t>, std::deque<std::string>> of_owner_;
};

}  // namespace uvchat::hub
