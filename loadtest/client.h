#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "client/irc_client.h"
#include "loadtest/account_login.h"
#include "loadtest/layout.h"
#include "loadtest/line_cipher.h"
#include "loadtest/receiver.h"
#include "loadtest/scenario.h"

namespace uvchat::loadtest {

// One of the simulated clients. Owned and used by the loop's thread; on_closed is its last word.
class Client {
 public:
  class Owner {
   public:
    virtual void on_connected(Client&) = 0;
    virtual void on_registered(Client&) = 0;
    virtual void on_joined(Client&) = 0;
    // Bytes that may hold markers; see take_bytes().
    virtual void on_bytes(Client&, std::string_view bytes) = 0;
    virtual void on_closed(Client&, const client::Closed& closed) = 0;
    // Of ask().
    virtual void on_answer(Client&) {}
    // What the server says that it runs, in its own words.
    virtual void on_server_version(Client&, std::string_view) {}
    // Where it takes files: a URL.
    virtual void on_file_host(Client&, std::string_view) {}

   protected:
    ~Owner() = default;
  };

  Client(Owner& owner, std::uint32_t number, Seat seat, std::string name)
      : owner_(owner), number_(number), seat_(seat), name_(std::move(name)) {}
  virtual ~Client() = default;
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  virtual void connect(const std::string& host, std::uint16_t port) = 0;
  // `source`: where from, if that matters.
  virtual void connect(const sockaddr_storage& address, const sockaddr_storage* source) = 0;
  virtual Result<sockaddr_storage> peer() const = 0;
  // Goes into its room; on_joined follows.
  virtual void join() = 0;
  // Out of its room and in again; on_joined follows.
  virtual void rejoin() = 0;
  virtual void quit() = 0;
  // What comes to a client that does not read waits at the server.
  virtual void set_reading(bool reads) = 0;
  virtual void send(std::string_view bytes) = 0;
  // Asks the server for a sign of life; on_answer follows. False where the protocol has none that
  // tells more than the lines do.
  virtual bool ask() { return false; }
  virtual void close(std::string why) = 0;

  // Appends to `out` the line that bears `marker`, ready to send: to the client's room, or where
  // there is a `partner`, to that client alone.
  virtual void append_line(std::string& out, const Marker& marker, std::uint32_t payload_bytes,
                           const Client* partner) const = 0;

  // Cuts bytes into lines for `sink.marked(Marker)`; lines without a marker are the client's own.
  template <typename Sink>
  void take_bytes(std::string_view bytes, Sink& sink) {
    struct Split {
      Client& client;
      Sink& sink;
      void marked(const Marker& marker) { sink.marked(marker); }
      void other(std::string_view line) {
        if (const auto marker = client.open_line(line)) {
          sink.marked(*marker);
        } else {
          client.take_other_line(line);
        }
      }
    } split{*this, sink};
    if (!receiver_.feed(bytes, split)) close("the server sent a line without an end");
  }

  std::uint32_t number() const { return number_; }
  Seat seat() const { return seat_; }
  const std::string& name() const { return name_; }

 protected:
  // The marker of a line that does not bear it in clear.
  virtual std::optional<Marker> open_line(std::string_view line) = 0;
  virtual void take_other_line(std::string_view line) = 0;
  Owner& owner() const { return owner_; }
  void rename(std::string name) { name_ = std::move(name); }
  // `payload_bytes` of text, the last of which are the marker.
  static void append_payload(std::string& out, const Marker& marker, std::uint32_t payload_bytes);

 private:
  Owner& owner_;
  std::uint32_t number_;
  Seat seat_;
  std::string name_;
  Receiver receiver_;
};

// Before it connects: with TLS and over WebSocket, as the scenario says.
void equip(client::IrcClient& session, const Scenario& scenario);

// Everything the clients of one loop share.
struct ClientContext {
  uv_loop_t& loop;
  std::span<char> read_buffer;
  Client::Owner& owner;
  LineCipher& cipher;
  Accounts& accounts;
  const client::TlsSettings& tls;
};

// A client of the scenario's protocol. An idle one only registers and answers PING.
std::unique_ptr<Client> make_client(const ClientContext& context, const Scenario& scenario,
                                    std::uint32_t number, Seat seat, std::string name);

}  // namespace uvchat::loadtest
