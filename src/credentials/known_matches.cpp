#include "credentials/known_matches.h"

#include <sodium.h>

#include "uvchat/base/assert.h"

namespace uvchat::credentials {
namespace {

constexpr std::size_t key_bytes = crypto_auth_hmacsha256_KEYBYTES;

void add(crypto_auth_hmacsha256_state& state, std::string_view text) {
  // Its length first: so no two pairs of texts are the same bytes.
  const std::uint64_t size = text.size();
  crypto_auth_hmacsha256_update(&state, reinterpret_cast<const unsigned char*>(&size), sizeof size);
  crypto_auth_hmacsha256_update(&state, reinterpret_cast<const unsigned char*>(text.data()), size);
}

}  // namespace

void KnownMatches::FreeLocked::operator()(void* memory) const { sodium_free(memory); }

KnownMatches::KnownMatches() {
  UVCHAT_ASSERT(sodium_init() >= 0);
  key_.reset(static_cast<unsigned char*>(sodium_malloc(key_bytes)));
  UVCHAT_ASSERT(key_ != nullptr);
  randombytes_buf(key_.get(), key_bytes);
}

KnownMatches::Entry KnownMatches::entry_of(std::string_view password, std::string_view hash) const {
  static_assert(sizeof(Entry) == crypto_auth_hmacsha256_BYTES);
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, key_.get(), key_bytes);
  add(state, hash);
  add(state, password);
  Entry entry;
  crypto_auth_hmacsha256_final(&state, entry.data());
  sodium_memzero(&state, sizeof state);
  return entry;
}

void KnownMatches::remember(std::string_view password, std::string_view hash,
                            std::uint64_t now_ms) {
  forget_old(now_ms);
  const Entry entry = entry_of(password, hash);
  if (!entries_.emplace(entry, now_ms).second) return;
  order_.emplace_back(now_ms, entry);
  if (order_.size() <= entries_max) return;
  entries_.erase(order_.front().second);
  order_.pop_front();
}

bool KnownMatches::knows(std::string_view password, std::string_view hash, std::uint64_t now_ms) {
  forget_old(now_ms);
  return entries_.contains(entry_of(password, hash));
}

void KnownMatches::forget_old(std::uint64_t now_ms) {
  while (!order_.empty() && now_ms - order_.front().first >= kept_ms) {
    entries_.erase(order_.front().second);
    order_.pop_front();
  }
}

}  // namespace uvchat::credentials
