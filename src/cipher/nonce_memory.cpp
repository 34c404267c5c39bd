#include "cipher/nonce_memory.h"

#include <algorithm>

#include "cipher/random.h"

namespace uvchat::cipher {

std::size_t NonceMemory::UseHash::operator()(const Use& use) const {
  return static_cast<std::size_t>(
      keyed_hash(key, {reinterpret_cast<const char*>(use.data()), use.size()}));
}

NonceMemory::NonceMemory() : uses_(0, UseHash{random_hash_key()}) {}

NonceMemory::Use NonceMemory::use_of(const LineKeyName& key, const Nonce& nonce) {
  Use use{};
  std::copy(nonce.begin(), nonce.end(), std::copy(key.begin(), key.end(), use.begin()));
  return use;
}

bool NonceMemory::knows(const LineKeyName& key, const Nonce& nonce) const {
  return uses_.contains(use_of(key, nonce));
}

void NonceMemory::remember(const LineKeyName& key, const Nonce& nonce) {
  const auto [at, is_new] = uses_.insert(use_of(key, nonce));
  if (!is_new) return;
  oldest_first_.push_back(&*at);
  if (oldest_first_.size() <= nonces_max) return;
  const Use oldest = *oldest_first_.front();
  oldest_first_.pop_front();
  uses_.erase(oldest);
}

void NonceMemory::forget() {
  oldest_first_.clear();
  uses_.clear();
}

}  // namespace uvchat::cipher
