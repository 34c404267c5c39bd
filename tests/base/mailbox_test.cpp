#include "uvchat/base/mailbox.h"

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <memory>
#include <thread>

namespace uvchat {
namespace {

TEST(Mailbox, TellsWhoeverPostsFirstToWakeTheOwner) {
  Mailbox<int> mailbox;
  EXPECT_TRUE(mailbox.post(1));
  EXPECT_FALSE(mailbox.post(2));
  std::vector<int> taken;
  mailbox.take_all(taken);
  EXPECT_EQ(taken, (std::vector<int>{1, 2}));
  EXPECT_TRUE(mailbox.post(3));
  mailbox.take_all(taken);
  EXPECT_EQ(taken, (std::vector<int>{3}));
  mailbox.take_all(taken);
  EXPECT_TRUE(taken.empty());
}

TEST(Mailbox, CarriesValuesThatCanOnlyBeMoved) {
  Mailbox<std::unique_ptr<int>> mailbox;
  EXPECT_TRUE(mailbox.post(std::make_unique<int>(7)));
  std::vector<std::unique_ptr<int>> taken;
  mailbox.take_all(taken);
  EXPECT_EQ(*taken.at(0), 7);
}

TEST(Mailbox, KeepsTheOrderOfEachSenderAndLosesNothing) {
  constexpr int count = 20'000;
  Mailbox<std::pair<std::size_t, int>> mailbox;
  std::atomic<int> wakes = 0;
  const auto send = [&](std::size_t sender) {
    for (int i = 0; i < count; ++i) {
      if (mailbox.post({sender, i})) wakes.fetch_add(1);
    }
  };
  std::thread first(send, 0U);
  std::thread second(send, 1U);
  std::array<int, 2> next{};
  std::vector<std::pair<std::size_t, int>> taken;
  int batches = 0;
  while (next[0] < count || next[1] < count) {
    mailbox.take_all(taken);
    batches += taken.empty() ? 0 : 1;
    for (const auto& [sender, value] : taken) ASSERT_EQ(value, next.at(sender)++);
  }
  first.join();
  second.join();
  EXPECT_EQ(wakes.load(), batches);
}

}  // namespace
}  // namespace uvchat
