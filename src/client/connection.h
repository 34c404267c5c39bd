#pragma once

#include <sys/socket.h>
#include <uv.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "client/tls_end.h"
#include "client/websocket_end.h"
#include "uvchat/base/result.h"
#include "uvchat/tls/fingerprint.h"

namespace uvchat::client {

enum class CloseCause : std::uint8_t {
  asked,           // the owner called close()
  host_not_found,  // the name has no address
  not_connected,   // no address of the host took the connection
  not_secured,     // the server took the connection, and does not speak TLS with us
  not_trusted,     // the server's certificate is not believed
  lost,            // it was open and broke or was closed by the server
};

struct Closed {
  CloseCause cause = CloseCause::asked;
  std::string text;  // one sentence a user can act on, without a trailing full stop
  // libuv's error that was the reason, UV_EOF among them; 0: none was. UV_ECONNABORTED: a
  // connection with TLS ended before the server had said that it would, so something may be
  // missing.
  int status = 0;
  std::string last_words = {};  // what the server said in ERROR before it closed
  std::string tls_reason = {};  // not_secured, not_trusted: OpenSSL's words, or our own
  // not_trusted: what the server has shown.
  std::optional<tls::Fingerprint> certificate = std::nullopt;
};

// A TCP connection to a server, with TLS or in clear: bytes in, bytes out, TCP_NODELAY set.
//
// Owned and used by the thread that runs `loop`. A connection is opened once. on_closed is its last
// word and always comes from the loop, never from inside a call of the owner; from then on (inside
// on_closed too) it may be destroyed, and before then it may not, unless it was never opened.
class Connection {
 public:
  class Listener {
   public:
    // With TLS: the handshake is done, and the server is who it should be.
    virtual void on_connected() = 0;
    // The bytes of one read; they are gone when the call returns.
    virtual void on_bytes(std::string_view bytes) = 0;
    // All that send() could not give to the kernel at once has been given to it.
    virtual void on_drained() {}
    virtual void on_closed(const Closed& closed) = 0;

   protected:
    ~Listener() = default;
  };

  // More than this, unsent, and the connection is closed as lost: the server reads no more.
  static constexpr std::size_t pending_bytes_max = std::size_t{16} << 20;

  // `read_buffer` is used only during a read, so all connections of a loop may share one; it and
  // `listener` outlive the connection.
  Connection(uv_loop_t& loop, std::span<char> read_buffer, Listener& listener);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // Before connect(). Whatever then happens, nothing is sent in clear.
  void use_tls(TlsSettings settings) { tls_settings_ = std::move(settings); }

  // Before connect(). What is sent and heard are lines, which go over a WebSocket (with TLS: wss).
  // `host`: what its request is for.
  void use_websocket(std::string host) { websocket_host_ = std::move(host); }

  // Resolves `host` (a name or an IPv4 or IPv6 address) and tries its addresses in turn.
  void connect(const std::string& host, std::uint16_t port);
  // `source`: the address to connect from, with port 0; null: as the system likes.
  void connect(const sockaddr_storage& address, const sockaddr_storage* source = nullptr);

  // Sends at once what the kernel takes and keeps the rest. Does nothing unless connected. A write
  // that fails is not an event of its own: the read side still has the server's last words and
  // then reports the end.
  void send(std::string_view bytes);
  // While it does not read, what the server sends waits in the kernel, and then at the server; the
  // end of the connection is not seen. Does nothing unless connected.
  void set_reading(bool reads);
  // What was given to send() and not yet taken by the kernel; with TLS, its records.
  std::size_t pending_bytes() const;

  // Nothing more is sent. The server hears of it behind all that was (with TLS, by a close_notify
  // too), and is to close; until then what it says is still heard.
  void end_sending();
  // Ends the connection; what is unsent is dropped. The first call's reason counts.
  void close(Closed why);

  bool connected() const { return state_ == State::open; }
  // Whom it is connected to; an error unless connected().
  Result<sockaddr_storage> peer() const;
  // Whether the peer is on this machine, so that nobody on a network can read along. False unless
  // connected.
  bool stays_on_this_machine() const;
  // Whether nobody can read along, since it has TLS with a server whose certificate is believed.
  // False unless connected.
  bool is_secure() const { return connected() && tls_ && tls_->knows_peer(); }
  std::string tls_version() const;  // "TLSv1.3"; empty: in clear, or not connected
  // Of the server's certificate, where it is believed for its fingerprint alone; else nothing.
  std::optional<tls::Fingerprint> pinned_certificate() const;

 private:
  enum class State : std::uint8_t {
    idle,
    resolving,
    connecting,
    securing,
    upgrading,
    open,
    closing,
    closed
  };
  struct Attempt;
  struct Output;

  static void on_resolved(uv_getaddrinfo_t* request, int status, addrinfo* addresses);
  static void on_connect(uv_connect_t* request, int status);
  static void on_alloc(uv_handle_t* handle, std::size_t suggested, uv_buf_t* buffer);
  static void on_read(uv_stream_t* stream, ssize_t count, const uv_buf_t* buffer);
  static void on_written(uv_write_t* request, int status);
  static void on_handle_closed(uv_handle_t* handle);

  void init_handle();
  void try_address(const sockaddr& address);
  void address_failed(int status);
  void opened();
  void start_reading();
  void read(std::string_view bytes);
  void begin_tls();
  static void on_handshake_late(uv_timer_t* timer);
  static void on_timer_closed(uv_handle_t* handle);
  void shake_hands(std::string_view bytes);
  void not_secured(CloseCause cause, const std::string& reason);
  void read_tls(std::string_view bytes);
  void secured(std::string_view rest);
  void send_clear(std::string_view bytes);
  void take_clear(std::string_view bytes);
  void upgrade(std::string_view bytes);
  void read_websocket(std::string_view bytes);
  void close_timer();
  void send_raw(std::string_view bytes);
  void start_write();
  void end_stream();
  void close_handle();
  void finish();
  uv_stream_t* stream() { return reinterpret_cast<uv_stream_t*>(&tcp_); }

  uv_loop_t& loop_;
  std::span<char> read_buffer_;
  Listener& listener_;
  uv_tcp_t tcp_{};
  uv_shutdown_t shutdown_{};
  State state_ = State::idle;
  bool has_handle_ = false;
  bool send_failed_ = false;
  bool ends_sending_ = false;
  std::unique_ptr<Attempt> attempt_;  // only while connecting
  std::unique_ptr<Output> output_;    // only while the kernel takes no more
  std::unique_ptr<Closed> closed_;    // why it is closing

  TlsSettings tls_settings_;
  std::unique_ptr<TlsEnd> tls_;
  std::string websocket_host_;  // empty: without WebSocket
  std::unique_ptr<WebSocketEnd> websocket_;
  std::unique_ptr<uv_timer_t> timer_;  // of the handshake, until it is closed
};

}  // namespace uvchat::client
