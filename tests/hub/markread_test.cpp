#include <gtest/gtest.h>

#include "tests/hub/kept_lines.h"

namespace uvchat::hub {
namespace {

struct Markread : Remembered {};

TEST_F(Markread, OnlyGrowsAndIsToldToAllDevices) {
  Person& ana = with_account("ana", "draft/read-marker sasl");
  says(ana, "MARKREAD #a");
  ana.hears(":srv MARKREAD #a *");
  says(ana, "MARKREAD #a timestamp=2020-03-15T10:00:00.000Z");
  ana.hears(":srv MARKREAD #a timestamp=2020-03-15T10:00:00.000Z");
  says(ana, "MARKREAD #A timestamp=2020-03-14T10:00:00.000Z");
  ana.hears(":srv MARKREAD #A timestamp=2020-03-15T10:00:00.000Z");
  EXPECT_EQ(markers.size(), 1U);
}

TEST_F(Markread, GoesWithAChannelThatIsRenamed) {
  Person& ana = chat.registered("ana", "draft/read-marker");
  says(ana, "JOIN #a");
  says(ana, "MARKREAD #a timestamp=2020-03-15T10:00:00.000Z");
  says(ana, "RENAME #a #b");
  ana.skips_all();
  says(ana, "MARKREAD #b");
  ana.hears(":srv MARKREAD #b timestamp=2020-03-15T10:00:00.000Z");
  says(ana, "MARKREAD #a");
  ana.hears(":srv MARKREAD #a *");
}

TEST_F(Markread, IsToldBeforeTheNamesEnd) {
  Person& ana = chat.registered("ana", "draft/read-marker");
  says(ana, "MARKREAD #a timestamp=2020-03-15T10:00:00.000Z");
  ana.skips_all();
  says(ana, "JOIN #a");
  ana.hears(":ana!* JOIN #a");
  ana.hears(":srv MARKREAD #a timestamp=2020-03-15T10:00:00.000Z");
  ana.hears_in_time("* 366 *");
}

TEST_F(Markread, OfTheFutureIsOfNow) {
  Person& ana = chat.registered("ana", "draft/read-marker");
  says(ana, "MARKREAD #a timestamp=2199-03-15T10:00:00.000Z");
  ana.hears(":srv MARKREAD #a timestamp=20*");
  says(ana, "MARKREAD #a");
  const std::string told = ana.next_line();
  EXPECT_EQ(told.find("2199"), told.npos) << told;
}

TEST_F(Markread, RefusesWhatIsNoTimeOrName) {
  Person& ana = chat.registered("ana", "draft/read-marker");
  says(ana, "MARKREAD");
  ana.hears(":srv FAIL MARKREAD NEED_MORE_PARAMS :*");
  for (const char* bad : {"#a *", "#a timestamp=yesterday", "#a timestamp=2020-13-15T10:00:00.000Z",
                          "b,c timestamp=2020-03-15T10:00:00.000Z"}) {
    says(ana, std::string("MARKREAD ") + bad);
    ana.hears(":srv FAIL MARKREAD INVALID_PARAMS *");
  }
}

TEST_F(Markread, WhoLogsInAfterRegistrationIsToldTheMarkersOfTheAccountsChannels) {
  Person& ana = with_account("ana", "draft/read-marker");
  says(ana, "JOIN #a");
  says(ana, "MARKREAD #a timestamp=2020-03-15T10:00:00.000Z");
  says(ana, "JOIN #b");
  ana.skips_all();
  Person& second = chat.registered("second", "draft/read-marker sasl");
  says(second, "NS IDENTIFY ana secret");
  second.hears_in_time(":srv MARKREAD #a timestamp=2020-03-15T10:00:00.000Z");
  second.hears_in_time("* 366 * #a :*");
  second.hears_in_time(":srv MARKREAD #b *");
  second.hears_in_time("* 366 * #b :*");
  says(second, "PING x");
  second.hears_in_time("* PONG *");
}

TEST_F(Markread, IsToldToWhoComesBackToChannelsWhereTheyStayed) {
  Person& ana = with_account("ana", "draft/read-marker");
  says(ana, "NS SET always-on on");
  says(ana, "JOIN #a");
  ana.goes();
  serves();
  Person& back = chat.registered("back", "draft/read-marker");
  says(back, "NS IDENTIFY ana secret");
  back.hears_in_time(":srv MARKREAD #a *");
  back.hears_in_time("* 366 * #a :*");
}

}  // namespace
}  // namespace uvchat::hub
