#include "hub/outbox.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "uvchat/base/limits.h"

namespace uvchat::hub {
namespace {

constexpr std::size_t much = 512 * 1024;

void say(Outbox& outbox, std::size_t bytes) {
  outbox.to_one(ConnId(), std::string(bytes, 'x'));
  DeliveryBatch batch = outbox.take(0);
  outbox.give_back(std::move(batch));
}

// What the next two batches have room for; both are given back.
std::size_t room_of(Outbox& outbox) {
  DeliveryBatch first = outbox.take(0);
  DeliveryBatch second = outbox.take(0);
  const std::size_t room = first.bytes.capacity() + second.bytes.capacity();
  outbox.give_back(std::move(first));
  outbox.give_back(std::move(second));
  return room;
}

TEST(Outbox, UsesTheMemoryOfABatchAgain) {
  Work work;
  Outbox outbox(1, UINT64_MAX, work);
  outbox.trim({.mono_ms = limits::trim_ms});
  say(outbox, much);
  outbox.trim({.mono_ms = 2 * limits::trim_ms - 1});
  EXPECT_GE(room_of(outbox), much);
}

TEST(Outbox, FreesWhatABurstHasMadeLargeWithinASecond) {
  Work work;
  Outbox outbox(1, UINT64_MAX, work);
  outbox.trim({.mono_ms = limits::trim_ms});
  say(outbox, much);
  outbox.trim({.mono_ms = 2 * limits::trim_ms});
  EXPECT_LT(room_of(outbox), much);
}

TEST(Outbox, FreesALargeBatchThatHasItsTurnNext) {
  Work work;
  Outbox outbox(1, UINT64_MAX, work);
  outbox.trim({.mono_ms = limits::trim_ms});
  say(outbox, much);
  say(outbox, 1);  // what was large is the current one now
  outbox.trim({.mono_ms = 2 * limits::trim_ms});
  EXPECT_LT(room_of(outbox), much);
}

TEST(Outbox, FreesAListOfReceiversThatIsLargeForOneLine) {
  Work work;
  Outbox outbox(1, UINT64_MAX, work);
  for (std::size_t i = 0; i < much; ++i) outbox.gather({});
  outbox.deliver_gathered(Line{.body = ":a QUIT"});
  outbox.trim({.mono_ms = limits::trim_ms});
  DeliveryBatch batch = outbox.take(0);
  EXPECT_EQ(batch.receivers.size(), much);
  outbox.give_back(std::move(batch));
  outbox.trim({.mono_ms = 2 * limits::trim_ms});
  outbox.take(0);
  EXPECT_LT(outbox.take(0).receivers.capacity(), much);
}

TEST(Outbox, FreesNothingThatHasNotBeenTakenYet) {
  Work work;
  Outbox outbox(1, UINT64_MAX, work);
  outbox.to_one(ConnId(), std::string(much, 'x'));
  outbox.trim({.mono_ms = limits::trim_ms});
  EXPECT_EQ(outbox.take(0).bytes.size(), much);
}

}  // namespace
}  // namespace uvchat::hub
