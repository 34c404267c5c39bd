#include "hub/line.h"
#include "hub/iso_time.h"

#include <gtest/gtest.h>

namespace uvchat::hub {
namespace {

TEST(IsoTime, HasAllDigitsOfADateAndATime) {
  EXPECT_EQ(iso_time(0), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(iso_time(951'782'400'007), "2000-02-29T00:00:00.007Z");
  EXPECT_EQ(iso_time(1'795'356'191'123), "2026-11-22T14:03:11.123Z");
}

TEST(IsoTime, GoesBeyondTheYearsOfTheClock) {
  EXPECT_EQ(iso_time(-1), "1969-12-31T23:59:59.999Z");
  EXPECT_EQ(iso_time(253'402'300'800'000), "10000-01-01T00:00:00.000Z");
}

}  // namespace
}  // namespace uvchat::hub
