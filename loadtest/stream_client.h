#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "client/connection.h"
#include "loadtest/client.h"

namespace uvchat::loadtest {

// A client whose protocol is spoken right on a TCP connection, with its markers in clear.
class StreamClient : public Client, private client::Connection::Listener {
 public:
  StreamClient(const ClientContext& context, std::uint32_t number, Seat seat, std::string name)
      : Client(context.owner, number, seat, std::move(name)),
        connection_(context.loop, context.read_buffer, *this) {
    connection_.use_tls(context.tls);
  }

  void connect(const std::string& host, std::uint16_t port) override {
    connection_.connect(host, port);
  }
  void connect(const sockaddr_storage& address, const sockaddr_storage* source) override {
    connection_.connect(address, source);
  }
  Result<sockaddr_storage> peer() const override { return connection_.peer(); }
  void set_reading(bool reads) override { connection_.set_reading(reads); }
  void send(std::string_view bytes) override { connection_.send(bytes); }
  void close(std::string why) override {
    connection_.close({client::CloseCause::asked, std::move(why)});
  }

 private:
  // The connection is there: what the client does to be registered.
  virtual void begin() = 0;

  void on_connected() final {
    owner().on_connected(*this);
    begin();
  }
  void on_bytes(std::string_view bytes) final { owner().on_bytes(*this, bytes); }
  void on_closed(const client::Closed& closed) final { owner().on_closed(*this, closed); }
  std::optional<Marker> open_line(std::string_view) final { return std::nullopt; }

  client::Connection connection_;
};

}  // namespace uvchat::loadtest
