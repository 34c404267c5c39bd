#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <optional>

#include "credentials/password.h"
#include "server/config_file.h"
#include "tests/e2e/client.h"
#include "tests/e2e/fixture.h"
#include "tests/e2e/process.h"
#include "tests/e2e/running.h"

// The program uvchat-server: what it prints, how it ends, what it refuses.

namespace uvchat::e2e {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

Process::End run(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), UVCHAT_SERVER_PROGRAM);
  return Process(std::move(arguments)).ends();
}

// Refused with one line that says why; before it the log may tell what was done until then.
void expect_refused(const Process::End& end, std::string_view why) {
  EXPECT_GT(end.code, 0);
  EXPECT_THAT(end.output, IsEmpty());
  const std::size_t log_end = end.errors.find("\nuvchat-server: ");
  const std::string error = end.errors.substr(log_end == end.errors.npos ? 0 : log_end + 1);
  EXPECT_THAT(error, StartsWith("uvchat-server: "));
  EXPECT_THAT(error, HasSubstr(std::string(why)));
  EXPECT_EQ(std::count(error.begin(), error.end(), '\n'), 1) << end.errors;
}

class EndSignal : public testing::TestWithParam<int> {};
INSTANTIATE_TEST_SUITE_P(ServerProgram, EndSignal, testing::Values(SIGTERM, SIGINT),
                         [](const auto& signal) {
                           return signal.param == SIGTERM ? "Term" : "Int";
                         });

TEST_P(EndSignal, IsToldToTheClientsAndThePortIsFreeAtOnce) {
  Running first;
  Client ana = first.registered("ana");
  Client stranger(first.port);
  stranger.says("PING x");
  stranger.hears("* PONG *");
  first.process.gets(GetParam());
  for (Client* client : {&ana, &stranger}) {
    EXPECT_THAT(client->hears_to_the_end(),
                ElementsAre("ERROR :Closing link (Server shutting down)"));
    client->socket.closes();
  }
  const Process::End end = first.process.ends();
  EXPECT_EQ(end.code, 0);
  EXPECT_THAT(end.errors, HasSubstr("server stopped"));
  const Running second(first.port);
  EXPECT_EQ(second.port, first.port);
  second.registered("ana");
}

// Of "operpassword".
constexpr std::string_view hash_of_operator =
    "$argon2id$v=19$m=8,t=1,p=1$"
    "dXZjaGF0aXJjdGVzdHNhbHQ$KfnqZTiZTy2uNDJN+loI4CEKsLPsvd025K2oPDHefV4";

// SIGHUP and REHASH, in both shapes of the hub.
class Reloading : public testing::TestWithParam<int> {
 protected:
  std::string config(std::string_view motd, std::string_view more = "") const {
    return file_with("reload.json",
                     R"({"listen": [{"protocol": "irc", "port": 0}], "server": {"io_threads": )" +
                         std::to_string(GetParam()) + R"(, "motd": [")" + std::string(motd) +
                         "\"]" + std::string(more) +
                         R"(}, "operators": [{"name": "ana", "password_hash": ")" +
                         std::string(hash_of_operator) + "\"}]}");
  }
  // It is refused before it could say a word.
  static void expect_banned(const Running& server) {
    Client banned(server.port, 0, "127.0.0.9");
    EXPECT_THAT(banned.hears_to_the_end(),
                testing::ElementsAre("ERROR :Closing link (D-lined: go away)"));
  }
  static Client opered(const Running& server) {
    Client ana = server.registered("ana");
    ana.says("OPER ana operpassword");
    ana.hears("* 381 ana *");
    return ana;
  }
};
INSTANTIATE_TEST_SUITE_P(ServerProgram, Reloading, testing::Values(1, 3), &shape_name);

TEST_P(Reloading, ABadFileIsLoggedAndEverybodyStays) {
  Running server(config("old"));
  Client ana = server.registered("ana");
  const std::string path = file_with("reload.json", "{\n  \"sever\": {} }");
  server.process.gets(SIGHUP);
  server.process.complains("configuration stays as it was");
  server.process.complains(path + ":2:3: sever: unknown key, did you mean \\\"server\\\"?");
  ana.says("MOTD");
  ana.hears("* 372 ana :*old");
  ana.hears("* 376 *");
}

TEST_P(Reloading, AGoodFileIsTakenAndWhatNeedsARestartIsNamed) {
  Running server(config("old"));
  Client ana = server.registered("ana");
  config("new", R"(, "name": "other.example")");
  server.process.gets(SIGHUP);
  server.process.complains("configuration read again needs_restart=server.name");
  // The log may be a moment ahead of the hub.
  for (std::string line; !line.ends_with("new");) {
    ana.says("MOTD");
    line = ana.hears("* 372 ana :*");
    EXPECT_THAT(line, StartsWith(":uvchat.local "));
    ana.hears("* 376 *");
  }
}

TEST_P(Reloading, AnOperatorIsToldWhatIsWrongWithTheFileAndWhatNeedsARestart) {
  Running server(config("old"));
  Client luis = server.registered("luis");
  luis.says("OPER ana wrong");
  luis.hears("* 464 luis *");
  Client ana = opered(server);
  const std::string path = file_with("reload.json", "{\"sever\": {}}");
  ana.says("REHASH");
  ana.hears("* FAIL REHASH CONFIG_BAD :" + path + ":1:2: sever: unknown key, *");
  config("new", R"(, "name": "other.example")");
  ana.says("REHASH");
  ana.hears("* WARN REHASH RESTART_NEEDED :server.name *");
  luis.says("MOTD");
  luis.hears("* 372 luis :*new");
}

TEST_P(Reloading, ABanThatWasConfirmedIsThereAfterTheNextStart) {
  {
    Running server(config("one"));
    Client ana = opered(server);
    ana.says("DLINE 127.0.0.8/29 :go away");
    ana.hears("* NOTE DLINE BAN_SET *");
    expect_banned(server);
    server.process.gets(SIGKILL);
    static_cast<void>(server.process.ends());
  }
  Running server(config("two"));
  Client ana = opered(server);
  ana.says("STATS d");
  ana.hears("* 127.0.0.8/29 *");
  expect_banned(server);
  ana.says("UNDLINE 127.0.0.8/29");
  ana.hears("* NOTE UNDLINE BAN_LIFTED *");
  Client lifted(server.port, 0, "127.0.0.9");
  lifted.says("CAP LS");
  lifted.hears("* CAP * LS *");
}

TEST_P(Reloading, ABackupOfARunningServerHoldsItsBans) {
  const std::string copy = scratch_directory() + "/copy" + std::to_string(GetParam()) + ".db";
  {
    Running server(config("one"));
    Client ana = opered(server);
    ana.says("DLINE 127.0.0.8/29 :go away");
    ana.hears("* NOTE DLINE BAN_SET *");
    const Process::End copied = run({"backup", copy});
    EXPECT_EQ(copied.code, 0);
    EXPECT_THAT(copied.output, StartsWith("copied the database into " + copy + ": "));
    expect_refused(run({"backup", copy}), copy + ": is there already");
    ana.says("UNDLINE 127.0.0.8/29");
    ana.hears("* NOTE UNDLINE BAN_LIFTED *");
  }
  Running server(config("two", R"(}, "store": {"path": ")" + copy + "\""));
  Client ana = opered(server);
  ana.says("STATS d");
  ana.hears("* 127.0.0.8/29 *");
  expect_banned(server);
}

TEST(ServerProgram, RefusesToStartWithoutItsBans) {
  const std::string path = file_with("bans.json", "{\"bans\": [7]}");
  expect_refused(run({"--config", config_with_port(0)}),
                 path + ":1:11: bans[0]: expected an object, got 7");
  std::remove(path.c_str());
}

TEST(ServerProgram, RefusesADatabaseThatAnotherServerHasOpen) {
  const Running first;
  expect_refused(run({"--config", config_with_port(0)}),
                 scratch_directory() + "/uvchat.db: another server has it open");
}

TEST(ServerProgram, WithoutAFileListensOnTheLoopbackAlone) {
  const auto defaults = server::parse_config(run({"--print-config"}).output, "printed");
  ASSERT_TRUE(defaults.has_value());
  EXPECT_EQ(print_config(*defaults), print_config(server::Config()));
  for (const auto& listener : defaults->listen) EXPECT_EQ(listener.net.address, "127.0.0.1");
}

TEST(ServerProgram, AnnouncesEachListener) {
  const std::string path = file_with("listeners.json", R"({"listen": [
    {"protocol": "irc", "port": 0}, {"protocol": "caesar", "port": 0},
    {"protocol": "http", "port": 0}]})");
  Process server({UVCHAT_SERVER_PROGRAM, "--config", path});
  EXPECT_THAT(server.prints(), StartsWith("listening irc 127.0.0.1:"));
  EXPECT_THAT(server.prints(), StartsWith("listening caesar 127.0.0.1:"));
  EXPECT_THAT(server.prints(), StartsWith("listening http 127.0.0.1:"));
}

TEST(ServerProgram, RefusesAPortThatIsInUse) {
  const Running first;
  const std::string port = std::to_string(first.port);
  // With a database of its own: that of the first one is not to be had either.
  const std::string second = file_with("second.json", R"({"store": {"path": "second.db"},
    "listen": [{"protocol": "irc", "port": )" + port + "}]}");
  expect_refused(run({"--config", second}),
                 "cannot listen on 127.0.0.1:" + port + ": address already in use");
  first.registered("ana");  // and the one that has it goes on
}

TEST(ServerProgram, RefusesAFileThatItCannotRead) {
  const std::string none = scratch_directory() + "/none.json";
  expect_refused(run({"--config", none}), none + ": cannot be read: No such file or directory");
  expect_refused(run({"--config", scratch_directory()}), "cannot be read: it is no regular file");
}

TEST(ServerProgram, RefusesABadConfigurationWithItsPlace) {
  const std::string unknown =
      file_with("unknown.json", "{\n  \"server\": { \"nmae\": \"x\" }\n}\n");
  expect_refused(run({"--config", unknown}), unknown + ":2:15: server.nmae: ");
  expect_refused(run({"--check", "--config", unknown}), unknown + ":2:15: server.nmae: ");
  expect_refused(run({"--config", file_with("syntax.json", "{,}")}), "syntax.json:1:2: ");
  expect_refused(run({"--config", file_with("empty.json", "")}), "empty.json:1:1: ");
  const std::string wrong = file_with("wrong.json", R"({"limits": {"ping_interval_ms": "90"}})");
  expect_refused(run({"--config", wrong}), "limits.ping_interval_ms: expected");
}

TEST(ServerProgram, ChecksAConfigurationWithoutStarting) {
  const Running first;  // its port would be refused at a start
  const Process::End end = run({"--check", "--config", config_with_port(first.port)});
  EXPECT_EQ(end.code, 0);
  EXPECT_EQ(end.output, "the configuration is valid\n");
  EXPECT_THAT(end.errors, IsEmpty());
}

TEST(ServerProgram, PrintsAConfigurationThatItReadsBack) {
  const std::string path = file_with("some.json", R"({
    "server": {"name": "chat.example.org", "motd": ["one", "ma\u00f1ana"], "io_threads": 2},
    "listen": [{"protocol": "caesar", "port": 0, "room": "#class", "shift": 3}],
    "limits": {"flood": {"enabled": false}, "send_queue_soft_bytes": 5000},
    "log": {"level": "warning", "format": "json"}})");
  const Process::End first = run({"--print-config", "--config", path});
  EXPECT_EQ(first.code, 0);
  EXPECT_THAT(first.output, HasSubstr("chat.example.org"));
  const Process::End second =
      run({"--print-config", "--config", file_with("again.json", first.output)});
  EXPECT_EQ(second.code, 0);
  EXPECT_EQ(second.output, first.output);
}

TEST(ServerProgram, PrintsWhatEachKeyIs) {
  const Process::End keys = run({"--print-keys"});
  EXPECT_EQ(keys.code, 0);
  EXPECT_EQ(keys.output, server::print_keys());
  EXPECT_EQ(run({"--print-keys", "--check"}).code, 64);
}

Process::End hashed(std::string_view input) {
  Process program({UVCHAT_SERVER_PROGRAM, "hash-password"});
  program.writes(input);
  program.ends_input();
  return program.ends();
}

TEST(ServerProgram, HashesAPasswordIntoWhatAnOperatorsEntryTakes) {
  const Process::End end = hashed("correct horse\n");
  EXPECT_EQ(end.code, 0);
  EXPECT_THAT(end.errors, IsEmpty());
  EXPECT_THAT(end.output, StartsWith("$argon2id$v=19$m=65536,t=3,p=1$"));
  EXPECT_EQ(std::count(end.output.begin(), end.output.end(), '\n'), 1);
  const std::string hash = end.output.substr(0, end.output.size() - 1);
  EXPECT_TRUE(credentials::password_matches("correct horse", hash));
  const std::string path = file_with(
      "operator.json", R"({"operators": [{"name": "ana", "password_hash": ")" + hash + "\"}]}");
  EXPECT_EQ(run({"--check", "--config", path}).code, 0);
}

TEST(ServerProgram, HashesNoPasswordThatNobodyCouldSay) {
  expect_refused(hashed(""), "a password has 1 to 200 bytes");
  expect_refused(hashed("\n"), "a password has 1 to 200 bytes");
  expect_refused(hashed(std::string(201, 'a')), "a password has 1 to 200 bytes");
  for (const std::string& odd :
       {std::string("a\0b\n", 4), std::string("a\rb\n"), std::string("\xf1\n")}) {
    expect_refused(hashed(odd), "a password is UTF-8 without NUL or CR");
  }
}

TEST(ServerProgram, TellsItsVersion) {
  const Process::End end = run({"--version"});
  EXPECT_EQ(end.code, 0);
  EXPECT_EQ(end.output, "uvchat-server " UVCHAT_VERSION "\n");
}

// As a shell runs them: with descriptors closed, or on a full disk.
Process::End run_in_shell(const std::string& arguments) {
  return Process({"/bin/sh", "-c", "exec " + std::string(UVCHAT_SERVER_PROGRAM) + " " + arguments})
      .ends();
}

TEST(ServerProgram, FailsWhereItsOutputCannotBeWritten) {
  const std::string config = "--config " + config_with_port(0);
  for (const std::string& asked :
       {std::string("--version"), std::string("--help"), config + " --check",
        config + " --print-config", std::string("--print-keys"), config,
        std::string("hash-password")}) {
    const Process::End full = run_in_shell(asked + " < " + config_with_port(0) + " > /dev/full");
    EXPECT_EQ(full.code, 1) << asked;
    EXPECT_THAT(full.errors, HasSubstr("standard output: cannot be written: No space left"));
    if (asked == config) continue;
    EXPECT_EQ(run_in_shell(asked + " < /dev/null >&-").code, 1) << asked;
  }
}

TEST(ServerProgram, RunsAndEndsWithItsDescriptorsClosed) {
  const auto shell = [](const std::string& closed) {
    return std::vector<std::string>{"/bin/sh", "-c",
                                    "exec " + std::string(UVCHAT_SERVER_PROGRAM) + " --config " +
                                        config_with_port(0) + " " + closed};
  };
  for (const char* closed : {"2>&-", "<&- 2>&-"}) {
    Process server(shell(closed));
    EXPECT_THAT(server.prints(), StartsWith(announced));
    server.gets(SIGTERM);
    EXPECT_EQ(server.ends().code, 0) << closed;
  }
  for (const char* closed : {">&-", "<&- >&-"}) {
    Process server(shell(closed));
    server.complains("server started");
    server.gets(SIGTERM);
    EXPECT_EQ(server.ends().code, 0) << closed;
  }
}

TEST(ServerProgram, RefusesAnArgumentThatIsEmpty) {
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{"--config", ""}, {"--config=", "x.json"}, {""}}) {
    const Process::End end = run(arguments);
    EXPECT_EQ(end.code, 64);
    EXPECT_THAT(end.output, IsEmpty());
    EXPECT_THAT(end.errors, StartsWith("uvchat-server: "));
  }
  EXPECT_EQ(run({"--config", "a", "--config", "b"}).code, 64);
  EXPECT_EQ(run({"--check", "hash-password"}).code, 64);
  EXPECT_EQ(run({"--confg", "a"}).errors, "uvchat-server: unknown argument --confg\n");
}

TEST(ServerProgram, RefusesAnArgumentThatItDoesNotKnow) {
  const Process::End end = run({"--cofnig", "x"});
  EXPECT_GT(end.code, 0);
  EXPECT_THAT(end.errors, HasSubstr("--cofnig"));
}

}  // namespace
}  // namespace uvchat::e2e
