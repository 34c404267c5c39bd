#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace uvchat::credentials {

// Remembers for an hour which passwords have matched which hashes, so that the next login of the
// same account costs no Argon2id. What it keeps tells nothing to somebody who reads it: it is made
// with a key that never leaves the process's locked memory. An account that gets another password
// has another hash, which no entry is of. A password that has not matched is not known: it takes
// the whole way. Not thread-safe.
class KnownMatches {
 public:
  static constexpr std::size_t entries_max = 100'000;
  static constexpr std::uint64_t kept_ms = 3'600'000;

  KnownMatches();

  // Times are mono.
  void remember(std::string_view password, std::string_view hash, std::uint64_t now_ms);
  bool knows(std::string_view password, std::string_view hash, std::uint64_t now_ms);
  std::size_t size() const { return entries_.size(); }

 private:
  using Entry = std::array<std::uint8_t, 32>;
  struct FreeLocked {
    void operator()(void* memory) const;
  };

  Entry entry_of(std::string_view password, std::string_view hash) const;
  void forget_old(std::uint64_t now_ms);

  std::unique_ptr<unsigned char, FreeLocked> key_;
  std::map<Entry, std::uint64_t> entries_;             // since when
  std::deque<std::pair<std::uint64_t, Entry>> order_;  // the oldest first
};

}  // namespace uvchat::credentials
