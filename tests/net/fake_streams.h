#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "net/streams.h"
#include "uvchat/base/limits.h"

namespace uvchat::net {

// Streams that a test is the other end of. They hold LoopCore to the contract of Streams.
class FakeStreams final : public Streams {
 public:
  struct Stream {
    bool exists = false;
    std::size_t room = static_cast<std::size_t>(-1);  // bytes it takes before it would block
    bool broken = false;
    bool half_closed = false;
    std::string sent;                         // all that went out
    std::vector<std::string> writes;          // the same, as single writes
    std::vector<std::string_view> under_way;  // of a write that has not ended
    bool reading = false;
    bool shut = false;
    bool closing = false;
  };

  Stream& at(std::uint32_t slot) { return streams_.at(slot); }

  // A stream that was opened into a slot.
  void put(std::uint32_t slot) {
    if (slot >= streams_.size()) streams_.resize(slot + 1);
    EXPECT_FALSE(at(slot).exists) << "slot " << slot << " is used before on_closed";
    streams_[slot] = Stream();
    streams_[slot].exists = true;
  }

  std::ptrdiff_t try_write(std::uint32_t slot, Buffers buffers) override {
    Stream& stream = usable(slot);
    check(buffers);
    EXPECT_TRUE(stream.under_way.empty() && !stream.shut);
    if (stream.broken) return -32;
    std::string taken = joined(buffers);
    taken.resize(std::min(taken.size(), stream.room));
    stream.room -= taken.size();
    if (!taken.empty()) {
      stream.sent += taken;
      stream.writes.push_back(taken);
    }
    return static_cast<std::ptrdiff_t>(taken.size());
  }

  void try_write_many(std::span<Attempt> attempts) override {
    many.push_back(attempts.size());
    Streams::try_write_many(attempts);
  }

  bool write(std::uint32_t slot, Buffers buffers) override {
    Stream& stream = usable(slot);
    check(buffers);
    EXPECT_TRUE(stream.under_way.empty() && !stream.shut);
    if (!stream.broken) stream.under_way.assign(buffers.begin(), buffers.end());
    return !stream.broken;
  }

  // The write under way has gone out; LoopCore::on_written is to follow.
  void finish_write(std::uint32_t slot) {
    Stream& stream = at(slot);
    ASSERT_FALSE(stream.under_way.empty());
    stream.writes.push_back(joined(stream.under_way));
    stream.sent += stream.writes.back();
    stream.under_way.clear();
  }

  void start_reading(std::uint32_t slot) override {
    EXPECT_FALSE(usable(slot).reading);
    at(slot).reading = true;
  }
  void stop_reading(std::uint32_t slot) override {
    EXPECT_TRUE(usable(slot).reading);
    at(slot).reading = false;
  }
  PeerState peer_state(std::uint32_t slot) override {
    EXPECT_FALSE(usable(slot).reading);
    return at(slot).broken        ? PeerState::gone
           : at(slot).half_closed ? PeerState::half_closed
                                  : PeerState::there;
  }
  void shutdown_write(std::uint32_t slot) override {
    EXPECT_TRUE(usable(slot).under_way.empty() && !at(slot).shut);
    at(slot).shut = true;
  }
  void close(std::uint32_t slot) override { usable(slot).closing = true; }

  std::vector<std::size_t> many;  // how many were tried with one call

 private:
  Stream& usable(std::uint32_t slot) {
    EXPECT_TRUE(at(slot).exists && !at(slot).closing) << "slot " << slot;
    return at(slot);
  }
  static std::string joined(Buffers buffers) {
    std::string bytes;
    for (const std::string_view buffer : buffers) bytes += buffer;
    return bytes;
  }
  static void check(Buffers buffers) {
    EXPECT_FALSE(buffers.empty());
    EXPECT_LE(buffers.size(), limits::write_buffers_max);
    EXPECT_LE(joined(buffers).size(), limits::write_bytes_max);
  }

  std::vector<Stream> streams_;
};

}  // namespace uvchat::net
