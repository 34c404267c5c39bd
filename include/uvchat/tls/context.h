#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "uvchat/base/result.h"
#include "uvchat/tls/fingerprint.h"

struct ssl_st;
struct ssl_ctx_st;

namespace uvchat::tls {

// PEM files: a certificate, followed by those that lead from it to a known issuer; and its key.
struct CertificateFiles {
  std::string certificate;
  std::string key;
};

// Which of a server's certificates cannot be shown: its place in the list, and which of its files
// is wrong.
struct BadCertificate {
  std::size_t index = 0;
  bool is_key = false;
  std::string text;
};

struct ClientSettings {
  std::string authorities = {};  // whom it believes: a PEM file; empty: those of the system
  bool trusts_anybody = false;   // the caller looks at the certificate itself, and decides
  std::optional<CertificateFiles> own = std::nullopt;  // what it shows of itself
};

// What all connections of a server, or of a client, have in common: TLS 1.2 or 1.3, no
// renegotiation, no compression, AEAD ciphers with forward secrecy alone. Immutable: to show other
// certificates a new one is made, and connections keep the one that they began with. Thread-safe.
class Context {
 public:
  // The first certificate is shown where no other one is of the name that the client asks for.
  // A client that shows a certificate need not be known to anybody: see Session::certificate(). The
  // error names the file. `kept_names`: the host names at which TLS is to stay: see
  // Session::has_kept_name(). REQUIRES: at least one certificate.
  static tl::expected<std::shared_ptr<const Context>, BadCertificate> for_server(
      std::span<const CertificateFiles> certificates, std::vector<std::string> kept_names = {});
  static Result<std::shared_ptr<const Context>> for_client(const ClientSettings& settings);

  // When the first of the server's certificates ends: wall clock, in seconds since 1970.
  std::int64_t valid_until_s() const { return valid_until_s_; }
  // All of the server's certificates have begun, and none has ended.
  bool is_valid_at(std::int64_t now_s) const {
    return valid_from_s_ <= now_s && now_s < valid_until_s_;
  }
  // One of the server's certificates is of this host.
  bool has_certificate_of(const std::string& host) const;
  const std::vector<std::string>& kept_names() const { return kept_names_; }
  // One of the server's certificates was signed with its own key: nobody vouches for it.
  bool is_self_made() const { return is_self_made_; }
  // Of the first of the server's certificates.
  const Fingerprint& fingerprint() const { return fingerprint_; }
  bool is_server() const { return is_server_; }
  bool trusts_anybody() const { return trusts_anybody_; }
  // One for each certificate.
  ssl_ctx_st* first() const { return contexts_.front().get(); }

 private:
  struct Free {
    void operator()(ssl_ctx_st* context) const;
  };
  using Owned = std::unique_ptr<ssl_ctx_st, Free>;

  Context() = default;
  tl::expected<void, BadCertificate> add_certificate(const CertificateFiles& files);
  static int on_server_name(ssl_st* ssl, int* alert, void* context);

  std::vector<Owned> contexts_;
  std::vector<std::string> kept_names_;
  std::int64_t valid_from_s_ = 0;
  std::int64_t valid_until_s_ = 0;
  Fingerprint fingerprint_{};
  bool is_server_ = false;
  bool is_self_made_ = false;
  bool trusts_anybody_ = false;
};

}  // namespace uvchat::tls
