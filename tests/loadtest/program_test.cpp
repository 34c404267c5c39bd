#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/e2e/process.h"
#include "tests/loadtest/relay_server.h"
#include "tests/tls/certificates.h"

// loadgen as its users start it.

namespace uvchat::loadtest {
namespace {

using e2e::Process;
using testing::HasSubstr;
using testing::Not;

// `words` are a shell's: they may close and redirect.
Process::End shell(const std::string& words) {
  std::signal(SIGPIPE, SIG_IGN);  // the relay's: it may write to a client that is just leaving
  Process program(
      {"/bin/sh", "-c", std::string("exec \"") + UVCHAT_LOADGEN_PROGRAM + "\" " + words});
  return program.ends();
}

// A run of a fifth of a second.
Process::End load(const RelayServer& server, const std::string& words) {
  return shell("--quiet --clients 6 --rooms 2 --senders 4 --rate 200 --duration 200ms 127.0.0.1:" +
               std::to_string(server.port()) + " " + words);
}

std::string contents_of(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string path_of(const std::string& name) {
  return testing::TempDir() + "loadgen-" + std::to_string(::getpid()) + name;
}

TEST(Program, SaysItsVersionAndItsHelp) {
  EXPECT_EQ(shell("--version").output, "loadgen " UVCHAT_VERSION "\n");
  const Process::End help = shell("--help");
  EXPECT_EQ(help.code, 0);
  EXPECT_THAT(help.output, HasSubstr("Usage: loadgen [OPTIONS] HOST[:PORT]\n"));
  EXPECT_THAT(help.output, HasSubstr("Examples:\n"));
  EXPECT_THAT(help.output, Not(HasSubstr("Excludes")));
  std::size_t longest = 0;
  for (std::size_t from = 0, end; (end = help.output.find('\n', from)) != std::string::npos;
       from = end + 1) {
    longest = std::max(longest, end - from);
  }
  EXPECT_LE(longest, 80U);
}

TEST(Program, RefusesWhatItCannotDoBeforeItConnects) {
  const auto refused = [](const std::string& words) {
    const Process::End end = shell(words);
    EXPECT_EQ(end.code, 64) << words;
    EXPECT_EQ(end.output, "");
    return end.errors;
  };
  EXPECT_THAT(refused(""), HasSubstr("which server? HOST[:PORT] is missing"));
  EXPECT_EQ(refused("--slo 'p99<20' h"),
            "loadgen: --slo: p99<20: '20' needs a unit: 20ms, or 20s?\n");
  EXPECT_EQ(refused("--duration 10 h"), "loadgen: --duration: '10' needs a unit: 10ms, or 10s?\n");
  EXPECT_THAT(refused("--slo '' h"), HasSubstr("--slo: '' is not METRIC OPERATOR VALUE"));
  EXPECT_THAT(refused("--json / h"), HasSubstr("--json: /: cannot be written: it is a folder"));
  EXPECT_THAT(refused("--html /no/where h"), HasSubstr("--html: /no/where: cannot be written"));
  EXPECT_THAT(refused("--json - --html - h"), HasSubstr("--html: - is another report's already"));
  EXPECT_THAT(refused("--json '' h"), HasSubstr("--json: a report: cannot be written: the name"));
  EXPECT_THAT(refused("--scenario '' h"), HasSubstr("cannot be read: No such file"));
  EXPECT_THAT(refused("'' "), HasSubstr("which server? HOST[:PORT] is missing"));
  EXPECT_THAT(refused("--scenario /tmp h"), HasSubstr("/tmp: cannot be read: it is no regular"));
  EXPECT_THAT(refused("--scenario /dev/zero h"), HasSubstr("it is no regular file"));
  EXPECT_THAT(refused("--scenario /dev/null --clients 3 h"),
              HasSubstr("--clients: the file of --scenario says that"));
  EXPECT_THAT(refused("--scenario /dev/null --account-password word h"),
              HasSubstr("it is no regular file"));
  EXPECT_THAT(refused("--clients 0 h"), HasSubstr("--clients: must be between 1 and 65535"));
}

TEST(Program, NeverWritesOverItsScenario) {
  const std::string path = path_of("scenario.json");
  const std::string text = R"({ "clients": 2, "phases": [ { "kind": "steady" } ] })";
  std::ofstream(path) << text;
  const Process::End end = shell("--scenario " + path + " --json " + path + " h");
  EXPECT_EQ(end.code, 64);
  EXPECT_EQ(end.errors, "loadgen: --json: " + path + " is the scenario's file\n");
  EXPECT_EQ(contents_of(path), text);
}

TEST(Program, EndsProperlyWhateverStandardDescriptorIsClosed) {
  RelayServer server(as_it_is);
  for (const char* closed : {"<&-", "2>&-", "<&- 2>&-"}) {
    const Process::End end = load(server, std::string("--json - ") + closed);
    EXPECT_EQ(end.code, 0) << closed;
    EXPECT_EQ(nlohmann::json::parse(end.output)["delivered"], 80) << closed;
  }
  EXPECT_EQ(load(server, ">&-").code, 1);
}

TEST(Program, SaysThatItsOutputCouldNotBeWritten) {
  RelayServer server(as_it_is);
  const auto fails = [&](const Process::End& end) {
    EXPECT_EQ(end.code, 1);
    EXPECT_THAT(end.errors, HasSubstr("cannot be written: No space left on device"));
  };
  fails(load(server, "> /dev/full"));
  fails(load(server, "--json - > /dev/full"));
  fails(load(server, "--json /dev/full"));
  fails(load(server, "--html /dev/full"));
  fails(load(server, "--hgrm /dev/full"));
  fails(shell("--help > /dev/full"));
  fails(shell("--version > /dev/full"));
}

TEST(Program, SpeaksTlsWithAServerThatItBelieves) {
  const tls::Certificates certificates;
  const tls::CertificateFiles shown = certificates.make("relay", {"127.0.0.1"});
  const RelayServer server(as_it_is, Protocol::irc, tls::Context::for_server({&shown, 1}).value());
  const Process::End end = load(server, "--tls --tls-ca " + shown.certificate);
  EXPECT_EQ(end.code, 0) << end.errors;
  EXPECT_THAT(end.output, HasSubstr("scenario     irc over TLS, 127.0.0.1 port "));
  EXPECT_EQ(load(server, "--tls --tls-insecure").code, 0);
  EXPECT_EQ(load(server, "--tls --tls-insecure --processes 2").code, 0);
  const Process::End distrusting = load(server, "--tls");
  EXPECT_EQ(distrusting.code, 1);
  EXPECT_THAT(distrusting.output, HasSubstr("the certificate of 127.0.0.1 is not believed"));
  EXPECT_THAT(shell("--tls-insecure h").errors, HasSubstr("--tls-insecure: is for --tls"));
  EXPECT_THAT(shell("--tls --tls-ca /none h").errors, HasSubstr("--tls-ca: /none: No such file"));
  EXPECT_THAT(shell("--tls --protocol nats h").errors, HasSubstr("--tls: is for the protocols"));
}

TEST(Program, SaysWhatIsMissingInItsExitCode) {
  RelayServer server([](std::size_t number, const std::string& line) {
    return number == 10 ? std::string() : line;
  });
  const Process::End end = load(server, "--slo 'p99<1h,lost=1'");
  EXPECT_EQ(end.code, 1);
  EXPECT_THAT(end.output, HasSubstr("FAILED: 1 of 80 deliveries are missing: 1 lost, 0 not"));
  EXPECT_THAT(end.output, HasSubstr("p99<1h holds"));
}

TEST(Program, SaysInItsExitCodeThatTheHistoryWasNotVerified) {
  RelayServer server(as_it_is);
  const Process::End end = load(server, "--verify-history");
  EXPECT_EQ(end.code, 1);
  EXPECT_THAT(end.output, HasSubstr("FAILED: the history was not verified: the server keeps no"));
}

TEST(Program, SaysThatTheSloIsBrokenInItsExitCode) {
  RelayServer server(as_it_is);
  const Process::End end = load(server, "--slo 'p99<1us,missing=0' --json -");
  EXPECT_EQ(end.code, 2);
  EXPECT_THAT(end.errors, HasSubstr("SLO broken: p99<1us does not hold: it was "));
  const auto slo = nlohmann::json::parse(end.output)["slo"];
  EXPECT_EQ(slo[0]["holds"], false);
  EXPECT_EQ(slo[1]["holds"], true);
}

TEST(Program, KeepsAnOldReportWhereNothingWasMeasured) {
  const std::string path = path_of("kept.json");
  std::ofstream(path) << "old";
  const Process::End end = shell("--quiet --json " + path + " 127.0.0.1:1");
  EXPECT_EQ(end.code, 1);
  EXPECT_THAT(end.errors, HasSubstr(path + ": stays as it was"));
  EXPECT_EQ(contents_of(path), "old");
  std::filesystem::remove(path);
  EXPECT_EQ(shell("--quiet --json " + path + " 127.0.0.1:1").code, 1);
  EXPECT_THAT(nlohmann::json::parse(contents_of(path))["failure"].get<std::string>(),
              HasSubstr("connection refused"));
}

TEST(Program, ShowsNothingOfTheServersThatSteersATerminal) {
  RelayServer server(as_it_is);
  server.lets_in(2);
  const std::string json = path_of("hostile.json");
  const std::string html = path_of("hostile.html");
  std::filesystem::remove(json);
  std::filesystem::remove(html);
  const Process::End end = load(server, "--json " + json + " --html " + html);
  EXPECT_EQ(end.code, 1);
  for (const std::string& text : {end.output, end.errors, contents_of(json), contents_of(html),
                                  shell("compare " + json + " " + json).output}) {
    EXPECT_EQ(text.find_first_of("\x1b\a\xff"), std::string::npos) << text;
  }
  EXPECT_THAT(end.output, HasSubstr("[31mToo many"));
}

TEST(Program, ComparesReportsAndSaysWhichIsNone) {
  const Process::End end = shell("compare / /");
  EXPECT_EQ(end.code, 1);
  EXPECT_EQ(end.errors, "loadgen: /: cannot be read: it is no regular file\n");
  EXPECT_EQ(shell("compare one").code, 64);
}

}  // namespace
}  // namespace uvchat::loadtest
