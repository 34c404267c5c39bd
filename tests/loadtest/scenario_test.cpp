#include "loadtest/scenario.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "loadtest/layout.h"

namespace uvchat::loadtest {
namespace {

TEST(Duration, IsANumberWithAUnit) {
  EXPECT_EQ(parse_duration_ns("10s"), 10'000'000'000);
  EXPECT_EQ(parse_duration_ns("200ms"), 200'000'000);
  EXPECT_EQ(parse_duration_ns("50us"), 50'000);
  EXPECT_EQ(parse_duration_ns("1.5s"), 1'500'000'000);
  EXPECT_EQ(parse_duration_ns("2m"), 120'000'000'000);
  EXPECT_EQ(parse_duration_ns("1h"), 3'600'000'000'000);
  EXPECT_EQ(parse_duration_ns("0s"), 0);
}

TEST(Duration, IsNothingElse) {
  for (const char* text :
       {"", "s", "-1s", "10 s", "10x", "ten", "nan", "inf", "1e300s", "10ss", "7", "0"}) {
    EXPECT_FALSE(parse_duration_ns(text)) << text;
  }
}

TEST(Duration, NeedsItsUnit) {
  EXPECT_EQ(parse_duration_ns("20").error().text, "'20' needs a unit: 20ms, or 20s?");
}

TEST(Duration, IsShownInTheUnitOfWhatStandsBesideIt) {
  EXPECT_EQ(format_duration(1'250'000, 2'000'000'000), "0.001 s");
  EXPECT_EQ(format_duration(49'600, 12'000'000), "0.050 ms");
  EXPECT_EQ(format_duration(12'000'000, 12'000'000), "12.0 ms");
}

TEST(Duration, IsShownInTheUnitThatSuits) {
  EXPECT_EQ(format_duration(1'250'000), "1.25 ms");
  EXPECT_EQ(format_duration(49'600), "49.6 us");
  EXPECT_EQ(format_duration(302'000'000), "302 ms");
  EXPECT_EQ(format_duration(2'000'000'000), "2.00 s");
  EXPECT_EQ(format_duration(0), "0.00 us");
}

TEST(Rate, IsLinesASecondOrMax) {
  EXPECT_EQ(parse_rate("100"), 100);
  EXPECT_EQ(parse_rate("0.5"), 0.5);
  EXPECT_EQ(parse_rate("max"), 0);
  for (const char* text : {"", "0", "-3", "fast", "10/s", "nan", "1e9"}) {
    EXPECT_FALSE(parse_rate(text)) << text;
  }
}

TEST(Scenario, SpreadsClientsAndSendersEvenlyOverRooms) {
  Scenario s;
  s.clients = 10;
  s.rooms = 3;
  s.senders = 4;
  const Layout layout(s);
  EXPECT_EQ(layout.rooms[0].members, 4U);
  EXPECT_EQ(layout.rooms[1].members, 3U);
  EXPECT_EQ(layout.rooms[2].members, 3U);
  EXPECT_THAT(layout.rooms[0].senders, testing::ElementsAre(0U, 3U));
  EXPECT_THAT(layout.rooms[1].senders, testing::ElementsAre(1U));
  EXPECT_EQ(layout.seats[7].room, 1U);
  EXPECT_EQ(layout.seats[7].member, 2U);
}

TEST(Scenario, GivesRoomsZipfsSizes) {
  Scenario s;
  s.clients = 1000;
  s.rooms = 10;
  s.senders = 20;
  s.zipf_exponent = 1;
  const std::vector<std::uint32_t> sizes = room_sizes(s);
  EXPECT_EQ(std::accumulate(sizes.begin(), sizes.end(), 0U), 1000U);
  EXPECT_TRUE(std::is_sorted(sizes.rbegin(), sizes.rend()));
  EXPECT_NEAR(sizes[0], 980 / 2.93, 3);
  EXPECT_NEAR(sizes[1], sizes[0] / 2.0, 3);
  const Layout layout(s);
  for (std::uint32_t room = 0; room < s.rooms; ++room) {
    EXPECT_EQ(layout.rooms[room].members, sizes[room]);
    EXPECT_EQ(layout.rooms[room].senders.size(), 2U);
  }
}

TEST(Scenario, GivesEachRoomTwoMembersHoweverSteepZipfsLaw) {
  Scenario s;
  s.clients = 40;
  s.rooms = 20;
  s.zipf_exponent = 10;
  EXPECT_THAT(room_sizes(s), testing::Each(2U));
}

TEST(Scenario, NumbersThePhasesThatWouldBeCalledTheSame) {
  Scenario s;
  s.phases.resize(4);
  s.phases[1].kind = PhaseKind::burst;
  s.phases[2].name = "steady 1";
  EXPECT_THAT(s.phase_names(), testing::ElementsAre("steady 2", "burst", "steady 1", "steady 3"));
}

TEST(Scenario, TakesTime) {
  const auto refused = [](auto change) {
    Scenario s;
    change(s);
    const auto possible = check(s);
    return possible ? "" : std::string(possible.error().key);
  };
  EXPECT_EQ(refused([](Scenario& s) { s.phases[0].duration_ns = 0; }), "duration");
  EXPECT_EQ(refused([](Scenario& s) { s.setup_timeout_ns = 0; }), "timeout");
  EXPECT_EQ(refused([](Scenario& s) { s.rest_ns = 1'000'000'000'000'000; }), "rest");
}

TEST(Scenario, ReadsPagesOfHistoryOnIrcAlone) {
  Scenario s;
  s.phases[0].pages_per_s = 1;
  EXPECT_TRUE(check(s));
  s.protocol = Protocol::redis;
  const auto possible = check(s);
  ASSERT_FALSE(possible);
  EXPECT_EQ(possible.error().key, "pages");
}

TEST(Scenario, UploadsInTheNamesOfAccounts) {
  Scenario s;
  s.phases[0].uploads = 1;
  ASSERT_FALSE(check(s));
  EXPECT_EQ(check(s).error().key, "uploads");
  s.accounts = 1;
  EXPECT_TRUE(check(s));
}

TEST(Scenario, VerifiesTheHistoryOfRoomsOnIrcAlone) {
  Scenario s;
  s.verify_history = true;
  EXPECT_TRUE(check(s));
  s.idle = true;
  ASSERT_FALSE(check(s));
  EXPECT_EQ(check(s).error().key, "verify_history");
}

TEST(Scenario, RefusesWhatCannotBeDone) {
  EXPECT_TRUE(check(Scenario{}));
  const auto refused = [](auto change) {
    Scenario s;
    change(s);
    return !check(s).has_value();
  };
  EXPECT_TRUE(refused([](Scenario& s) { s.clients = 0; }));
  EXPECT_TRUE(refused([](Scenario& s) { s.clients = 70'000; }));
  EXPECT_TRUE(refused([](Scenario& s) { s.rooms = 501; }));
  EXPECT_TRUE(refused([](Scenario& s) { s.senders = 1001; }));
  EXPECT_TRUE(refused([](Scenario& s) { s.senders = 0; }));
  EXPECT_TRUE(refused([](Scenario& s) { s.payload_bytes = 17; }));
  EXPECT_TRUE(refused([](Scenario& s) { s.payload_bytes = 500; }));
  EXPECT_TRUE(refused([](Scenario& s) { s.phases[0].window = 0; }));
  EXPECT_TRUE(refused([](Scenario& s) { s.accounts = 1001; }));
  EXPECT_TRUE(refused([](Scenario& s) { s.resume = true; }));
  EXPECT_TRUE(refused([](Scenario& s) { s.phases[0].logins_per_s = 1; }));
  EXPECT_TRUE(refused([](Scenario& s) { s.account_password = "a\nb"; }));
  EXPECT_TRUE(refused([](Scenario& s) { s.login_sources = {"127.0.0.1", "here"}; }));
  EXPECT_FALSE(refused([](Scenario& s) {
    s.accounts = 1000;
    s.resume = true;
    s.phases[0].logins_per_s = 1;
    s.login_sources = {"127.0.0.2"};
  }));
  EXPECT_TRUE(refused([](Scenario& s) {
    s.protocol = Protocol::redis;
    s.accounts = 1;
  }));
  EXPECT_TRUE(refused([](Scenario& s) { s.clients = s.senders = 60'000; }));
  EXPECT_TRUE(refused([](Scenario& s) {
    s.protocol = Protocol::classroom;
    s.rooms = 2;
  }));
  EXPECT_TRUE(refused([](Scenario& s) {
    s.protocol = Protocol::classroom;
    s.phases[0].rate_per_s = 0;
  }));
  EXPECT_TRUE(refused([](Scenario& s) {
    s.protocol = Protocol::classroom;
    s.rooms = 1;
    s.cipher = Cipher::aes1;
  }));
  EXPECT_TRUE(refused([](Scenario& s) {
    s.cipher = Cipher::aes1;
    s.payload_bytes = 221;
  }));
  EXPECT_FALSE(refused([](Scenario& s) {
    s.cipher = Cipher::aes1;
    s.payload_bytes = 220;
  }));
  EXPECT_FALSE(refused([](Scenario& s) {
    s.idle = true;
    s.clients = 1;
  }));
}

}  // namespace
}  // namespace uvchat::loadtest
