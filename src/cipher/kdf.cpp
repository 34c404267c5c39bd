#include "cipher/kdf.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#include <memory>

#include "uvchat/base/assert.h"

namespace uvchat::cipher {
namespace {

constexpr std::string_view hkdf_salt = "uvchat/aes1";

// One for all threads. An OpenSSL that lacks it, or memory for it, cannot be worked with.
EVP_KDF* hkdf() {
  static EVP_KDF* const fetched = EVP_KDF_fetch(nullptr, "HKDF", nullptr);
  UVCHAT_ASSERT(fetched != nullptr);
  return fetched;
}

// OpenSSL reads through these pointers, whatever their types say.
OSSL_PARAM octets(const char* name, const void* bytes, std::size_t size) {
  return OSSL_PARAM_construct_octet_string(name, const_cast<void*>(bytes), size);
}

}  // namespace

std::array<std::uint8_t, 32> sha256(std::string_view text) {
  std::array<std::uint8_t, 32> digest{};
  const bool done =
      EVP_Digest(text.data(), text.size(), digest.data(), nullptr, EVP_sha256(), nullptr) == 1;
  UVCHAT_ASSERT(done);
  return digest;
}

void derive_key(std::span<const std::uint8_t, 32> root, std::string_view info,
                std::span<std::uint8_t> out) {
  const std::unique_ptr<EVP_KDF_CTX, decltype(&EVP_KDF_CTX_free)> context(EVP_KDF_CTX_new(hkdf()),
                                                                          &EVP_KDF_CTX_free);
  UVCHAT_ASSERT(context != nullptr);
  char digest[] = "SHA256";
  const std::array<OSSL_PARAM, 5> params = {
      OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, 0),
      octets(OSSL_KDF_PARAM_KEY, root.data(), root.size()),
      octets(OSSL_KDF_PARAM_SALT, hkdf_salt.data(), hkdf_salt.size()),
      octets(OSSL_KDF_PARAM_INFO, info.data(), info.size()), OSSL_PARAM_construct_end()};
  const bool done = EVP_KDF_derive(context.get(), out.data(), out.size(), params.data()) == 1;
  UVCHAT_ASSERT(done);
}

}  // namespace uvchat::cipher
