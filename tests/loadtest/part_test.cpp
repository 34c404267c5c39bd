#include "loadtest/part.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>
#include <vector>

#include "loadtest/schedule.h"

namespace uvchat::loadtest {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::int64_t> due_times(const Schedule& schedule) {
  std::vector<std::int64_t> times;
  for (std::uint64_t line = 0; line < schedule.lines(); ++line) {
    times.push_back(schedule.due_ns(line));
  }
  return times;
}

std::vector<std::uint32_t> senders_of(const Part& part) {
  std::vector<std::uint32_t> senders;
  for (const std::uint32_t client : part.layout.clients) {
    if (client < part.scenario.senders) senders.push_back(client);
  }
  return senders;
}

// Everybody and everything of the whole is in exactly one of the parts.
void expect_parts_make_the_whole(const Scenario& scenario) {
  const Layout whole(scenario);
  std::set<std::uint32_t> clients;
  std::set<std::uint32_t> rooms;
  std::vector<std::int64_t> due;
  for (std::uint32_t process = 0; process < scenario.processes; ++process) {
    const Part part = part_of(scenario, process);
    for (const std::uint32_t client : part.layout.clients) {
      EXPECT_TRUE(clients.insert(client).second) << client;
      EXPECT_EQ(part.layout.seats[client].member, whole.seats[client].member);
      EXPECT_GT(part.layout.rooms[whole.seats[client].room].members, 0U);
    }
    for (std::uint32_t room = 0; room < scenario.rooms; ++room) {
      if (part.layout.rooms[room].members == 0) continue;
      EXPECT_TRUE(rooms.insert(room).second) << room;
      EXPECT_EQ(part.layout.rooms[room].members, whole.rooms[room].members);
      EXPECT_EQ(part.layout.rooms[room].senders, whole.rooms[room].senders);
    }
    const std::vector<std::int64_t> own =
        due_times(Schedule(scenario.phases.front(), senders_of(part), scenario.senders));
    EXPECT_TRUE(std::is_sorted(own.begin(), own.end()));
    due.insert(due.end(), own.begin(), own.end());
  }
  EXPECT_EQ(clients.size(), scenario.clients);
  EXPECT_EQ(rooms.size(), scenario.rooms);
  std::sort(due.begin(), due.end());
  EXPECT_EQ(due, due_times(Schedule(scenario.phases.front())));
}

TEST(Part, HasEachClientRoomAndLineOfTheWholeOnceInAll) {
  std::mt19937 random(1);
  const auto from_to = [&](std::uint32_t from, std::uint32_t to) {
    return std::uniform_int_distribution(from, to)(random);
  };
  for (int round = 0; round < 200; ++round) {
    Scenario s;
    s.rooms = from_to(1, 30);
    s.clients = s.rooms * 2 + from_to(0, 200);
    s.senders = from_to(1, s.clients);
    s.processes = from_to(1, s.rooms);
    if (round % 3 == 0) s.zipf_exponent = 1.1;
    Phase& phase = s.phases.front();
    phase.kind = static_cast<PhaseKind>(from_to(0, 2));
    phase.duration_ns = from_to(1, 2000) * std::int64_t{1'000'000};
    phase.rate_per_s = from_to(1, 300);
    phase.rate_end_per_s = from_to(1, 300);
    phase.burst_lines = from_to(1, 50);
    expect_parts_make_the_whole(s);
  }
}

TEST(Part, HasAboutAsManyClientsAsTheOthers) {
  Scenario s;
  s.clients = 60'000;
  s.rooms = 6'000;
  s.processes = 4;
  EXPECT_EQ(most_clients(s), 15'000U);
  s.rooms = 50;
  s.zipf_exponent = 0.5;
  EXPECT_LT(most_clients(s), 15'300U);
}

TEST(Part, HasItsShareOfTheClientsWhereTheyAreIdle) {
  Scenario s;
  s.clients = 7;
  s.idle = true;
  s.processes = 3;
  EXPECT_THAT(part_of(s, 0).layout.clients, ElementsAre(0U, 3U, 6U));
  EXPECT_THAT(part_of(s, 2).layout.clients, ElementsAre(2U, 5U));
  EXPECT_EQ(most_clients(s), 3U);
}

TEST(Part, SendsNothingWhereNoneOfItsRoomsHasASender) {
  Scenario s;
  s.clients = 10;
  s.rooms = 2;
  s.senders = 1;
  s.processes = 2;
  EXPECT_THAT(senders_of(part_of(s, 0)), ElementsAre(0U));
  EXPECT_THAT(due_times(Schedule(s.phases.front(), senders_of(part_of(s, 1)), 1)), IsEmpty());
}

TEST(Part, ConnectsAsManyAtOnceAsItsShareAndMeasuresTheServerOnce) {
  Scenario s;
  s.clients = 1000;
  s.rooms = 10;
  s.processes = 4;
  s.connect_batch = 100;
  s.join_batch = 2;
  s.server_pid = 99;
  EXPECT_EQ(part_of(s, 0).scenario.connect_batch, 25U);
  EXPECT_EQ(part_of(s, 0).scenario.join_batch, 1U);
  EXPECT_EQ(part_of(s, 0).scenario.server_pid, 99);
  EXPECT_EQ(part_of(s, 1).scenario.server_pid, 0);
}

TEST(Part, NeedsARoomOrWhereAllAreIdleAClient) {
  Scenario s;
  s.rooms = 4;
  s.processes = 5;
  ASSERT_FALSE(check(s));
  EXPECT_EQ(check(s).error().key, "processes");
  s.idle = true;
  EXPECT_TRUE(check(s));
  s.clients = 4;
  EXPECT_FALSE(check(s));
}

}  // namespace
}  // namespace uvchat::loadtest
