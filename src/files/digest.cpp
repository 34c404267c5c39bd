#include "files/digest.h"

#include <openssl/evp.h>

#include <array>

#include "uvchat/base/assert.h"
#include "uvchat/base/hex.h"

namespace uvchat::files {
namespace {

// One for all threads. An OpenSSL that lacks it, or memory for it, cannot be worked with.
const EVP_MD* algorithm(Hash hash) {
  static const EVP_MD* const sha1 = EVP_MD_fetch(nullptr, "SHA1", nullptr);
  static const EVP_MD* const sha256 = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  const EVP_MD* const found = hash == Hash::sha1 ? sha1 : sha256;
  UVCHAT_ASSERT(found != nullptr);
  return found;
}

struct Sum {
  std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
  unsigned size = 0;
};

Sum sum_of(const EVP_MD_CTX* context) {
  Sum sum;
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> copy(EVP_MD_CTX_new(),
                                                                     EVP_MD_CTX_free);
  UVCHAT_ASSERT(copy != nullptr && EVP_MD_CTX_copy_ex(copy.get(), context) == 1);
  UVCHAT_ASSERT(EVP_DigestFinal_ex(copy.get(), sum.bytes.data(), &sum.size) == 1);
  return sum;
}

}  // namespace

void Digest::Free::operator()(evp_md_ctx_st* context) const { EVP_MD_CTX_free(context); }

Digest::Digest(Hash hash) : context_(EVP_MD_CTX_new()) {
  UVCHAT_ASSERT(context_ != nullptr);
  UVCHAT_ASSERT(EVP_DigestInit_ex2(context_.get(), algorithm(hash), nullptr) == 1);
}

Digest::Digest(const Digest& other) : context_(EVP_MD_CTX_new()) {
  UVCHAT_ASSERT(context_ != nullptr);
  UVCHAT_ASSERT(EVP_MD_CTX_copy_ex(context_.get(), other.context_.get()) == 1);
}

Digest& Digest::operator=(const Digest& other) {
  if (this != &other) *this = Digest(other);
  return *this;
}

void Digest::update(std::span<const char> bytes) {
  UVCHAT_ASSERT(EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) == 1);
}

std::string Digest::bytes() const {
  const Sum sum = sum_of(context_.get());
  return {reinterpret_cast<const char*>(sum.bytes.data()), sum.size};
}

std::string Digest::hex() const {
  const Sum sum = sum_of(context_.get());
  return hex_text(std::span(sum.bytes).first(sum.size));
}

}  // namespace uvchat::files
