#include "cipher/gcm.h"

#include <openssl/evp.h>

#include <limits>

#include "uvchat/base/assert.h"

namespace uvchat::cipher {
namespace {

// One for all threads. An OpenSSL that lacks it, or memory for it, cannot be worked with.
const EVP_CIPHER* aes_256_gcm() {
  static const EVP_CIPHER* const fetched = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
  UVCHAT_ASSERT(fetched != nullptr);
  return fetched;
}

// OpenSSL's functions say 1 where they have done what they were asked.
void must(int status) { UVCHAT_ASSERT(status == 1); }

int int_size(std::size_t bytes) {
  UVCHAT_ASSERT(bytes <= std::numeric_limits<int>::max());
  return static_cast<int>(bytes);
}

}  // namespace

Gcm::Gcm() : context_(EVP_CIPHER_CTX_new()) { UVCHAT_ASSERT(context_ != nullptr); }

Gcm::~Gcm() { EVP_CIPHER_CTX_free(context_); }

void Gcm::seal(const AesKey& key, const Nonce& nonce, std::span<const std::uint8_t> clear,
               std::span<std::uint8_t> sealed) {
  UVCHAT_ASSERT(sealed.size() == clear.size() + gcm_tag_bytes);
  std::uint8_t* const tag = sealed.data() + clear.size();
  int count = 0;
  must(EVP_EncryptInit_ex2(context_, aes_256_gcm(), key.bytes().data(), nonce.data(), nullptr));
  must(EVP_EncryptUpdate(context_, sealed.data(), &count, clear.data(), int_size(clear.size())));
  must(EVP_EncryptFinal_ex(context_, tag, &count));
  must(EVP_CIPHER_CTX_ctrl(context_, EVP_CTRL_AEAD_GET_TAG, gcm_tag_bytes, tag));
}

bool Gcm::open(const AesKey& key, const Nonce& nonce, std::span<const std::uint8_t> sealed,
               std::span<std::uint8_t> clear) {
  UVCHAT_ASSERT(sealed.size() == clear.size() + gcm_tag_bytes);
  // OpenSSL only reads it, whatever the type says.
  void* const tag = const_cast<std::uint8_t*>(sealed.data() + clear.size());
  int count = 0;
  must(EVP_DecryptInit_ex2(context_, aes_256_gcm(), key.bytes().data(), nonce.data(), nullptr));
  must(EVP_DecryptUpdate(context_, clear.data(), &count, sealed.data(), int_size(clear.size())));
  must(EVP_CIPHER_CTX_ctrl(context_, EVP_CTRL_AEAD_SET_TAG, gcm_tag_bytes, tag));
  std::array<std::uint8_t, gcm_tag_bytes> nothing{};
  if (EVP_DecryptFinal_ex(context_, nothing.data(), &count) == 1) return true;
  wipe(clear.data(), clear.size());
  return false;
}

}  // namespace uvchat::cipher
