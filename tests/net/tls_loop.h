#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "net/tls_streams.h"
#include "tests/net/loop_fixture.h"
#include "tests/tls/certificates.h"

namespace uvchat::net {

// The far end of a connection: what it has said that is still on its way, and what it has heard.
struct TlsClient {
  explicit TlsClient(tls::Session&& begun) : session(std::move(begun)) {}

  tls::Session session;
  bool is_secure = false;
  std::string on_its_way;  // to the server
  std::size_t taken = 0;   // of what the server has sent
  std::string heard;       // clear
  tls::Session::Status last = tls::Session::Status::wants_input;
};

// A LoopCore on TLS on fake streams, and clients who are the other end. Listener 0 has TLS, 1 has
// none.
class TlsLoop : public testing::Test, protected Greeter, protected HttpPort {
 protected:
  static LoopSettings settings_of_tests() {
    LoopSettings settings;
    settings.listeners = {{{}, "127.0.0.1", 6697, true}, {{}, "127.0.0.1", 6667}};
    settings.flood.enabled = false;
    settings.send_queue_soft_bytes = 100'000;
    settings.send_queue_hard_bytes = 1'000'000;
    return settings;
  }

  void secured(std::uint32_t slot, const tls::Session& session) override {
    core.greeted(slot, {*Address::parse("192.0.2.1"), true, session.certificate()});
  }

  void opened(std::uint32_t, const http::Request&, http::Subprotocol) override {}
  std::optional<Payer> payer(std::uint32_t, const http::Request&) const override { return {}; }
  http::Visitor visitor(std::uint32_t, const http::Request&) const override { return {}; }

  // A connection with TLS that has done nothing yet, and its client, who has said hello.
  ConnId arrive(const tls::ClientSettings& client = {}) {
    const std::uint32_t slot = core.accept(0, now).value();
    streams.put(slot);
    tls.open(slot, certificates, now.mono_ms);
    const ConnId conn = core.name_of(slot);
    tls::ClientSettings believing = client;
    believing.authorities = files.certificate;
    auto session = tls::Session::client(tls::Context::for_client(believing).value(), "a.example");
    clients.insert_or_assign(conn, TlsClient(std::move(*session)));
    hears(conn);
    return conn;
  }
  ConnId connect(const tls::ClientSettings& client = {}) {
    const ConnId conn = arrive(client);
    while (!clients.at(conn).is_secure || !clients.at(conn).on_its_way.empty()) {
      carries(conn);
      turn();
      hears(conn);
    }
    return conn;
  }
  ConnId connect_without_tls() {
    const std::uint32_t slot = core.accept(1, now).value();
    streams.put(slot);
    core.greeted(slot, {*Address::parse("192.0.2.2"), false, {}});
    turn();
    return core.name_of(slot);
  }

  void says(ConnId conn, std::string_view clear) {
    TlsClient& client = clients.at(conn);
    while (!clear.empty()) {
      const std::string_view piece = clear.substr(0, tls::Session::record_bytes_max);
      EXPECT_TRUE(client.session.write(piece, client.on_its_way));
      clear.remove_prefix(piece.size());
    }
  }
  // So many bytes of what the client has said reach the server, as one read, if they are read now.
  std::size_t carries(ConnId conn, std::size_t at_most = std::string::npos) {
    std::string& bytes = clients.at(conn).on_its_way;
    const FakeStreams::Stream& stream = streams.at(conn.slot());
    if (!stream.reading || stream.closing || bytes.empty()) return 0;
    const std::span<char> lent = tls.lend(conn.slot());
    const std::size_t size = std::min({lent.size(), bytes.size(), at_most});
    if (size > 0) {
      std::copy_n(bytes.begin(), size, lent.begin());
      bytes.erase(0, size);
      tls.on_read(conn.slot(), size, now);
    }
    core.check_invariants();
    return size;
  }
  // The client takes what has been sent to it.
  void hears(ConnId conn) {
    TlsClient& client = clients.at(conn);
    const std::string& sent = streams.at(conn.slot()).sent;
    std::string_view in = std::string_view(sent).substr(client.taken);
    if (!client.is_secure) {
      client.last = client.session.shake_hands(in, client.on_its_way);
      client.is_secure = client.last == tls::Session::Status::done;
    }
    std::array<char, 5'000> into;
    while (client.is_secure) {
      const tls::Session::Read got = client.session.read(in, into, client.on_its_way);
      client.heard.append(into.data(), got.bytes);
      client.last = got.status;
      if (got.status != tls::Session::Status::done) break;
    }
    client.taken = sent.size() - in.size();
  }

  // The end of a turn, as IoLoop has it.
  void turn() {
    if (std::optional<EventBatch> batch = core.take_batch()) {
      for (const Event& event : batch->events) heard[event.conn].push_back(words_of(*batch, event));
      core.give_back(std::move(*batch));
    }
    core.flush(now);
    core.admit_waiting(now);
    core.begin_round();
    tls.begin_round(now);
    core.check_invariants();
  }
  void turns_until_quiet() {
    do {
      turn();
    } while (core.has_work() || tls.has_work());
  }
  // All that the client has said reaches the server.
  void arrives_all(ConnId conn) {
    do {
      turn();
    } while (carries(conn) > 0 || tls.has_work());
    turns_until_quiet();
  }
  void deliver(const Deliveries& deliveries) { core.deliver(deliveries.batch(), now); }
  void finish_write(ConnId conn) {
    streams.finish_write(conn.slot());
    tls.on_written(conn.slot(), true, now);
    core.check_invariants();
  }
  void finish_close(ConnId conn) {
    FakeStreams::Stream& stream = streams.at(conn.slot());
    ASSERT_TRUE(stream.closing);
    if (!stream.under_way.empty()) {
      stream.under_way.clear();
      tls.on_written(conn.slot(), false, now);
    }
    stream.exists = false;
    tls.on_closed(conn.slot());
    core.check_invariants();
  }
  FakeStreams::Stream& stream(ConnId conn) { return streams.at(conn.slot()); }

  tls::Certificates folder;
  tls::CertificateFiles files = folder.make("a", {"a.example"});
  std::shared_ptr<const tls::Context> certificates = tls::Context::for_server({&files, 1}).value();
  FakeStreams streams;
  Now now{1'000'000, 0};
  LoopCore core{settings_of_tests(), http};
  HttpStreams http{core, tls, *this, nullptr};
  TlsStreams tls{http, streams, *this, {.steps_min = 2, .each_round_us = 0, .turn_share = 1}};
  std::map<ConnId, TlsClient> clients;
  std::map<ConnId, std::vector<std::string>> heard;  // of the hub
};

}  // namespace uvchat::net
