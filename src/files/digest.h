#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

struct evp_md_ctx_st;

namespace uvchat::files {

enum class Hash : std::uint8_t { sha1, sha256 };

// The hash of bytes that come in pieces. A copy goes on by itself. One thread.
class Digest {
 public:
  explicit Digest(Hash hash = Hash::sha256);
  Digest(const Digest& other);
  Digest& operator=(const Digest& other);
  Digest(Digest&&) noexcept = default;
  Digest& operator=(Digest&&) noexcept = default;
  ~Digest() = default;

  void update(std::span<const char> bytes);
  // Of all so far; more may come.
  std::string bytes() const;
  std::string hex() const;

 private:
  struct Free {
    void operator()(evp_md_ctx_st* context) const;
  };
  std::unique_ptr<evp_md_ctx_st, Free> context_;
};

}  // namespace uvchat::files
