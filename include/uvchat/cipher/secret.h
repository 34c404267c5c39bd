#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

// Secrets in memory: they are overwritten when they go, copied only on purpose, and have no way
// into a stream or a log.

namespace uvchat::cipher {

// Overwrites it so that no compiler leaves that out. Thread-safe.
void wipe(void* bytes, std::size_t size);

// N bytes, zeros at first. One thread at a time.
template <std::size_t N>
class SecretBytes {
 public:
  SecretBytes() = default;
  explicit SecretBytes(std::span<const std::uint8_t, N> bytes) {
    std::copy(bytes.begin(), bytes.end(), bytes_.begin());
  }
  SecretBytes(SecretBytes&& other) noexcept : bytes_(other.bytes_) { other.clear(); }
  SecretBytes& operator=(SecretBytes&& other) noexcept {
    if (this != &other) {
      bytes_ = other.bytes_;
      other.clear();
    }
    return *this;
  }
  ~SecretBytes() { clear(); }

  SecretBytes clone() const { return SecretBytes(bytes()); }
  std::span<const std::uint8_t, N> bytes() const { return bytes_; }
  std::span<std::uint8_t, N> writable() { return bytes_; }

 private:
  void clear() { wipe(bytes_.data(), N); }

  std::array<std::uint8_t, N> bytes_{};
};

// Wipes what it frees, so that a buffer that grows leaves nothing behind.
template <typename T>
struct WipingAllocator {
  using value_type = T;

  WipingAllocator() = default;
  template <typename U>
  explicit WipingAllocator(const WipingAllocator<U>&) {}

  T* allocate(std::size_t count) { return std::allocator<T>().allocate(count); }
  void deallocate(T* at, std::size_t count) {
    wipe(at, count * sizeof(T));
    std::allocator<T>().deallocate(at, count);
  }
  friend bool operator==(const WipingAllocator&, const WipingAllocator&) { return true; }
};

// A text of any length. One thread at a time.
class SecretString {
 public:
  SecretString() = default;
  explicit SecretString(std::string_view text) { append(text); }
  SecretString(SecretString&&) noexcept = default;
  SecretString& operator=(SecretString&&) noexcept = default;
  ~SecretString() = default;

  void append(std::string_view text) { bytes_.insert(bytes_.end(), text.begin(), text.end()); }
  std::string_view view() const { return {bytes_.data(), bytes_.size()}; }

 private:
  // No std::string: a short one's bytes lie in itself and would never be wiped.
  std::vector<char, WipingAllocator<char>> bytes_;
};

}  // namespace uvchat::cipher
