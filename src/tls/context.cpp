#include "uvchat/tls/context.h"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/pem.h>

#include <algorithm>
#include <cstring>
#include <ctime>
#include <string_view>

#include "tls/alpn.h"
#include "tls/openssl_error.h"
#include "tls/openssl_types.h"
#include "tls/x509_fingerprint.h"
#include "uvchat/base/file.h"

namespace uvchat::tls {
namespace {

constexpr const char* ciphers_of_tls_1_2 = "ECDHE+AESGCM:ECDHE+CHACHA20";
constexpr std::string_view session_context = "uvchat";
constexpr long client_chain_bytes_max = 8 * 1024;
constexpr std::size_t file_bytes_max = 256 * 1024;
constexpr int key_bits_max = 8'192;

// A key with a password cannot be read: the server must not wait for somebody to type it.
int no_password(char*, int, int, void*) { return 0; }

// Whoever has signed the certificate: its fingerprint tells whether we know it. OpenSSL alone would
// look at every signature of the chain that the peer shows, and that costs what the peer likes. So
// does the peer's own signature, with a key that is large enough.
int believe_any(X509_STORE_CTX* shown, void*) {
  const X509* certificate = X509_STORE_CTX_get0_cert(shown);
  const EVP_PKEY* key = certificate != nullptr ? X509_get0_pubkey(certificate) : nullptr;
  const bool is_believed = key != nullptr && EVP_PKEY_get_bits(key) <= key_bits_max;
  X509_STORE_CTX_set_error(shown, is_believed ? X509_V_OK : X509_V_ERR_CERT_REJECTED);
  return is_believed ? 1 : 0;
}

ContextPtr make(const SSL_METHOD* method) {
  ContextPtr made(SSL_CTX_new(method));
  if (made == nullptr) return made;
  SSL_CTX* context = made.get();
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  SSL_CTX_set_cipher_list(context, ciphers_of_tls_1_2);
  SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
                                   SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA);
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);  // tickets are with the clients
  SSL_CTX_set_default_passwd_cb(context, no_password);
  return made;
}

std::int64_t seconds_of(const ASN1_TIME* time) {
  std::tm parts{};
  return ASN1_TIME_to_tm(time, &parts) == 1 ? static_cast<std::int64_t>(timegm(&parts)) : 0;
}

std::string why_not_read(const std::string& file) {
  const unsigned long code = ERR_peek_error();
  const bool is_of_system = ERR_SYSTEM_ERROR(code);
  const int number = ERR_GET_REASON(code);
  const std::string why = take_openssl_error();
  return file + ": " + (is_of_system ? std::strerror(number) : why);
}

// There is nothing that begins like one, or what does is none.
bool is_no_pem(unsigned long code) {
  const bool is_unknown = ERR_GET_LIB(code) == ERR_LIB_OSSL_DECODER;
  return is_unknown ||
         (ERR_GET_LIB(code) == ERR_LIB_PEM && ERR_GET_REASON(code) == PEM_R_NO_START_LINE);
}

// Calls `take` with what the file holds, which is to be `what`, and wipes that. The error names the
// file.
template <typename F>
Result<void> with_file(const std::string& file, std::string_view what, F&& take) {
  Result<std::string> contents = file_contents(file, file_bytes_max, Links::followed);
  if (!contents) return fail(file + ": " + contents.error().text);
  const BioPtr bytes(BIO_new_mem_buf(contents->data(), static_cast<int>(contents->size())));
  const bool is_taken = bytes != nullptr && take(bytes.get());
  OPENSSL_cleanse(contents->data(), contents->size());
  if (is_taken) return {};
  if (!is_no_pem(ERR_peek_error())) return fail(file + ": " + take_openssl_error());
  ERR_clear_error();
  return fail(file + ": it holds no " + std::string(what) + " in PEM that can be read");
}

// The first is the owner's; the others lead from it to somebody known.
bool use_certificates(SSL_CTX* context, BIO* from) {
  const X509Ptr first(PEM_read_bio_X509_AUX(from, nullptr, no_password, nullptr));
  if (first == nullptr || SSL_CTX_use_certificate(context, first.get()) != 1) return false;
  while (X509Ptr next{PEM_read_bio_X509(from, nullptr, no_password, nullptr)}) {
    if (SSL_CTX_add1_chain_cert(context, next.get()) != 1) return false;
  }
  const bool is_end = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
  if (is_end) ERR_clear_error();
  return is_end;
}

tl::expected<void, BadCertificate> show(SSL_CTX* context, const CertificateFiles& files) {
  const auto bad = [](bool is_key, std::string text) {
    return tl::unexpected(BadCertificate{0, is_key, std::move(text)});
  };
  const auto shown = with_file(files.certificate, "certificate",
                               [&](BIO* from) { return use_certificates(context, from); });
  if (!shown) return bad(false, shown.error().text);
  KeyPtr key;
  const auto read = with_file(files.key, "private key", [&](BIO* from) {
    key.reset(PEM_read_bio_PrivateKey(from, nullptr, no_password, nullptr));
    return key != nullptr;
  });
  if (!read) return bad(true, read.error().text);
  if (X509_check_private_key(SSL_CTX_get0_certificate(context), key.get()) != 1) {
    ERR_clear_error();
    return bad(true, files.key + ": is the key of another certificate than " + files.certificate);
  }
  if (SSL_CTX_use_PrivateKey(context, key.get()) == 1) return {};
  return bad(true, files.key + ": " + take_openssl_error());
}

// Behind a dot OpenSSL would take any name below it.
bool is_of(const X509* certificate, std::string_view host) {
  return !host.empty() && host.front() != '.' &&
         X509_check_host(const_cast<X509*>(certificate), host.data(), host.size(), 0, nullptr) == 1;
}

}  // namespace

void Context::Free::operator()(ssl_ctx_st* context) const { SSL_CTX_free(context); }

tl::expected<std::shared_ptr<const Context>, BadCertificate> Context::for_server(
    std::span<const CertificateFiles> certificates, std::vector<std::string> kept_names) {
  std::shared_ptr<Context> made(new Context());
  made->is_server_ = true;
  made->kept_names_ = std::move(kept_names);
  for (std::size_t index = 0; index < certificates.size(); ++index) {
    auto added = made->add_certificate(certificates[index]);
    if (added) continue;
    added.error().index = index;
    return tl::unexpected(added.error());
  }
  SSL_CTX_set_tlsext_servername_callback(made->first(), &Context::on_server_name);
  SSL_CTX_set_tlsext_servername_arg(made->first(), made.get());
  return made;
}

tl::expected<void, BadCertificate> Context::add_certificate(const CertificateFiles& files) {
  ERR_clear_error();
  ContextPtr made = make(TLS_server_method());
  if (made == nullptr) {
    return tl::unexpected(BadCertificate{0, false, "TLS cannot be used: " + take_openssl_error()});
  }
  SSL_CTX* context = made.get();
  if (auto shown = show(context, files); !shown) return shown;
  SSL_CTX_set_num_tickets(context, 1);
  SSL_CTX_set_session_id_context(context,
                                 reinterpret_cast<const unsigned char*>(session_context.data()),
                                 session_context.size());
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_cert_verify_callback(context, believe_any, nullptr);
  SSL_CTX_set_max_cert_list(context, client_chain_bytes_max);
  SSL_CTX_set_alpn_select_cb(context, choose_protocol, nullptr);
  X509* certificate = SSL_CTX_get0_certificate(context);
  is_self_made_ = is_self_made_ || X509_self_signed(certificate, 0) == 1;
  if (contexts_.empty()) fingerprint_ = fingerprint_of(certificate).value_or(Fingerprint{});
  valid_from_s_ = std::max(valid_from_s_, seconds_of(X509_get0_notBefore(certificate)));
  const std::int64_t until_s = seconds_of(X509_get0_notAfter(certificate));
  valid_until_s_ = contexts_.empty() ? until_s : std::min(valid_until_s_, until_s);
  contexts_.emplace_back(made.release());
  return {};
}

int Context::on_server_name(ssl_st* ssl, int*, void* context) {
  const char* name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);
  if (name == nullptr) return SSL_TLSEXT_ERR_NOACK;
  for (const Owned& one : static_cast<const Context*>(context)->contexts_) {
    if (!is_of(SSL_CTX_get0_certificate(one.get()), name)) continue;
    SSL_set_SSL_CTX(ssl, one.get());
    return SSL_TLSEXT_ERR_OK;
  }
  return SSL_TLSEXT_ERR_NOACK;
}

bool Context::has_certificate_of(const std::string& host) const {
  return std::any_of(contexts_.begin(), contexts_.end(), [&](const Owned& one) {
    return is_of(SSL_CTX_get0_certificate(one.get()), host);
  });
}

Result<std::shared_ptr<const Context>> Context::for_client(const ClientSettings& settings) {
  ERR_clear_error();
  std::shared_ptr<Context> made(new Context());
  ContextPtr context = make(TLS_client_method());
  if (context == nullptr) return fail("TLS cannot be used: " + take_openssl_error());
  made->trusts_anybody_ = settings.trusts_anybody;
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
  if (settings.trusts_anybody) {
    SSL_CTX_set_cert_verify_callback(context.get(), believe_any, nullptr);
  } else {
    const bool has_some =
        settings.authorities.empty()
            ? SSL_CTX_set_default_verify_paths(context.get()) == 1
            : SSL_CTX_load_verify_file(context.get(), settings.authorities.c_str()) == 1;
    if (!has_some) return fail(why_not_read(settings.authorities));
  }
  if (settings.own) {
    if (auto shown = show(context.get(), *settings.own); !shown) return fail(shown.error().text);
  }
  made->contexts_.emplace_back(context.release());
  return made;
}

}  // namespace uvchat::tls
