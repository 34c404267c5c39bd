#pragma once

#include <uv.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "client/connection.h"
#include "link/strict_tls.h"
#include "uvchat/irc/message.h"

namespace uvchat::cli {

// One connection to a server that speaks IRC, or looks as if it did: lines out, lines in. Opened
// once. As with client::Connection, on_wire_closed is the last call and comes from the loop; in it
// the wire may be destroyed.
class Wire {
 public:
  class Listener {
   public:
    // What the server can do is known. False: the registration waits for end_negotiation().
    virtual bool on_wire_negotiated() { return true; }
    virtual void on_wire_registered(std::string_view nick) = 0;
    virtual void on_wire_line(const irc::Message& message) = 0;
    // The server refuses our nick. True: the wire tries others.
    virtual bool on_wire_nick_refused(const irc::Message&) { return true; }
    virtual void on_wire_drained() {}  // pending_bytes() is 0 again
    virtual void on_wire_closed(const client::Closed& closed) = 0;

   protected:
    ~Listener() = default;
  };

  virtual ~Wire() = default;
  virtual void connect(const std::string& host, std::uint16_t port) = 0;
  // Without CR LF.
  virtual void send_line(std::string_view line) = 0;
  // Called from the loop after send_line(), for the lines that the wire itself answers.
  virtual void answer() {}
  virtual void end_negotiation() {}
  // Whether nobody on a network can read along: it has TLS with a server that is believed, or the
  // server is on this machine.
  virtual bool is_secure() const = 0;
  virtual bool is_local() const = 0;            // the server is on this machine
  virtual std::string tls_version() const = 0;  // empty: in clear, or not connected
  // See client::Connection.
  virtual std::optional<tls::Fingerprint> pinned_certificate() const = 0;
  // While it does not read, the server's lines wait.
  virtual void set_reading(bool reads) = 0;
  virtual std::size_t pending_bytes() const = 0;
  virtual void close() = 0;
};

// What a wire needs; all of it outlives the wire.
struct WireParts {
  uv_loop_t& loop;
  std::span<char> read_buffer;
  Wire::Listener& listener;
  client::TlsSettings tls = {};  // without a context: in clear
};

// What the wire is, for StrictTls. `port`: that it is connected to.
inline StrictTls::Seen seen_of(const Wire& wire, std::uint16_t port) {
  const bool has_tls = !wire.tls_version().empty();
  return {has_tls, has_tls && wire.is_secure(), wire.is_local(), port};
}

// `password` is the server's; empty: none.
std::unique_ptr<Wire> irc_wire(const WireParts& parts, const std::string& nick,
                               std::string_view password, std::vector<std::string> capabilities);

// For the classroom's server (docs/operators.md). Its only room is the first one joined.
std::unique_ptr<Wire> classroom_wire(const WireParts& parts, const std::string& nick);

}  // namespace uvchat::cli
