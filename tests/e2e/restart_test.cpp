#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <iterator>
#include <string>
#include <thread>
#include <tuple>

#include "tests/e2e/running.h"

// What there is again when the program is started once more, whether it ended by itself or not.

namespace uvchat::e2e {
namespace {

// By which signal the server ends, and in which shape of the hub.
class Restarting : public testing::TestWithParam<std::tuple<int, int>> {
 protected:
  static bool is_killed() { return std::get<0>(GetParam()) == SIGKILL; }
  static std::string database() {
    return scratch_directory() + "/restart" + std::to_string(std::get<0>(GetParam())) + "-" +
           std::to_string(std::get<1>(GetParam())) + ".db";
  }
  static std::string config() {
    return file_with("restart.json",
                     R"({"listen": [{"protocol": "irc", "port": 0}], "server": {"io_threads": )" +
                         std::to_string(std::get<1>(GetParam())) + R"(}, "store": {"path": ")" +
                         database() + R"("}, "accounts": {"password_hash": )" +
                         R"({"operations": 1, "memory_bytes": 8192}}})");
  }
  // A part of what the database has, or its journal.
  static void waits_for_stored(const std::string& text) {
    const auto is_in = [&](const std::string& path) {
      std::ifstream file(path, std::ios::binary);
      const std::string bytes{std::istreambuf_iterator<char>(file), {}};
      return bytes.find(text) != std::string::npos;
    };
    for (int tries = 0; tries < patience_s * 10; ++tries) {
      if (is_in(database()) || is_in(database() + "-wal")) return;
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
    FAIL() << text << " is not stored";
  }
  static void ends(Running& server) {
    server.process.gets(std::get<0>(GetParam()));
    static_cast<void>(server.process.ends());
  }
};
INSTANTIATE_TEST_SUITE_P(Program, Restarting,
                         testing::Combine(testing::Values(SIGTERM, SIGKILL), testing::Values(1, 3)),
                         [](const auto& shape) {
                           return std::string(std::get<0>(shape.param) == SIGTERM ? "Ended"
                                                                                  : "Killed") +
                                  std::to_string(std::get<1>(shape.param));
                         });

TEST_P(Restarting, WhoIsAlwaysOnIsInTheirRoomAgain) {
  {
    Running server(config());
    Client ana = server.registered("ana");
    ana.says("REGISTER * * secret");
    ana.hears("* 900 ana *");
    ana.says("NS SET always-on on");
    ana.hears("*always-on: on");
    ana.says("JOIN #kept");
    ana.says("MODE #kept +k key");
    ana.says("TOPIC #kept :Welcome");
    ana.hears("* TOPIC #kept :Welcome");
    if (is_killed()) waits_for_stored("#kepto");  // the channel, and what she is there
    ends(server);
  }
  const Running server(config());
  Client bob = server.registered("bob");
  bob.says("JOIN #kept");
  bob.hears("* 475 bob #kept *");
  bob.says("JOIN #kept key");
  bob.hears("* 332 bob #kept :Welcome");
  bob.hears("* 353 bob = #kept :bob @ana");
  Client ana = server.registered("phone");
  ana.says("NS IDENTIFY ana secret");
  ana.hears(":ana!* JOIN #kept");
  bob.says("PRIVMSG ana :hi");
  ana.hears(":bob!* PRIVMSG ana :hi");
}

}  // namespace
}  // namespace uvchat::e2e
