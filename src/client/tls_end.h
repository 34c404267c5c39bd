#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "uvchat/base/result.h"
#include "uvchat/tls/session.h"

namespace uvchat::client {

// How a connection is secured. Without a context it is not: everything is sent in clear.
struct TlsSettings {
  std::shared_ptr<const tls::Context> context = nullptr;  // many connections may share one
  // Whose certificate it must be: a host name or an address; empty: what connect() is given.
  std::string peer = {};
  // Asked once, after the handshake, of what the server has shown; an error says why it is not
  // believed. Null: the context decides. For a context that trusts anybody.
  std::function<Result<void>(const tls::Fingerprint&)> believes = nullptr;
  std::uint64_t handshake_ms = 20'000;  // it may take so long
};

// A client's end of TLS on a connection: a tls::Session, who is believed, and how much a server may
// say before it is. All of it is the connection's thread's.
class TlsEnd {
 public:
  using Status = tls::Session::Status;
  static constexpr std::size_t handshake_bytes_max = std::size_t{256} << 10;  // from the server

  // The error says that `peer` is nobody.
  static Result<TlsEnd> begin(const TlsSettings& settings, const std::string& peer,
                              tls::Application application = tls::Application::irc);

  // Takes what it needs off the front of `in` and appends what is to be sent. `done`: the server
  // has shown who it is, and is believed.
  Status shake_hands(std::string_view& in, std::string& out);
  // Takes all of it, appends what it says to `clear`, and what is to be sent to `out`. Never done:
  // it wants input until the end.
  Status read(std::string_view in, std::string& clear, std::string& out);
  bool write(std::string_view clear, std::string& out) { return session_.write(clear, out); }
  void close(std::string& out) { session_.close(out); }

  // Why it failed, without the name of the server.
  const std::string& why() const { return why_; }
  bool distrusts_peer() const { return distrusts_peer_; }
  std::optional<tls::Fingerprint> certificate() const { return session_.certificate(); }
  std::string version() const { return session_.version(); }
  // Somebody has looked at the certificate: the context, or `believes`.
  bool knows_peer() const { return believes_ || !trusts_anybody_; }

 private:
  TlsEnd(tls::Session session, const TlsSettings& settings);

  tls::Session session_;
  std::function<Result<void>(const tls::Fingerprint&)> believes_;
  bool trusts_anybody_;
  bool distrusts_peer_ = false;
  std::size_t handshake_bytes_ = 0;
  std::string why_;
};

}  // namespace uvchat::client
