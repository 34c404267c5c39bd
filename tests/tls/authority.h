#pragma once

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <cstdint>
#include <memory>
#include <string>
#include <type_traits>
#include <vector>

#include "tests/tls/certificates.h"
#include "uvchat/base/address.h"
#include "uvchat/base/assert.h"

namespace uvchat::tls {

// Somebody whom clients may believe, and who signs others' certificates: what
// make_certificate() does not do. Its files are in `folder`.
class Authority {
 public:
  explicit Authority(const Certificates& folder) : folder_(folder), key_(EVP_EC_gen("P-256")) {
    certificate_ = fill(key_.get(), "an authority", "critical,CA:TRUE", {}, {-1, 30});
    sign(certificate_.get());
    folder_.write("authority.cert", pem(certificate_.get()));
  }

  std::string file() const { return folder_.path("authority.cert"); }

  struct Days {  // from now
    int from = 0;
    int until = 30;
  };
  // A certificate of these host names and numeric addresses.
  CertificateFiles make(const std::string& name, const std::vector<std::string>& hosts,
                        Days valid) {
    std::string all;
    for (const std::string& host : hosts) {
      all += (all.empty() ? "" : ",") + std::string(Address::parse(host) ? "IP:" : "DNS:") + host;
    }
    const Key key(EVP_EC_gen("P-256"));
    const X509Owner made = fill(key.get(), hosts.front(), "critical,CA:FALSE", all, valid);
    sign(made.get());
    folder_.write(name + ".cert", pem(made.get()));
    folder_.write(name + ".key", pem(key.get()));
    return {folder_.path(name + ".cert"), folder_.path(name + ".key")};
  }
  CertificateFiles make(const std::string& name, const std::vector<std::string>& hosts) {
    return make(name, hosts, {});
  }

 private:
  struct Free {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
    void operator()(X509* certificate) const { X509_free(certificate); }
    void operator()(BIO* bio) const { BIO_free_all(bio); }
  };
  using Key = std::unique_ptr<EVP_PKEY, Free>;
  using X509Owner = std::unique_ptr<X509, Free>;

  static void add(X509* certificate, int kind, const std::string& value) {
    X509_EXTENSION* made = X509V3_EXT_conf_nid(nullptr, nullptr, kind, value.c_str());
    UVCHAT_ASSERT(X509_add_ext(certificate, made, -1) == 1);
    X509_EXTENSION_free(made);
  }
  X509Owner fill(EVP_PKEY* key, const std::string& name, const std::string& constraints,
                 const std::string& alternatives, Days valid) {
    X509Owner made(X509_new());
    X509_set_version(made.get(), 2);
    ASN1_INTEGER_set(X509_get_serialNumber(made.get()), ++serial_);
    X509_time_adj_ex(X509_getm_notBefore(made.get()), valid.from, -60, nullptr);
    X509_time_adj_ex(X509_getm_notAfter(made.get()), valid.until, 0, nullptr);
    X509_set_pubkey(made.get(), key);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(made.get()), "CN", MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
    add(made.get(), NID_basic_constraints, constraints);
    if (!alternatives.empty()) add(made.get(), NID_subject_alt_name, alternatives);
    return made;
  }
  void sign(X509* certificate) {
    X509_set_issuer_name(
        certificate,
        X509_get_subject_name(certificate_ == nullptr ? certificate : certificate_.get()));
    UVCHAT_ASSERT(X509_sign(certificate, key_.get(), EVP_sha256()) != 0);
  }
  template <typename T>
  static std::string pem(T* object) {
    const std::unique_ptr<BIO, Free> memory(BIO_new(BIO_s_mem()));
    if constexpr (std::is_same_v<T, X509>) {
      PEM_write_bio_X509(memory.get(), object);
    } else {
      PEM_write_bio_PrivateKey(memory.get(), object, nullptr, nullptr, 0, nullptr, nullptr);
    }
    char* text = nullptr;
    const long size = BIO_get_mem_data(memory.get(), &text);
    return {text, static_cast<std::size_t>(size)};
  }

  const Certificates& folder_;
  Key key_;
  X509Owner certificate_;
  long serial_ = 0;
};

}  // namespace uvchat::tls
