#include "loadtest/broker_client.h"

namespace uvchat::loadtest {
namespace {

class NatsClient final : public BrokerClient {
 public:
  using BrokerClient::BrokerClient;

  void quit() override { close("it quits"); }

  void append_line(std::string& out, const Marker& marker, std::uint32_t payload_bytes,
                   const Client*) const override {
    out += "PUB " + room_name() + " " + std::to_string(payload_bytes) + "\r\n";
    append_payload(out, marker, payload_bytes);
    out += "\r\n";
  }

 private:
  void begin() override {}  // the server speaks first
  void subscribe_and_ping() override { send("SUB " + room_name() + " 1\r\nPING\r\n"); }
  void unsubscribe() override { send("UNSUB 1\r\n"); }

  // Most of them are MSG, whose payload is the next line.
  void take_other_line(std::string_view line) override {
    if (line.starts_with("MSG ")) return;
    if (line == "PING") {
      send("PONG\r\n");
    } else if (line == "PONG") {
      take_pong();
    } else if (line.starts_with("-ERR")) {
      take_error(line);
    } else if (line.starts_with("INFO ") && !introduced_) {  // there may be more of them
      introduced_ = true;
      send(R"(CONNECT {"verbose":false,"pedantic":false,"echo":false,"name":")" + name() +
           "\"}\r\nPING\r\n");
    }
  }

  bool introduced_ = false;
};

}  // namespace

std::unique_ptr<Client> make_nats_client(const ClientContext& context, std::uint32_t number,
                                         Seat seat, std::string name) {
  return std::make_unique<NatsClient>(context, number, seat, std::move(name));
}

}  // namespace uvchat::loadtest
