#pragma once

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <memory>

// OpenSSL's objects with an owner.

namespace uvchat::tls {

template <auto free_it>
struct Freeing {
  template <typename T>
  void operator()(T* object) const {
    free_it(object);
  }
};

using BioPtr = std::unique_ptr<BIO, Freeing<&BIO_free_all>>;
using ContextPtr = std::unique_ptr<SSL_CTX, Freeing<&SSL_CTX_free>>;
using ExtensionPtr = std::unique_ptr<X509_EXTENSION, Freeing<&X509_EXTENSION_free>>;
using KeyPtr = std::unique_ptr<EVP_PKEY, Freeing<&EVP_PKEY_free>>;
using SslPtr = std::unique_ptr<SSL, Freeing<&SSL_free>>;
using X509Ptr = std::unique_ptr<X509, Freeing<&X509_free>>;

}  // namespace uvchat::tls
