#pragma once

#include <tsl/robin_map.h>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <string>

#include "uvchat/base/address.h"
#include "uvchat/base/keyed_hash.h"

namespace uvchat::hub {

// How often something may happen for an address, or with an account, within a time.
struct AttemptLimit {
  int attempts = 0;
  int seconds = 0;

  bool operator==(const AttemptLimit&) const = default;
};

// Counts what was tried lately, for each K apart: a wrong password, an account made. It remembers
// at most `counts_max` of them; where there are more, it forgets those first whose time began
// first. Owner: the hub; times are mono.
template <typename K, typename H>
class Attempts {
 public:
  static constexpr std::size_t counts_max = 20'000;

  explicit Attempts(const HashKey& key) : counts_(0, H{key}) {}

  bool may(const K& who, const AttemptLimit& limit, std::uint64_t now_ms) {
    forget_old(limit, now_ms);
    const auto at = counts_.find(who);
    return at == counts_.end() || at->second < limit.attempts;
  }
  void count(const K& who, const AttemptLimit& limit, std::uint64_t now_ms) {
    forget_old(limit, now_ms);
    if (const auto at = counts_.find(who); at != counts_.end()) {
      ++at.value();
      return;
    }
    if (windows_.size() >= counts_max) forget_oldest();
    counts_[who] = 1;
    windows_.push_back({now_ms, who});
  }

 private:
  struct Window {
    std::uint64_t begun_ms;
    K who;
  };

  void forget_old(const AttemptLimit& limit, std::uint64_t now_ms) {
    const std::uint64_t window_ms = static_cast<std::uint64_t>(limit.seconds) * 1000;
    while (!windows_.empty() && now_ms - windows_.front().begun_ms >= window_ms) forget_oldest();
  }
  void forget_oldest() {
    counts_.erase(windows_.front().who);
    windows_.pop_front();
  }

  tsl::robin_map<K, int, H, std::equal_to<>> counts_;
  std::deque<Window> windows_;  // oldest first; one for each count
};

using AddressAttempts = Attempts<Address, AddressHash>;          // by Address::source()
using AccountAttempts = Attempts<std::string, KeyedStringHash>;  // by the fold of the name

}  // namespace uvchat::hub
