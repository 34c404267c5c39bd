#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "uvchat/base/result.h"
#include "uvchat/tls/application.h"
#include "uvchat/tls/context.h"
#include "uvchat/tls/fingerprint.h"

namespace uvchat::tls {

// One end of a TLS connection, without a socket (RFC 8446, RFC 5246). Each call is given what came
// from the peer, of which it takes as much as it needs off the front, and appends what is to be
// sent to it. Between the calls no buffer is kept, but for a record that has not come whole: the
// caller keeps what was not taken. A peer that goes on with handshake messages (new keys, requests
// to renegotiate) fails after the hundredth: they cost much more than what they take on the wire.
// Owner: one thread at a time.
class Session {
 public:
  enum class Status : std::uint8_t {
    done,         // what was asked for; of reading, maybe more follows
    wants_input,  // all that was given is taken
    closed,       // the peer has said that nothing follows (close_notify)
    failed,       // see why(); what was appended tells the peer
  };
  struct Read {
    Status status = Status::wants_input;
    std::size_t bytes = 0;
  };
  static constexpr std::size_t record_bytes_max = 16 * 1024;  // of clear text

  // A client of IRC is asked for a certificate, which it need not show. One of HTTP is not: a
  // browser would ask its user.
  static Session server(std::shared_ptr<const Context> context,
                        Application application = Application::irc);
  // `peer`: a host name or a numeric address, which the server's certificate must be of. The error
  // says that it is neither.
  static Result<Session> client(std::shared_ptr<const Context> context, const std::string& peer,
                                Application application = Application::irc);
  ~Session();
  Session(Session&&) noexcept = default;
  Session& operator=(Session&&) noexcept = default;

  // Until it is done, nothing else may be called.
  Status shake_hands(std::string_view& in, std::string& out);
  // At most `into.size()` bytes, of one record.
  Read read(std::string_view& in, std::span<char> into, std::string& out);
  // All of it. False: the connection has failed.
  bool write(std::string_view clear, std::string& out);
  // Tells the peer that nothing follows.
  void close(std::string& out);

  // Of the peer's certificate, whether it is believed or not; nothing where it has shown none.
  std::optional<Fingerprint> certificate() const;
  // Of a server: the client has come for one of the context's kept names (it says so by SNI, RFC
  // 6066), and was shown a certificate of that name.
  bool has_kept_name() const;
  std::string version() const;  // "TLSv1.3"
  std::string cipher() const;   // "TLS_AES_256_GCM_SHA384"
  // Why it failed, or why the peer is not believed.
  const std::string& why() const { return why_; }
  // It failed because the server's certificate is not believed.
  bool distrusts_peer() const { return distrusts_peer_; }

 private:
  struct Free {
    void operator()(ssl_st* ssl) const;
  };

  explicit Session(std::shared_ptr<const Context> context);
  Status status_of(int result);

  std::shared_ptr<const Context> context_;  // longer than ssl_
  std::unique_ptr<int> messages_;           // of handshakes, from the peer; longer than ssl_
  std::unique_ptr<ssl_st, Free> ssl_;
  std::string why_;
  bool distrusts_peer_ = false;
};

}  // namespace uvchat::tls
