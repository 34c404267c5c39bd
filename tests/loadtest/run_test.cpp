#include "loadtest/run.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <string>
#include <vector>

#include "loadtest/remarks.h"
#include "tests/loadtest/relay_server.h"

namespace uvchat::loadtest {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(Run, DeliversEveryLineOfAnOpenLoopOnce) {
  RelayServer server(as_it_is);
  const Report report = report_of(small_scenario(server.port()));
  EXPECT_EQ(report.failure, "");
  EXPECT_EQ(report.counts.sent, 40U);
  EXPECT_EQ(report.counts.expected, 80U);
  EXPECT_EQ(report.counts.delivered, 80U);
  EXPECT_EQ(report.counts.doubled + report.counts.out_of_order + report.counts.unknown, 0U);
  EXPECT_EQ(report.fan_out.count(), 80U);
  EXPECT_EQ(report.completion.count(), 40U);
  EXPECT_EQ(report.registering.done, 6U);
  EXPECT_EQ(report.joining.done, 6U);
}

TEST(Run, KeepsASeriesOfWhatHappenedWhen) {
  RelayServer server(as_it_is);
  Scenario scenario = small_scenario(server.port());
  scenario.server_pid = getpid();
  const Report report = report_of(scenario);
  std::uint64_t deliveries = 0;
  std::uint64_t recorded = 0;
  double at_s = 0;
  for (const Sample& sample : report.samples) {
    EXPECT_EQ(sample.from_s, at_s);
    at_s = sample.to_s;
    deliveries += sample.deliveries;
    recorded += Histogram::of(sample.fan_out).count();
    EXPECT_GT(sample.server_memory_bytes.value_or(0), 0);
  }
  EXPECT_EQ(deliveries, 80U);
  EXPECT_EQ(recorded, 80U);
  std::vector<std::string> stages;
  for (const Stage& stage : report.stages) stages.push_back(stage.name);
  EXPECT_THAT(stages, ElementsAre("connecting", "joining", "quiet", "steady"));
  EXPECT_EQ(report.stages.back().to_s, at_s);
}

TEST(Run, RestsBehindTheLastLineWhereItIsToldTo) {
  RelayServer server(as_it_is);
  Scenario scenario = small_scenario(server.port());
  scenario.rest_ns = 20'000'000;
  const Report report = report_of(scenario);
  EXPECT_EQ(report.failure, "");
  EXPECT_EQ(report.counts.delivered, 80U);
  ASSERT_EQ(report.phases.size(), 1U);
  EXPECT_EQ(report.phases.front().counts.delivered, 80U);
  ASSERT_FALSE(report.stages.empty());
  EXPECT_EQ(report.stages.back().name, "rest");
  EXPECT_GE(report.stages.back().to_s - report.stages.back().from_s, 0.02);
}

TEST(Run, DeliversEveryLineInSaturation) {
  RelayServer server(as_it_is);
  Scenario scenario = small_scenario(server.port());
  scenario.phases.front().rate_per_s = 0;
  scenario.phases.front().window = 3;
  const Report report = report_of(scenario);
  EXPECT_EQ(report.failure, "");
  EXPECT_GE(report.counts.sent, 12U);
  EXPECT_EQ(report.counts.expected, report.counts.sent * 2);
  EXPECT_EQ(report.missing(), 0U);
}

TEST(Run, CountsWhatTheServerLosesAndDoubles) {
  RelayServer server([](std::size_t number, const std::string& line) {
    return number == 10 ? "" : number == 20 ? line + line : line;
  });
  const Report report = report_of(small_scenario(server.port()));
  EXPECT_EQ(report.counts.sent, 40U);
  EXPECT_EQ(report.missing(), 1U);
  EXPECT_EQ(report.counts.doubled, 1U);
  EXPECT_EQ(report.counts.out_of_order, 0U);
  EXPECT_EQ(report.completion.count(), 39U);
}

TEST(Run, CountsLinesThatOvertakeEachOther) {
  std::string held;  // line 0 waits for the next one of the same sender to the same member
  RelayServer server([&held](std::size_t number, const std::string& line) {
    if (number == 0) {
      held = line;
      return std::string();
    }
    return number == 1 ? line + std::exchange(held, {}) : line;
  });
  Scenario scenario = small_scenario(server.port());
  scenario.clients = 2;
  scenario.rooms = 1;
  scenario.senders = 1;
  const Report report = report_of(scenario);
  EXPECT_EQ(report.missing(), 0U);
  EXPECT_EQ(report.counts.out_of_order, 1U);
}

TEST(Run, SendsItsShareOfPrivateLinesToOneClientEach) {
  RelayServer server(as_it_is);
  Scenario scenario = small_scenario(server.port());
  scenario.phases.front().private_share = 0.25;
  const Report report = report_of(scenario);
  EXPECT_EQ(report.counts.sent, 40U);
  EXPECT_EQ(report.counts.expected, 10U + 30U * 2);
  EXPECT_EQ(report.counts.delivered, 70U);
  EXPECT_EQ(report.counts.unknown, 0U);
}

TEST(Run, ConnectsFromAsManyAddressesAsItIsTold) {
  RelayServer server(as_it_is);
  Scenario scenario = small_scenario(server.port());
  scenario.source_addresses = 3;
  EXPECT_EQ(report_of(scenario).missing(), 0U);
  EXPECT_THAT(server.addresses(), ElementsAre("127.0.0.1", "127.0.0.2", "127.0.0.3"));
}

TEST(Run, SpeaksTheClassroomProtocol) {
  RelayServer server(as_it_is, Protocol::classroom);
  Scenario scenario = small_scenario(server.port());
  scenario.protocol = Protocol::classroom;
  scenario.rooms = 1;
  scenario.phases.front().rate_per_s = 0;
  scenario.phases.front().window = 1;
  const Report report = report_of(scenario);
  EXPECT_EQ(report.failure, "");
  EXPECT_GE(report.counts.sent, 4U);
  EXPECT_EQ(report.counts.expected, report.counts.sent * 5);
  EXPECT_EQ(report.missing(), 0U);
  EXPECT_EQ(report.counts.unknown, 0U);
}

TEST(Run, PublishesAtNatsWhatAllOthersOfARoomReceive) {
  RelayServer server(as_it_is, Protocol::nats);
  Scenario scenario = small_scenario(server.port());
  scenario.protocol = Protocol::nats;
  const Report report = report_of(scenario);
  EXPECT_EQ(report.failure, "");
  EXPECT_EQ(report.counts.sent, 40U);
  EXPECT_EQ(report.counts.expected, 80U);
  EXPECT_EQ(report.counts.delivered, 80U);
  EXPECT_EQ(report.counts.doubled + report.counts.unknown, 0U);
}

TEST(Run, ExpectsAtRedisTheSendersOwnCopyToo) {
  RelayServer server(
      [](std::size_t number, const std::string& line) { return number == 10 ? "" : line; },
      Protocol::redis);
  Scenario scenario = small_scenario(server.port());
  scenario.protocol = Protocol::redis;
  const Report report = report_of(scenario);
  EXPECT_EQ(report.failure, "");
  EXPECT_EQ(report.counts.sent, 40U);
  EXPECT_EQ(report.counts.expected, 120U);
  EXPECT_EQ(report.missing(), 1U);
  EXPECT_EQ(report.completion.count(), 39U);
  EXPECT_EQ(report.counts.doubled + report.counts.unknown, 0U);
}

TEST(Run, SaturatesABrokerOnceEveryCopyHasCome) {
  for (const Protocol protocol : {Protocol::redis, Protocol::nats}) {
    RelayServer server(as_it_is, protocol);
    Scenario scenario = small_scenario(server.port());
    scenario.protocol = protocol;
    scenario.phases.front().rate_per_s = 0;
    scenario.phases.front().window = 3;
    const Report report = report_of(scenario);
    EXPECT_EQ(report.failure, "");
    EXPECT_GT(report.counts.sent, 12U);
    EXPECT_EQ(report.counts.expected, report.counts.sent * (protocol == Protocol::redis ? 3 : 2));
    EXPECT_EQ(report.missing(), 0U);
  }
}

TEST(Run, OpensWhatItSealedAtEveryReceiver) {
  RelayServer server([](std::size_t number, const std::string& line) {
    EXPECT_THAT(line, HasSubstr(" :+aes1 "));
    return number == 20 ? line + line : line;
  });
  Scenario scenario = small_scenario(server.port());
  scenario.cipher = Cipher::aes1;
  const Report report = report_of(scenario);
  EXPECT_EQ(report.counts.sent, 40U);
  EXPECT_EQ(report.counts.delivered, 80U);
  EXPECT_EQ(report.missing(), 0U);
  EXPECT_EQ(report.counts.doubled, 1U);
  EXPECT_EQ(report.cipher.sealed, 40U);
  EXPECT_EQ(report.cipher.opened, 81U);
  EXPECT_EQ(report.cipher.unreadable, 0U);
}

TEST(Run, CountsWhatDoesNotOpenAsLost) {
  RelayServer server([](std::size_t number, std::string line) {
    if (number == 10) line[line.size() - 10] = line[line.size() - 10] == 'A' ? 'B' : 'A';
    return line;
  });
  Scenario scenario = small_scenario(server.port());
  scenario.cipher = Cipher::aes1;
  const Report report = report_of(scenario);
  EXPECT_EQ(report.missing(), 1U);
  EXPECT_EQ(report.cipher.unreadable, 1U);
}

TEST(Run, FindsItsMarkersUnderCaesarsCipher) {
  RelayServer server([](std::size_t, const std::string& line) {
    EXPECT_THAT(line, HasSubstr(" :hhhh"));
    return line;
  });
  Scenario scenario = small_scenario(server.port());
  scenario.cipher = Cipher::caesar;
  const Report report = report_of(scenario);
  EXPECT_EQ(report.counts.delivered, 80U);
  EXPECT_EQ(report.cipher.sealed, 40U);
  EXPECT_EQ(report.cipher.opened, 0U);
}

TEST(Run, EndsWhereTheServerDoesNotAnswer) {
  RelayServer server(as_it_is, Protocol::classroom);  // which knows no NICK
  Scenario scenario = small_scenario(server.port());
  scenario.setup_timeout_ns = 50'000'000;
  EXPECT_THAT(report_of(scenario).failure, HasSubstr("only 0 of 6 clients were registered"));
}

TEST(Run, OnlyRegistersWhereItIsIdle) {
  RelayServer server(as_it_is);
  Scenario scenario = small_scenario(server.port());
  scenario.idle = true;
  const Report report = report_of(scenario);
  EXPECT_EQ(report.failure, "");
  EXPECT_EQ(report.registering.done, 6U);
  EXPECT_EQ(report.joining.done, 0U);
  EXPECT_EQ(report.counts.sent, 0U);
}

TEST(Run, SaysThatThereIsNoServer) {
  Scenario scenario = small_scenario(1);
  const Report report = report_of(scenario);
  EXPECT_THAT(report.failure, HasSubstr("connection refused"));
}

std::vector<std::string> failures_of(const Report& report) {
  std::vector<std::string> texts;
  for (const Remark& remark : remarks(report)) {
    if (remark.weight == Remark::Weight::failed) texts.push_back(remark.text);
  }
  return texts;
}

TEST(Run, KnowsWhatIsLateFromWhatIsLost) {
  RelayServer server(as_it_is);
  server.holds_lines_after(20);
  Scenario scenario = small_scenario(server.port());
  scenario.senders = 2;
  const Report report = report_of(scenario);
  EXPECT_EQ(report.counts.sent, 40U);
  EXPECT_EQ(report.lost, 0U);
  EXPECT_GT(report.not_in_time(), 0U);
  EXPECT_THAT(failures_of(report),
              ElementsAre(HasSubstr("of 80 deliveries are missing: 0 lost, ")));
  EXPECT_EQ(report.queues.senders, 2U);
  EXPECT_GE(report.queues.asked, 2U);
  EXPECT_TRUE(report.queues.is_held_back());
  EXPECT_THAT(to_text(report), HasSubstr("NOTE: the server held back the lines of 2 of 2 senders"));
}

TEST(Run, SaysWhenTheServerWentAway) {
  RelayServer* relay = nullptr;
  RelayServer server([&relay](std::size_t number, const std::string& line) {
    if (number == 20) relay->dies();
    return line;
  });
  relay = &server;
  const Report report = report_of(small_scenario(server.port()));
  EXPECT_THAT(
      report.failure,
      testing::ContainsRegex(
          "the server went away .* after the first line was due: all 6 connections were lost, the "
          "first of client [0-9]: "));
  EXPECT_EQ(report.clients_lost, 6U);
  EXPECT_EQ(report.lost, report.missing());
  EXPECT_LE(report.counts.delivered, report.counts.expected);
}

TEST(Run, HasNoFiguresOfAServerWhoseProcessHasEnded) {
  const pid_t child = ::fork();
  if (child == 0) {
    ::alarm(60);  // nobody may be left behind
    ::pause();
    ::_exit(0);
  }
  RelayServer server([child](std::size_t number, const std::string& line) {
    if (number == 20) {
      ::kill(child, SIGKILL);
      ::waitpid(child, nullptr, 0);
    }
    return line;
  });
  Scenario scenario = small_scenario(server.port());
  scenario.server_pid = child;
  const Report report = report_of(scenario);
  EXPECT_EQ(report.counts.delivered, 80U);
  ASSERT_TRUE(report.server.has_value());
  EXPECT_TRUE(report.server->memory_connected_bytes.has_value());
  EXPECT_FALSE(report.server->process.has_value());
  EXPECT_FALSE(report.server->cpu_us_per_delivery.has_value());
  EXPECT_FALSE(report.server->memory_end_bytes.has_value());
  EXPECT_FALSE(report.phases.front().server.has_value());
  EXPECT_THAT(to_text(report), HasSubstr("connected, unknown at the end"));
}

TEST(Run, SaysThatTheServerLetsNobodyElseIn) {
  RelayServer server(as_it_is);
  server.lets_in(4);
  const Report report = report_of(small_scenario(server.port()));
  EXPECT_TRUE(report.turned_away);
  EXPECT_THAT(report.failure,
              HasSubstr("the server closed the connection: \uFFFD[31mToo many\uFFFD"));
  EXPECT_THAT(to_text(report), HasSubstr("NOTE: the server let in 4 of 6 clients"));
}

TEST(Run, TakesAnotherNickWhereTheLastRunStillHasIt) {
  RelayServer server(as_it_is);
  server.has_already("load3");
  const Report report = report_of(small_scenario(server.port()));
  EXPECT_EQ(report.failure, "");
  EXPECT_EQ(report.counts.delivered, 80U);
}

TEST(Run, KnowsWhatTheServerSaysThatItRuns) {
  RelayServer server(as_it_is);
  Scenario scenario = small_scenario(server.port());
  EXPECT_EQ(report_of(scenario).server_version, "relay\uFFFD-1.0");
  scenario.idle = true;
  EXPECT_EQ(report_of(scenario).server_version, "relay\uFFFD-1.0");
}

}  // namespace
}  // namespace uvchat::loadtest
