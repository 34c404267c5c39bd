#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "net/http_streams.h"
#include "net/websocket_framing.h"
#include "tests/http/client_frames.h"
#include "tests/net/loop_fixture.h"

namespace uvchat::net {

// Keeps what it is told; what it says, the test says for it.
struct ToyFileDoor final : http::FileDoor {
  void asked(http::Request&& head, const http::Visitor& visitor) override {
    told.push_back(visitor.conn);
    heads.push_back(std::move(head));
    news += "asked ";
  }
  void came(ConnId, std::string&& piece) override {
    news += "came ";
    body += piece;
  }
  void ended(ConnId) override { news += "ended "; }
  void wants_piece(ConnId) override { news += "wants "; }
  void left(ConnId) override { news += "left "; }
  // What was told since the last look: "asked came ended ".
  std::string heard() { return std::exchange(news, {}); }

  std::vector<ConnId> told;
  std::vector<http::Request> heads;
  std::string body;
  std::string news;
};

// A LoopCore behind HTTP on fake streams, whose listener speaks HTTP, and a hub that only listens.
class HttpLoop : public testing::Test, protected HttpPort {
 protected:
  static constexpr std::string_view upgrade =
      "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
      "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

  static LoopSettings settings_of_tests() {
    LoopSettings settings;
    settings.listeners = {{{Protocol::http}, "127.0.0.1", 8080}};
    settings.flood.enabled = false;
    return settings;
  }

  void opened(std::uint32_t slot, const http::Request&, http::Subprotocol subprotocol) override {
    core.greeted(slot, {*Address::parse("192.0.2.1"), false, {}},
                 subprotocol == http::Subprotocol::text ? text : binary);
  }

  std::optional<Payer> payer(std::uint32_t, const http::Request&) const override {
    if (!user) return std::nullopt;
    return Payer{*user, is_proxied};
  }
  http::Visitor visitor(std::uint32_t slot, const http::Request&) const override {
    return {core.name_of(slot), user.value_or(*Address::parse("192.0.2.1")), true};
  }

  ConnId connect() {
    const std::uint32_t slot = core.accept(0, now).value();
    streams.put(slot);
    http.open(slot, site, door, now);
    return core.name_of(slot);
  }
  // A client whose WebSocket is open.
  ConnId connect_websocket() {
    const ConnId conn = connect();
    says(conn, upgrade);
    turn();
    stream(conn).sent.clear();
    return conn;
  }

  // What the client says, as far as it is read now.
  std::size_t says(ConnId conn, std::string_view bytes) {
    if (!stream(conn).reading || stream(conn).closing) return 0;
    const std::span<char> lent = http.lend(conn.slot());
    const std::size_t size = std::min(lent.size(), bytes.size());
    if (size > 0) {
      std::copy_n(bytes.begin(), size, lent.begin());
      http.on_read(conn.slot(), size, now);
    }
    core.check_invariants();
    return size;
  }
  void says_all(ConnId conn, std::string_view bytes) {
    while (!bytes.empty() && !stream(conn).closing) {
      bytes.remove_prefix(says(conn, bytes));
      turn();
    }
  }

  void turn() {
    if (std::optional<EventBatch> batch = core.take_batch()) {
      for (const Event& event : batch->events) heard[event.conn].push_back(words_of(*batch, event));
      core.give_back(std::move(*batch));
    }
    core.flush(now);
    core.admit_waiting(now);
    core.begin_round();
    http.begin_round(now);
    core.check_invariants();
  }
  void turns_until_quiet() {
    do {
      turn();
    } while (core.has_work() || http.has_work());
  }
  void deliver(const Deliveries& deliveries) {
    core.deliver(deliveries.batch(), now);
    turn();
  }
  void finish_write(ConnId conn) {
    streams.finish_write(conn.slot());
    http.on_written(conn.slot(), true, now);
    core.check_invariants();
  }
  void passes(std::uint64_t ms) {
    now.mono_ms += ms;
    core.tick(now);
  }
  void finish_close(ConnId conn) {
    ASSERT_TRUE(stream(conn).closing);
    if (!stream(conn).under_way.empty()) {
      stream(conn).under_way.clear();
      http.on_written(conn.slot(), false, now);
    }
    stream(conn).exists = false;
    http.on_closed(conn.slot());
    core.check_invariants();
  }
  FakeStreams::Stream& stream(ConnId conn) { return streams.at(conn.slot()); }

  OperatorDoor door;
  ToyFileDoor files;
  std::optional<Address> user;  // of the next request; nobody: it is free
  bool is_proxied = false;
  std::shared_ptr<http::Site> site = std::make_shared<http::Site>();
  FakeStreams streams;
  Now now{1'000'000, 784'111'777'000'000};
  LoopCore core{settings_of_tests(), http};
  HttpStreams http{core, streams, *this, &files};
  const FramingId text =
      core.add_framing(std::make_unique<WebSocketFraming>(http::Subprotocol::text));
  const FramingId binary =
      core.add_framing(std::make_unique<WebSocketFraming>(http::Subprotocol::binary));
  std::map<ConnId, std::vector<std::string>> heard;  // of the hub
};

}  // namespace uvchat::net
