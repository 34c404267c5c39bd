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
#include "link/wire.h"

namespace uvchat::cli {

// Keeps up the connection to a server: one wire after the other, until close().
//
// Owned and used by the loop's thread. on_link_ended is the last word; it comes from the loop, and
// in it the link may be destroyed.
class Link final : private Wire::Listener {
 public:
  class Listener {
   public:
    virtual void on_link_connecting() = 0;
    virtual void on_link_registered(std::string_view nick) = 0;
    virtual void on_link_line(const irc::Message& message) = 0;
    // Also after an attempt that failed. `retry_in_ms`: nothing where there will be no other one
    // unless connect_again() is called.
    virtual void on_link_lost(const std::string& why, std::optional<std::uint64_t> retry_in_ms) = 0;
    virtual void on_link_ended() = 0;

   protected:
    ~Listener() = default;
  };
  using MakeWire = std::function<std::unique_ptr<Wire>(const WireParts& parts)>;

  Link(uv_loop_t& loop, Listener& listener, client::Target server, MakeWire make_wire);
  Link(const Link&) = delete;
  Link& operator=(const Link&) = delete;

  void start();
  // Dropped where there is no connection.
  void send_line(std::string_view line);
  // Now, whatever the wait was; a connection that is there is given up.
  void connect_again();
  // The server has a moment to say its last words.
  void close();

 private:
  void on_wire_registered(std::string_view nick) override;
  void on_wire_line(const irc::Message& message) override;
  void on_wire_closed(const client::Closed& closed) override;

  void connect();
  void rest_if_long();
  void end();
  static void on_rested(uv_timer_t* timer);
  static void on_timer(uv_timer_t* timer);
  static void on_answers(uv_timer_t* timer);
  static void on_handle_closed(uv_handle_t* handle);

  uv_loop_t& loop_;
  Listener& listener_;
  client::Target server_;
  MakeWire make_wire_;
  Backoff backoff_;
  std::array<char, 65536> read_buffer_;
  std::unique_ptr<Wire> wire_;
  uv_timer_t timer_{};    // to the next attempt; when closing, to the end of patience
  uv_timer_t answers_{};  // of no time: what a wire answers itself comes from the loop
  uv_timer_t rest_{};     // of no time: the next turn of the loop, in which we read on
  int open_handles_ = 0;
  std::uint64_t registered_at_ms_ = 0;  // 0: it is not
  bool at_once_ = false;                // the next attempt
  bool unwelcome_ = false;              // banned or without password: trying again is no use
  bool closing_ = false;
};

}  // namespace uvchat::cli
