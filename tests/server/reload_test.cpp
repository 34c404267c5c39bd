#include "server/reload.h"
#include "server/config_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "tests/server/config_error.h"

namespace uvchat::server {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class ReloadTest : public testing::Test {
 protected:
  void TearDown() override { std::filesystem::remove(path_); }

  Result<Reload> reload(const std::string& text) {
    std::ofstream(path_) << text;
    return reload_config(path_, running_);
  }

  const std::string path_ = testing::TempDir() + "uvchat-reload-" +
                            testing::UnitTest::GetInstance()->current_test_info()->name() + ".json";
  Config running_;
};

TEST_F(ReloadTest, OfTheSameFileChangesNothing) {
  const auto same = reload(print_config(running_));
  ASSERT_TRUE(same);
  EXPECT_EQ(print_config(same->config), print_config(running_));
  EXPECT_THAT(same->needs_restart, IsEmpty());
}

TEST_F(ReloadTest, TakesWhatARunningServerCanChange) {
  running_.listen[1].password = false;
  const auto changed = reload(R"({
    "server": {"motd": ["new"], "password": "p"},
    "listen": [{"protocol": "irc", "port": 6667},
               {"protocol": "caesar", "port": 8000, "password": false},
               {"protocol": "http", "port": 8080}],
    "limits": {"kick_bytes_max": 9, "exempt": [], "connect_throttle": {"seconds": 5}},
    "operators": [{"name": "ana", "password_hash": ")" +
                              some_hash + R"("}]})");
  ASSERT_TRUE(changed);
  EXPECT_THAT(changed->needs_restart, IsEmpty());
  EXPECT_THAT(changed->config.hub.motd, ElementsAre("new"));
  EXPECT_EQ(changed->config.hub.password, "p");
  EXPECT_EQ(changed->config.hub.kick_bytes_max, 9);
  EXPECT_THAT(changed->config.hub.address_limits.exempt, IsEmpty());
  EXPECT_EQ(changed->config.hub.address_limits.throttle.seconds, 5);
  ASSERT_EQ(changed->config.hub.operators.size(), 1U);
}

TEST_F(ReloadTest, NamesEachKeyThatNeedsARestartAndLeavesItAsItWas) {
  running_.hub.password = "old";
  const auto changed = reload(R"({
    "server": {"name": "other.example", "io_threads": 7},
    "listen": [{"protocol": "irc", "port": 1}],
    "limits": {"connections_max": 9, "flood": {"burst_lines": 3}, "nick_chars_max": 9},
    "log": {"level": "debug"}})");
  ASSERT_TRUE(changed);
  EXPECT_THAT(changed->needs_restart,
              ElementsAre("server.name", "server.io_threads", "listen", "limits.connections_max",
                          "limits.flood.burst_lines", "limits.nick_chars_max", "log.level"));
  Config expected = running_;
  expected.hub.password.reset();  // the file has none
  EXPECT_EQ(print_config(changed->config), print_config(expected));
}

TEST_F(ReloadTest, DoesNotAskForAPasswordThatTheRunningClassroomPassesBy) {
  const auto changed = reload(R"({
    "server": {"password": "p"},
    "listen": [{"protocol": "caesar", "port": 8000, "password": false}]})");
  ASSERT_FALSE(changed);
  EXPECT_EQ(changed.error().text,
            path_ +
                ": server.password cannot take effect while listen[1] asks for it, and listen "
                "changes only with a restart. Restart the server to apply this file.");
}

TEST_F(ReloadTest, SaysWhichTextDoesNotFitWhatWaitsForARestart) {
  running_.hub.server_name = std::string(63, 's');
  const auto changed =
      reload(R"({"server": {"name": "s", "motd": [")" + std::string(390, 'x') + R"("]}})");
  ASSERT_FALSE(changed);
  EXPECT_EQ(changed.error().text,
            path_ +
                ": server.motd[0]: at most 373 bytes fit into a line of this server, and "
                "server.name changes only with a restart. Restart the server to apply this file.");
}

TEST_F(ReloadTest, OfABadFileIsTheErrorOfAStart) {
  EXPECT_EQ(reload("{\n  \"sever\": {} }").error().text,
            path_ + ":2:3: sever: unknown key, did you mean \"server\"?");
  std::filesystem::remove(path_);
  EXPECT_EQ(reload_config(path_, running_).error().text,
            path_ + ": cannot be read: No such file or directory");
  EXPECT_EQ(reload_config("", running_).error().text, "there is no configuration file");
}

}  // namespace
}  // namespace uvchat::server
