#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <cstddef>
#include <fstream>
#include <initializer_list>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/e2e/process.h"
#include "tests/loadtest/relay_server.h"

// loadgen itself is started: this process has threads, and cannot well be forked.

namespace uvchat::loadtest {
namespace {

using e2e::Process;
using testing::HasSubstr;

std::vector<std::string> loadgen(std::uint16_t port, std::initializer_list<std::string> options) {
  std::signal(SIGPIPE, SIG_IGN);  // the relay's: it may write to a client that is just leaving
  std::vector<std::string> command = {
      UVCHAT_LOADGEN_PROGRAM, "--clients", "12", "--senders", "4", "--rate", "200"};
  command.insert(command.end(), options);
  command.push_back("127.0.0.1:" + std::to_string(port));
  return command;
}

std::vector<int> children_of(pid_t pid) {
  const std::string task = std::to_string(pid);
  std::ifstream file("/proc/" + task + "/task/" + task + "/children");
  std::vector<int> children;
  for (int child; file >> child;) children.push_back(child);
  return children;
}

// A machine that is busy has one more at the end: draining.
std::ptrdiff_t count_stages(const nlohmann::json& report, const std::string& name) {
  const auto& stages = report["stages"];
  return std::count_if(stages.begin(), stages.end(),
                       [&](const auto& stage) { return stage["name"] == name; });
}

TEST(Processes, DeliverEveryLineTogetherAndReportAsOne) {
  RelayServer server(as_it_is);
  Process program(loadgen(server.port(), {"--rooms", "4", "--duration", "200ms", "--processes", "3",
                                          "--json", "-", "--quiet"}));
  const Process::End end = program.ends();
  EXPECT_EQ(end.code, 0) << end.errors;
  const auto report = nlohmann::json::parse(end.output);
  EXPECT_EQ(report["failure"], nullptr);
  EXPECT_EQ(report["scenario"]["processes"], 3);
  EXPECT_EQ(report["register"]["done"], 12);
  EXPECT_EQ(report["join"]["done"], 12);
  EXPECT_EQ(report["sent"], 40);
  EXPECT_EQ(report["delivered"], 80);
  EXPECT_EQ(report["lost"], 0);
  EXPECT_EQ(report["unknown"], 0);
  EXPECT_EQ(report["fan_out"]["count"], 80);
  EXPECT_EQ(report["loadgen"]["processes"].size(), 3U);
  EXPECT_EQ(count_stages(report, "steady"), 1);
}

TEST(Processes, HoldIdleClientsTogether) {
  RelayServer server(as_it_is);
  Process program(loadgen(server.port(), {"--idle", "--duration", "100ms", "--processes", "5",
                                          "--json", "-", "--quiet"}));
  const Process::End end = program.ends();
  EXPECT_EQ(end.code, 0) << end.errors;
  EXPECT_EQ(nlohmann::json::parse(end.output)["register"]["done"], 12);
}

TEST(Processes, SayWhichOfThemHasDied) {
  RelayServer server(as_it_is);
  Process program(loadgen(server.port(), {"--rooms", "4", "--duration", "1h", "--processes", "2"}));
  program.complains("sent");
  const std::vector<int> workers = children_of(program.pid());
  ASSERT_EQ(workers.size(), 2U);
  ::kill(workers[1], SIGKILL);
  const Process::End end = program.ends();
  EXPECT_EQ(end.code, 1);
  EXPECT_THAT(end.output, HasSubstr("FAILED: process 2 of 2 was ended by a signal: Killed"));
  EXPECT_THAT(end.output, HasSubstr("6 in "));  // the clients of the other
  EXPECT_NE(::kill(workers[0], 0), 0);
}

TEST(Processes, EndTogetherWhenTheirParentIsInterrupted) {
  RelayServer server(as_it_is);
  Process program(loadgen(server.port(), {"--rooms", "4", "--duration", "1h", "--processes", "2"}));
  program.complains("sent");
  program.gets(SIGINT);
  const Process::End end = program.ends();
  EXPECT_EQ(end.code, 130);
  EXPECT_THAT(end.output, HasSubstr("NOTE: interrupted"));
  EXPECT_THAT(end.output, HasSubstr("0 doubled, 0 out of order"));
}

TEST(Processes, EndTogetherWhenOneOfThemIsInterrupted) {
  RelayServer server(as_it_is);
  Process program(loadgen(server.port(), {"--rooms", "4", "--duration", "1h", "--processes", "2"}));
  program.complains("sent");
  ASSERT_EQ(children_of(program.pid()).size(), 2U);
  ::kill(children_of(program.pid()).front(), SIGTERM);
  EXPECT_EQ(program.ends().code, 130);
}

TEST(Processes, EndTogetherWhenOneOfThemFails) {
  Process program(loadgen(1, {"--rooms", "4", "--processes", "2"}));
  const Process::End end = program.ends();
  EXPECT_EQ(end.code, 1);
  EXPECT_THAT(end.output, HasSubstr(" of 2 failed: client "));
  EXPECT_THAT(end.output, HasSubstr("connection refused"));
}

TEST(Processes, NeedARoomEach) {
  Process program(loadgen(1, {"--rooms", "2", "--processes", "3"}));
  const Process::End end = program.ends();
  EXPECT_EQ(end.code, 64);
  EXPECT_EQ(end.errors,
            "loadgen: --processes: there must be at least as many rooms: each plays some of "
            "them\n");
}

}  // namespace
}  // namespace uvchat::loadtest
