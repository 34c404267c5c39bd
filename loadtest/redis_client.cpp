#include <initializer_list>

#include "loadtest/broker_client.h"

namespace uvchat::loadtest {
namespace {

std::string command(std::initializer_list<std::string_view> words) {
  std::string out = "*" + std::to_string(words.size()) + "\r\n";
  for (const std::string_view word : words) {
    out.append("$" + std::to_string(word.size()) + "\r\n").append(word).append("\r\n");
  }
  return out;
}

// Speaks RESP3: before that, who had subscribed could not publish. A message comes as a push, of
// which the payload is a line; what else there is of it says nothing that is not known.
class RedisClient final : public BrokerClient {
 public:
  using BrokerClient::BrokerClient;

  void quit() override { send(command({"QUIT"})); }

  void append_line(std::string& out, const Marker& marker, std::uint32_t payload_bytes,
                   const Client*) const override {
    const std::string room = room_name();
    out += "*3\r\n$7\r\nPUBLISH\r\n$" + std::to_string(room.size()) + "\r\n" + room + "\r\n$" +
           std::to_string(payload_bytes) + "\r\n";
    append_payload(out, marker, payload_bytes);
    out += "\r\n";
  }

 private:
  void begin() override { send(command({"HELLO", "3"}) + command({"PING"})); }
  void subscribe_and_ping() override {
    send(command({"SUBSCRIBE", room_name()}) + command({"PING"}));
  }
  void unsubscribe() override { send(command({"UNSUBSCRIBE", room_name()})); }

  void take_other_line(std::string_view line) override {
    if (line == "+PONG") {
      take_pong();
    } else if (line.starts_with('-')) {
      take_error(line);
    }
  }
};

}  // namespace

std::unique_ptr<Client> make_redis_client(const ClientContext& context, std::uint32_t number,
                                          Seat seat, std::string name) {
  return std::make_unique<RedisClient>(context, number, seat, std::move(name));
}

}  // namespace uvchat::loadtest
