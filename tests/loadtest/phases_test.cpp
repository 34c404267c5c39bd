#include <gtest/gtest.h>

#include <csignal>
#include <string>
#include <vector>

#include "loadtest/run.h"
#include "tests/loadtest/relay_server.h"

namespace uvchat::loadtest {
namespace {

TEST(Phases, AreReportedOneByOne) {
  RelayServer server([](std::size_t number, const std::string& line) {
    return number == 5 ? std::string() : line;  // in the first phase
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
  scenario.phases = {burst, scenario.phases.front(), thinking};
  const Report report = report_of(scenario);
  EXPECT_EQ(report.failure, "");
  ASSERT_EQ(report.phases.size(), 3U);
  EXPECT_EQ(report.phases[0].name, "all at once");
  EXPECT_EQ(report.phases[1].name, "steady 1");
  EXPECT_EQ(report.phases[2].name, "steady 2");
  std::uint64_t sent = 0;
  for (const PhaseReport& phase : report.phases) {
    const std::uint64_t lost = &phase == &report.phases.front() ? 1 : 0;
    EXPECT_GT(phase.counts.sent, 0U);
    EXPECT_EQ(phase.counts.expected, phase.counts.sent * 2);
    EXPECT_EQ(phase.missing(), lost);
    EXPECT_EQ(phase.fan_out.count(), phase.counts.expected - lost);
    sent += phase.counts.sent;
  }
  EXPECT_GE(report.phases[0].counts.sent, 10U);
  EXPECT_EQ(report.counts.sent, sent);
  EXPECT_EQ(report.missing(), 1U);
}

// Each phase is 100 ms of 200 lines a second.
Report report_of_phases(const std::vector<PhaseKind>& kinds, Protocol protocol = Protocol::irc) {
  std::signal(SIGPIPE, SIG_IGN);  // the server's: it may write to a client that is just leaving
  RelayServer server(as_it_is, protocol);
  Scenario scenario = small_scenario(server.port());
  scenario.protocol = protocol;
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
  EXPECT_EQ(report.missing(), 0U);
  EXPECT_EQ(report.counts.doubled, 0U);
  EXPECT_EQ(report.counts.unknown, 0U);
  return report;
}

TEST(Phases, ExpectsNothingAtClientsInAJoinStormUntilTheyAreBack) {
  const Report report = report_of_phases({PhaseKind::join_storm, PhaseKind::steady});
  EXPECT_EQ(report.phases[0].storm.done, 2U);
  EXPECT_EQ(report.phases[0].counts.expected, report.phases[0].counts.sent);
  EXPECT_EQ(report.phases[1].counts.expected, report.phases[1].counts.sent * 2);
}

TEST(Phases, BringsClientsBackInAReconnectStorm) {
  const Report report = report_of_phases({PhaseKind::reconnect_storm, PhaseKind::steady});
  EXPECT_EQ(report.phases[0].storm.done, 2U);
  EXPECT_EQ(report.phases[0].counts.expected, report.phases[0].counts.sent);
  EXPECT_EQ(report.phases[1].counts.expected, report.phases[1].counts.sent * 2);
  EXPECT_EQ(report.registering.done, 6U);
}

TEST(Phases, DoesWithoutTheClientsThatHaveQuit) {
  const Report report = report_of_phases({PhaseKind::mass_quit, PhaseKind::steady});
  EXPECT_EQ(report.phases[0].storm.done, 2U);
  EXPECT_EQ(report.phases[0].counts.expected, report.phases[0].counts.sent);
  EXPECT_EQ(report.phases[1].counts.expected, report.phases[1].counts.sent);
  EXPECT_EQ(report.clients_lost, 0U);
}

TEST(Phases, HasStormsAtBrokersToo) {
  for (const Protocol protocol : {Protocol::redis, Protocol::nats}) {
    const std::uint64_t echo = protocol == Protocol::redis ? 1 : 0;
    const Report report =
        report_of_phases({PhaseKind::join_storm, PhaseKind::reconnect_storm, PhaseKind::steady,
                          PhaseKind::mass_quit, PhaseKind::steady},
                         protocol);
    const std::vector<std::uint64_t> others_there = {1, 1, 2, 1, 1};
    for (std::size_t i = 0; i < others_there.size(); ++i) {
      const Ledger::Counts& counts = report.phases[i].counts;
      EXPECT_EQ(counts.expected, counts.sent * (others_there[i] + echo)) << i;
    }
    for (const std::size_t storm : {0U, 1U, 3U}) EXPECT_EQ(report.phases[storm].storm.done, 2U);
  }
}

TEST(Phases, ExpectsNothingAtClientsThatDoNotReadUntilTheyHaveCaughtUp) {
  const Report report = report_of_phases({PhaseKind::slow_readers, PhaseKind::steady});
  EXPECT_EQ(report.phases[0].counts.expected, report.phases[0].counts.sent);
  EXPECT_EQ(report.phases[1].counts.expected, report.phases[1].counts.sent * 2);
  EXPECT_EQ(report.clients_dropped, 0U);
}

}  // namespace
}  // namespace uvchat::loadtest
