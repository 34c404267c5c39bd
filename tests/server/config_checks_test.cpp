#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/server/config_error.h"

// What must not go together, and what an operator is warned of.

namespace uvchat::server {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(ConfigChecks, ThePasswordIsNotPassedByInTheClassroomUnlessTheFileSaysSo) {
  const auto listening = [](const std::string& listener) {
    return error_of(R"({"server":{"password":"p"},"listen":[)" + listener + "]}");
  };
  EXPECT_EQ(listening(R"({"protocol":"irc","port":1})"), "accepted");
  const std::string expected =
      "uvchat.json:1:38: listen[0]: its clients cannot be asked for server.password; "
      "\"password\": false lets them in without it";
  EXPECT_EQ(listening(R"({"protocol":"caesar","port":1})"), expected);
  EXPECT_EQ(listening(R"({"protocol":"caesar","port":1,"password":true})"), expected);
  EXPECT_EQ(listening(R"({"protocol":"caesar","port":1,"password":false})"), "accepted");
  EXPECT_EQ(error_of(R"({"server":{"password":"p"}})"),
            "uvchat.json:1:23: server.password: the clients of listen[1] (127.0.0.1:8000) cannot "
            "be asked for it; list it under \"listen\" with \"password\": false, or list others");
  EXPECT_EQ(error_of(R"({"listen":[{"protocol":"caesar","port":1}]})"), "accepted");
  EXPECT_EQ(
      error_of(R"({"listen":[{"protocol":"irc","port":1,"password":false}]})"),
      "uvchat.json:1:39: listen[0].password: only a listener with \"protocol\": \"caesar\" has it");
}

TEST(ConfigChecks, ALineOfTheServerIsSaidWhole) {
  const auto said = [](const std::string& key, std::size_t bytes, std::size_t name_bytes) {
    return error_of(R"({"server":{")" + key + R"(":["x",")" + std::string(bytes, 'm') +
                    R"("],"name":")" + std::string(name_bytes, 's') + "\"}}");
  };
  EXPECT_EQ(said("motd", 400, 12), "accepted");
  EXPECT_EQ(said("motd", 373, 63), "accepted");
  EXPECT_EQ(said("motd", 374, 63),
            "uvchat.json:1:24: server.motd[1]: at most 373 bytes fit into a line of this server");
  EXPECT_EQ(said("admin", 374, 63),
            "uvchat.json:1:25: server.admin[1]: at most 373 bytes fit into a line of this server");
}

std::vector<std::string> warnings(const std::string& text) {
  return warnings_of(parse_config(text, "uvchat.json").value());
}

TEST(ConfigChecks, WarnsOfWhatItOpensToTheWorld) {
  EXPECT_THAT(warnings("{}"), IsEmpty());
  const std::string world = R"("listen":[{"protocol":"irc","port":1},
      {"protocol":"caesar","address":"::","port":8000,"password":false}])";
  EXPECT_THAT(warnings("{" + world + "}"), IsEmpty());
  EXPECT_THAT(warnings("{" + world + R"(,"limits":{"exempt":["127.0.0.1","10.0.0.0/8","::/0"]}})"),
              ElementsAre("listen[1] (:: port 8000): limits.exempt frees 10.0.0.0/8, ::/0 from the "
                          "limits of connections"));
  EXPECT_THAT(warnings("{" + world + R"(,"server":{"password":"p"}})"),
              ElementsAre("listen[1] (:: port 8000): nobody is asked for server.password"));
  EXPECT_THAT(warnings(R"({"limits":{"exempt":["10.0.0.0/8"]}})"), IsEmpty());
}

}  // namespace
}  // namespace uvchat::server
