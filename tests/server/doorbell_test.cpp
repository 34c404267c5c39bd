#include "server/doorbell.h"

#include <gtest/gtest.h>

#include <chrono>
#include <thread>

namespace uvchat::server {
namespace {

constexpr std::chrono::milliseconds no_time{0};
constexpr std::chrono::hours long_time{1};

TEST(Doorbell, EndsOneWaitHoweverOftenItWasRung) {
  Doorbell bell;
  for (int i = 0; i < 1'000; ++i) bell.ring();
  EXPECT_TRUE(bell.wait_for(long_time));
  EXPECT_FALSE(bell.wait_for(no_time));
  bell.ring();
  EXPECT_TRUE(bell.wait_for(long_time));
  EXPECT_FALSE(bell.wait_for(no_time));
}

TEST(Doorbell, EndsAWaitThatIsUnderWay) {
  Doorbell bell;
  std::thread ringer([&bell] { bell.ring(); });
  EXPECT_TRUE(bell.wait_for(long_time));
  ringer.join();
}

}  // namespace
}  // namespace uvchat::server
