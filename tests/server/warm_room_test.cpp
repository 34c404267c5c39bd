// A line in a room where lines were said before costs no memory: neither for itself nor for a
// receiver. A program of its own, because it counts each operator new of the process.

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <new>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "hub/hub.h"
#include "net/loop_core.h"
#include "server/hub_runner.h"
#include "tests/hub/all_the_time.h"

namespace {
std::size_t allocated = 0;
}

void* operator new(std::size_t size) {
  ++allocated;
  if (void* memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace uvchat::server {
namespace {

constexpr std::uint32_t people = 60;
constexpr int warming_rounds = 200;
constexpr int rounds = 2'000;

// Peers who take all that they are sent.
struct Peers final : net::Streams {
  std::ptrdiff_t try_write(std::uint32_t slot, Buffers buffers) override {
    std::size_t bytes = 0;
    for (const std::string_view buffer : buffers) bytes += buffer.size();
    received[slot] += bytes;
    return static_cast<std::ptrdiff_t>(bytes);
  }
  bool write(std::uint32_t, Buffers) override { return false; }
  void start_reading(std::uint32_t) override {}
  void stop_reading(std::uint32_t) override {}
  PeerState peer_state(std::uint32_t) override { return PeerState::there; }
  void shutdown_write(std::uint32_t) override {}
  void close(std::uint32_t) override {}

  std::array<std::size_t, people> received{};
};

// One loop with the hub riding on it, as the server puts them together, without sockets.
class WarmRoom : public testing::Test, private LoopPort {
 protected:
  WarmRoom() {
    for (std::uint32_t slot = 0; slot < people; ++slot) {
      EXPECT_EQ(core_.accept(0, now_), slot);
      core_.greeted(slot, {*Address::parse("192.0.2.1"), false, {}});
      turn();
      const std::string nick = "p" + std::to_string(slot);
      // Some hear a line with tags, and one hears his own.
      if (slot % 3 == 0) says(slot, "CAP REQ :server-time message-tags\r\n");
      if (slot == 1) says(slot, "CAP REQ :echo-message\r\n");
      says(slot, "NICK " + nick + "\r\nUSER " + nick + " 0 * :" + nick + "\r\nCAP END\r\n");
      says(slot, "JOIN #warm\r\n");
      turn();
    }
  }

  void says(std::uint32_t slot, std::string_view text) {
    const std::span<char> lent = core_.lend(slot);
    ASSERT_GE(lent.size(), text.size());
    std::copy(text.begin(), text.end(), lent.begin());
    core_.on_read(slot, text.size(), now_);
    core_.begin_round();
  }

  // As IoLoop and Server::Assembly have it.
  void turn() {
    now_.mono_ms += 1;
    now_.wall_us += 1000;
    if (std::optional<EventBatch> batch = core_.take_batch()) (void)runner_.post(std::move(*batch));
    while (runner_.step(now_)) continue;
    core_.flush(now_);
    core_.admit_waiting(now_);
    core_.tick(now_);
  }

  // While this is done again and again, and is heard by `hearer` each time.
  template <typename Round>
  void expect_no_allocation(std::uint32_t hearer, std::string_view heard, Round round) {
    for (int i = 0; i < warming_rounds; ++i) round();
    const std::size_t allocated_before = allocated;
    const std::size_t heard_before = peers_.received[hearer];
    for (int i = 0; i < rounds; ++i) round();
    EXPECT_EQ(allocated - allocated_before, 0U);
    EXPECT_GT(peers_.received[hearer] - heard_before, heard.size() * rounds);
  }

 private:
  void deliver(DeliveryBatch&& batch) override {
    core_.deliver(batch, now_);
    (void)runner_.give_back(std::move(batch));
  }
  void give_back(EventBatch&& batch) override { core_.give_back(std::move(batch)); }
  void carry_out(Request&&) override {}

  static net::LoopSettings loop_settings() {
    net::LoopSettings settings;
    settings.listeners = {{{net::Protocol::irc, 0}, "127.0.0.1", 6667}};
    settings.flood.enabled = false;
    return settings;
  }
  static hub::HubSettings hub_settings() {
    hub::HubSettings settings;
    settings.loops = 1;
    settings.listeners = {{hub::SessionKind::irc, {}}};
    return settings;
  }

  Peers peers_;
  Now now_{1'000'000, 1'700'000'000'000'000};
  NullLog log_;
  hub::AllTheTime bound_;
  net::LoopCore core_{loop_settings(), peers_};
  hub::Hub hub_{hub_settings(), HashKey{}, 1, now_, log_};
  HubRunner runner_{hub_, 1, *this, bound_};
};

constexpr std::string_view line = "PRIVMSG #warm :good morning to everyone in this room\r\n";
constexpr std::string_view private_line = "PRIVMSG p1 :only for you\r\n";

TEST_F(WarmRoom, ALineForEachTurnAllocatesNothing) {
  expect_no_allocation(2, line, [this] {
    says(0, line);
    turn();
  });
}

TEST_F(WarmRoom, AllWhoSpeakInOneTurnAllocateNothing) {
  expect_no_allocation(3, line, [this] {
    for (std::uint32_t slot = 0; slot < people; ++slot) says(slot, line);
    turn();
  });
}

TEST_F(WarmRoom, LinesToOneAnotherAllocateNothing) {
  expect_no_allocation(1, private_line, [this] {
    says(0, private_line);
    says(1, "NOTICE p0 :and back\r\n");
    turn();
  });
}

}  // namespace
}  // namespace uvchat::server
