#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "net/loop_core.h"
#include "tests/net/fake_streams.h"

namespace uvchat::net {

inline constexpr std::uint8_t irc = 0;  // the listeners of the tests
inline constexpr std::uint8_t by_ten = 1;
inline constexpr std::uint8_t by_three = 2;

inline const char* name_of(EndReason reason) {
  switch (reason) {
    case EndReason::eof:
      return "eof";
    case EndReason::reset:
      return "reset";
    case EndReason::send_queue_exceeded:
      return "send_queue_exceeded";
    case EndReason::endless_line:
      return "endless_line";
    case EndReason::broken_framing:
      return "broken_framing";
    case EndReason::send_queues_exceeded:
      return "send_queues_exceeded";
  }
  return "?";
}

inline std::string opened_words(std::uint8_t listener, const Hello& hello) {
  std::string words = "opened " + std::to_string(listener) + " " + hello.address.text();
  words += hello.tls ? " tls" : "";
  return words + (hello.certificate ? " " + std::to_string(hello.certificate->front()) : "");
}

inline std::string skipped_words(const TimeSpan& skipped) {
  if (skipped.empty()) return "";
  return " without " + std::to_string(skipped.from_us) + " to " + std::to_string(skipped.to_us);
}

// An event as a test writes it: "a line PING", where a is the name the test gave the connection.
inline std::string words_of(const EventBatch& batch, const Event& event) {
  switch (event.kind) {
    case EventKind::opened:
      return opened_words(event.detail, batch.hello(event));
    case EventKind::line:
      return (event.detail == 0 ? "line " : "too_long ") + std::string(batch.payload(event));
    case EventKind::ended:
      return std::string("ended ") + name_of(static_cast<EndReason>(event.detail));
    case EventKind::stalled:
      return "stalled";
    case EventKind::drained:
      return "drained" + skipped_words(batch.skipped_before(event));
  }
  return "?";
}

// What the hub would ask for.
class Deliveries {
 public:
  explicit Deliveries(std::uint8_t loop = 0) { batch_.loop = loop; }

  Deliveries& to(ConnId conn, std::string_view text) {
    return effect(EffectKind::deliver_one, 0, conn, text);
  }
  Deliveries& to_all(const std::vector<ConnId>& conns, std::string_view text, ConnId except = {}) {
    batch_.lists.push_back({static_cast<std::uint32_t>(batch_.receivers.size()),
                            static_cast<std::uint32_t>(conns.size())});
    batch_.receivers.insert(batch_.receivers.end(), conns.begin(), conns.end());
    return effect(EffectKind::deliver_list, static_cast<std::uint32_t>(batch_.lists.size() - 1),
                  except, text);
  }
  // As to_all, of what was said then and can be fetched again.
  Deliveries& said(const std::vector<ConnId>& conns, std::string_view text, const TimeSpan& when) {
    to_all(conns, text);
    batch_.effects.back().said = when;
    return *this;
  }
  // As to_all, of a join or a quit.
  Deliveries& can_wait(const std::vector<ConnId>& conns, std::string_view text) {
    to_all(conns, text);
    batch_.effects.back().can_wait = true;
    return *this;
  }
  Deliveries& close(ConnId conn) { return effect(EffectKind::close, 0, conn, {}); }
  Deliveries& penalty(ConnId conn, std::uint32_t ms) {
    return effect(EffectKind::penalty, ms, conn, {});
  }
  Deliveries& hold(ConnId conn) { return effect(EffectKind::hold, 0, conn, {}); }
  Deliveries& release(ConnId conn) { return effect(EffectKind::release, 0, conn, {}); }
  const DeliveryBatch& batch() const { return batch_; }

 private:
  Deliveries& effect(EffectKind kind, std::uint32_t value, ConnId conn, std::string_view text) {
    batch_.effects.push_back({kind, value, conn, static_cast<std::uint32_t>(batch_.bytes.size()),
                              static_cast<std::uint32_t>(text.size())});
    batch_.bytes += text;
    return *this;
  }

  DeliveryBatch batch_;
};

// A LoopCore on fake streams, a clock that the test turns, and a hub that only listens.
class LoopTest : public testing::Test {
 protected:
  LoopTest() {
    settings.listeners = {{{Protocol::irc, 0}, "127.0.0.1", 6667},
                          {{Protocol::classroom, 10}, "127.0.0.1", 8000},
                          {{Protocol::classroom, 3}, "127.0.0.1", 8001}};
    settings.flood.enabled = false;
    settings.send_queue_soft_bytes = 1'000;
    settings.send_queue_hard_bytes = 1'000'000;
  }

  LoopCore& core() {
    if (core_ == nullptr) core_ = std::make_unique<LoopCore>(settings, streams);
    return *core_;
  }

  std::vector<ConnId> connect_many(std::size_t count) {
    std::vector<ConnId> conns;
    for (std::size_t i = 0; i < count; ++i) conns.push_back(connect());
    return conns;
  }
  // A connection of which the hub has been told.
  ConnId connect(std::uint8_t listener = irc) {
    const ConnId conn = open(listener);
    turn();
    return conn;
  }
  ConnId open(std::uint8_t listener = irc) {
    const ConnId conn = arrive(listener);
    core().greeted(conn.slot(), {*Address::parse("192.0.2.1"), false, {}});
    return conn;
  }
  // A connection that is greeting.
  ConnId arrive(std::uint8_t listener = irc) {
    const std::optional<std::uint32_t> slot = core().accept(listener, now);
    EXPECT_TRUE(slot.has_value());
    streams.put(*slot);
    return core().name_of(*slot);
  }

  // The peer sends: one read takes what it is lent. Returns how many bytes went in.
  std::size_t says(ConnId conn, std::string_view text) {
    if (!streams.at(conn.slot()).reading) return 0;
    const std::span<char> lent = core().lend(conn.slot());
    const std::size_t size = std::min(lent.size(), text.size());
    if (size > 0) {
      std::copy_n(text.begin(), size, lent.begin());
      core().on_read(conn.slot(), size, now);
    }
    core().check_invariants();
    return size;
  }
  void closes_its_side(ConnId conn) {
    core().on_eof(conn.slot(), now);
    core().check_invariants();
  }
  void breaks(ConnId conn) {
    core().on_broken(conn.slot());
    core().check_invariants();
  }

  // The end of a turn, as IoLoop has it.
  void turn() {
    if (std::optional<EventBatch> batch = core().take_batch()) {
      for (const Event& event : batch->events) {
        heard[event.conn].push_back(words_of(*batch, event));
        order.push_back(heard[event.conn].back());
      }
      pressed = batch->under_pressure;
      if (hub_is_slow) {
        held.push_back(std::move(*batch));
      } else {
        core().give_back(std::move(*batch));
      }
    }
    core().flush(now);
    core().admit_waiting(now);
    core().begin_round();
    core().check_invariants();
  }
  void turns_until_quiet() {
    do {
      turn();
    } while (core().has_work());
  }
  void hub_catches_up() {
    hub_is_slow = false;
    for (EventBatch& batch : held) core().give_back(std::move(batch));
    held.clear();
    turns_until_quiet();
  }
  void deliver(const Deliveries& deliveries) {
    core().deliver(deliveries.batch(), now);
    core().check_invariants();
  }
  void pass(std::uint64_t ms) {
    for (std::uint64_t left = ms; left > 0;) {
      const std::uint64_t step = std::min<std::uint64_t>(left, limits::tick_ms);
      now.mono_ms += step;
      left -= step;
      core().tick(now);
      core().check_invariants();
      turns_until_quiet();
    }
  }
  // A stream that was told to close answers.
  void finish_close(ConnId conn) {
    FakeStreams::Stream& stream = streams.at(conn.slot());
    ASSERT_TRUE(stream.closing);
    if (!stream.under_way.empty()) {
      stream.under_way.clear();
      core().on_written(conn.slot(), false);
    }
    stream.exists = false;
    core().on_closed(conn.slot());
    core().check_invariants();
  }
  void finish_write(ConnId conn) {
    streams.finish_write(conn.slot());
    core().on_written(conn.slot(), true);
    core().check_invariants();
  }

  FakeStreams::Stream& stream(ConnId conn) { return streams.at(conn.slot()); }

  LoopSettings settings;
  FakeStreams streams;
  Now now{1'000'000, 0};
  std::map<ConnId, std::vector<std::string>> heard;
  std::vector<std::string> order;  // what was heard, of all connections
  std::vector<EventBatch> held;
  bool hub_is_slow = false;  // keeps the batches that it gets
  bool pressed = false;

 private:
  std::unique_ptr<LoopCore> core_;
};

}  // namespace uvchat::net
