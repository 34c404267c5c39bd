#include <gtest/gtest.h>

#include <csignal>
#include <string>
#include <vector>

#include "loadtest/run.h"
#include "tests/loadtest/relay_server.h"

namespace uvchat::loadtest {
namespace {

TEST(Phases, ReportsEachPhaseOnItsOwn) {
  RelayServer server([](std::size_t number, const std::string& line) {
    return number == 90 ? std::string() : line;  // in the second phase
  });
  Scenario scenario = small_scenario(server.port());
  Phase burst;
  burst.kind = PhaseKind::burst;
  burst.name = "all at once";
  burst.burst_lines = 10;
  burst.every_ns = 50'000'000;
  burst.duration_ns = 100'000'000;
  Phase thinking;
  thinking.rate_per_s = 0;
  thinking.window = 1;
  thinking.think_ns = 5'000'000;
  thinking.duration_ns = 100'000'000;
  scenario.phases.push_back(burst);
  scenario.phases.push_back(thinking);
  const Report report = report_of(scenario);
  EXPECT_EQ(report.failure, "");
  ASSERT_EQ(report.phases.size(), 3U);
  EXPECT_EQ(report.phases[0].name, "steady");
  EXPECT_EQ(report.phases[0].counts.sent, 40U);
  EXPECT_EQ(report.phases[0].fan_out.count(), 80U);
  EXPECT_EQ(report.phases[0].lost(), 0U);
  EXPECT_EQ(report.phases[1].name, "all at once");
  EXPECT_EQ(report.phases[1].counts.sent, 20U);
  EXPECT_EQ(report.phases[1].lost(), 1U);
  EXPECT_GT(report.phases[2].counts.sent, 0U);
  EXPECT_EQ(report.phases[2].lost(), 0U);
  EXPECT_EQ(report.counts.sent, 60U + report.phases[2].counts.sent);
  EXPECT_EQ(report.lost(), 1U);
}

// Each phase is 100 ms of 200 lines a second.
Report report_of_phases(const std::vector<PhaseKind>& kinds) {
  std::signal(SIGPIPE, SIG_IGN);  // the server's: it may write to a client that is just leaving
  RelayServer server(as_it_is);
  Scenario scenario = small_scenario(server.port());
  scenario.senders = 2;
  scenario.phases.clear();
  for (const PhaseKind kind : kinds) {
    Phase& phase = scenario.phases.emplace_back();
    phase.kind = kind;
    phase.rate_per_s = 200;
    phase.duration_ns = 100'000'000;
    phase.client_share = 0.34;  // clients 5 and 4, the last of each room
  }
  const Report report = report_of(scenario);
  EXPECT_EQ(report.failure, "");
  EXPECT_EQ(report.phases.size(), kinds.size());
  EXPECT_EQ(report.lost(), 0U);
  EXPECT_EQ(report.counts.doubled, 0U);
  EXPECT_EQ(report.counts.unknown, 0U);
  return report;
}

TEST(Phases, ExpectsNothingAtClientsInAJoinStormUntilTheyAreBack) {
  const Report report = report_of_phases({PhaseKind::join_storm, PhaseKind::steady});
  EXPECT_EQ(report.phases[0].storm.done, 2U);
  EXPECT_EQ(report.phases[0].counts.expected, 20U);
  EXPECT_EQ(report.phases[1].counts.expected, 40U);
}

TEST(Phases, BringsClientsBackInAReconnectStorm) {
  const Report report = report_of_phases({PhaseKind::reconnect_storm, PhaseKind::steady});
  EXPECT_EQ(report.phases[0].storm.done, 2U);
  EXPECT_EQ(report.phases[0].counts.expected, 20U);
  EXPECT_EQ(report.phases[1].counts.expected, 40U);
  EXPECT_EQ(report.registering.done, 6U);
}

TEST(Phases, DoesWithoutTheClientsThatHaveQuit) {
  const Report report = report_of_phases({PhaseKind::mass_quit, PhaseKind::steady});
  EXPECT_EQ(report.phases[0].storm.done, 2U);
  EXPECT_EQ(report.phases[0].counts.expected, 20U);
  EXPECT_EQ(report.phases[1].counts.expected, 20U);
  EXPECT_EQ(report.clients_lost, 0U);
}

TEST(Phases, ExpectsNothingAtClientsThatDoNotReadUntilTheyHaveCaughtUp) {
  const Report report = report_of_phases({PhaseKind::slow_readers, PhaseKind::steady});
  EXPECT_EQ(report.phases[0].counts.expected, 20U);
  EXPECT_EQ(report.phases[1].counts.expected, 40U);
  EXPECT_EQ(report.clients_dropped, 0U);
}

}  // namespace
}  // namespace uvchat::loadtest
