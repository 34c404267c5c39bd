#pragma once

#include <uv.h>

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "client/target.h"
#include "link/backoff.h"
#include "link/strict_tls.h"
#include "link/wire.h"

namespace uvchat::cli {

// Keeps the client connected to a server: one wire after the other, until close().
//
// Owned and used by the loop's thread. on_link_ended is the last call; it comes from the loop, and
// in it the link may be destroyed.
class Link final : private Wire::Listener {
 public:
  class Listener {
   public:
    virtual void on_link_connecting() = 0;
    // What the server can do is known. False: the registration waits for end_negotiation().
    virtual bool on_link_negotiated(bool is_secure) = 0;
    virtual void on_link_registered(std::string_view nick) = 0;
    virtual void on_link_line(const irc::Message& message) = 0;
    // Also after a failed attempt. `retry_in_ms` is nothing if there is no further attempt until
    // connect_again().
    virtual void on_link_lost(const std::string& why, std::optional<std::uint64_t> retry_in_ms) = 0;
    // What is kept of the server's wish for TLS could not be written.
    virtual void on_link_forgets(const std::string& why) = 0;
    virtual void on_link_ended() = 0;

   protected:
    ~Listener() = default;
  };
  using MakeWire = std::function<std::unique_ptr<Wire>(const WireParts& parts)>;

  // `tls`: of each wire, without a context until the server wants TLS (`strict`).
  Link(uv_loop_t& loop, Listener& listener, client::Target server, client::TlsSettings tls,
       StrictTls strict, MakeWire make_wire);
  Link(const Link&) = delete;
  Link& operator=(const Link&) = delete;

  // If it is not to connect yet, connect_again() makes it.
  void start(bool connects);
  // Dropped if there is no connection.
  void send_line(std::string_view line);
  // Connects now, without waiting; an open connection is closed.
  void connect_again();
  void end_negotiation();
  // Of the present connection: see Wire.
  bool is_secure() const { return wire_ && wire_->is_secure(); }
  std::string tls_version() const { return wire_ ? wire_->tls_version() : std::string(); }
  std::optional<tls::Fingerprint> pinned_certificate() const {
    return wire_ ? wire_->pinned_certificate() : std::nullopt;
  }
  // Closes the connection. Where it is not to try again, it waits for connect_again().
  void hang_up(bool tries_again);
  // The server gets a moment for its last lines.
  void close();

 private:
  bool on_wire_negotiated() override;
  void on_wire_registered(std::string_view nick) override;
  void on_wire_line(const irc::Message& message) override;
  void on_wire_closed(const client::Closed& closed) override;

  void connect();
  void connect_with_tls(std::uint16_t port);
  void tell(const Result<void>& kept);
  void rest_if_long();
  void end();
  static void on_rested(uv_timer_t* timer);
  static void on_timer(uv_timer_t* timer);
  static void on_answers(uv_timer_t* timer);
  static void on_handle_closed(uv_handle_t* handle);

  uv_loop_t& loop_;
  Listener& listener_;
  client::Target server_;
  client::TlsSettings tls_;
  StrictTls strict_;
  MakeWire make_wire_;
  Backoff backoff_;
  std::array<char, 65536> read_buffer_;
  std::unique_ptr<Wire> wire_;
  uv_timer_t timer_{};    // until the next attempt; when closing, until it is forced
  uv_timer_t answers_{};  // of 0 ms: a wire's own answers come from the loop
  uv_timer_t rest_{};     // of 0 ms: reading goes on in the next turn of the loop
  int open_handles_ = 0;
  std::uint64_t registered_at_ms_ = 0;  // 0: it is not registered
  std::string why_ends_;                // by our own decision; empty: by none
  bool at_once_ = false;                // the next attempt
  bool unwelcome_ = false;              // trying again is useless: banned, not believed
  bool closing_ = false;
};

}  // namespace uvchat::cli
