#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <thread>
#include <vector>

#include "net/io_loop.h"

namespace uvchat::net {
namespace {

TEST(IoLoop, TellsHowLongATurnWas) {
  struct Slow final : HubPort {
    void post(EventBatch&&) override {}
    void give_back(DeliveryBatch&&) override {}
    bool ride() override {
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
      return false;
    }
    void turn_took(std::uint64_t us, Now) override { took_us.push_back(us); }
    std::vector<std::uint64_t> took_us;
  } slow;
  LoopSettings settings;
  settings.listeners = {{{}, "127.0.0.1", 0}};
  NullLog log;
  const Result<std::unique_ptr<IoLoop>> loop = IoLoop::create(settings, slow, log);
  ASSERT_TRUE(loop.has_value());
  (*loop)->post(Stop{0});
  std::thread([&loop] { (*loop)->run(); }).join();
  ASSERT_FALSE(slow.took_us.empty());
  EXPECT_GE(std::ranges::min(slow.took_us), 20'000U);
  EXPECT_EQ((*loop)->figures().longest_turn_us, std::ranges::max(slow.took_us));
}

TEST(IoLoop, SaysWhyItCannotListen) {
  struct Nobody final : HubPort {
    void post(EventBatch&&) override {}
    void give_back(DeliveryBatch&&) override {}
    bool ride() override { return false; }
    void turn_took(std::uint64_t, Now) override {}
  } nobody;
  const Result<Fd> taken = listen_on({{}, "127.0.0.1", 0});
  LoopSettings settings;
  settings.listeners = {{{}, "127.0.0.1", 0}, {{}, "127.0.0.1", port_of(*taken)}};
  NullLog log;
  const Result<std::unique_ptr<IoLoop>> loop = IoLoop::create(settings, nobody, log);
  ASSERT_TRUE(loop.has_value());
  AcceptGate gate(HashKey{}, {});
  const auto ports = (*loop)->listen({{loop->get()}, &gate});
  ASSERT_FALSE(ports.has_value());
  EXPECT_EQ(ports.error().text, "cannot listen on 127.0.0.1:" + std::to_string(port_of(*taken)) +
                                    ": address already in use");
}

}  // namespace
}  // namespace uvchat::net
