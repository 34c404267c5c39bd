#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "loadtest/stream_client.h"

namespace uvchat::loadtest {

// A client of a publish/subscribe broker. A room is what its members subscribe to; nobody can be
// written to alone. A broker has done what it was asked when it answers the PING sent behind that.
class BrokerClient : public StreamClient {
 public:
  using StreamClient::StreamClient;

  void join() override {
    awaited_ = Awaited::room;
    subscribe_and_ping();
  }
  void rejoin() override {
    unsubscribe();
    join();
  }

 protected:
  std::string room_name() const { return "load" + std::to_string(seat().room); }
  void take_pong() {
    switch (std::exchange(awaited_, Awaited::nothing)) {
      case Awaited::registration:
        owner().on_registered(*this);
        break;
      case Awaited::room:
        owner().on_joined(*this);
        break;
      case Awaited::nothing:
        break;
    }
  }
  // `line` begins with '-': in both protocols, what the server did not do, and why.
  void take_error(std::string_view line) {
    close("the server says: " + std::string(line.substr(1)));
  }

 private:
  enum class Awaited : std::uint8_t { registration, room, nothing };

  virtual void subscribe_and_ping() = 0;
  virtual void unsubscribe() = 0;

  Awaited awaited_ = Awaited::registration;
};

// https://redis.io/docs/latest/develop/reference/protocol-spec/ (RESP3), and .../pubsub/
std::unique_ptr<Client> make_redis_client(const ClientContext& context, std::uint32_t number,
                                          Seat seat, std::string name);

// https://docs.nats.io/reference/reference-protocols/nats-protocol
std::unique_ptr<Client> make_nats_client(const ClientContext& context, std::uint32_t number,
                                         Seat seat, std::string name);

}  // namespace uvchat::loadtest
