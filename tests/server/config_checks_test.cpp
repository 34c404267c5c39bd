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

TEST(ConfigChecks, AProxyIsRequiredWhereThereAreSome) {
  const auto listening = [](const std::string& keys, const std::string& proxies) {
    return error_of(R"({"listen":[{"protocol":"irc",)" + keys + R"(}],"proxies":)" + proxies + "}");
  };
  EXPECT_EQ(listening(R"("port":1,"proxy":"required")", "[]"),
            "uvchat.json:1:47: listen[0].proxy: it needs proxies, which says whose header is "
            "believed");
  EXPECT_EQ(listening(R"("port":1,"proxy":"required")", R"(["10.0.0.1"])"), "accepted");
  EXPECT_EQ(listening(R"("port":1,"proxy":"accepted")", "[]"), "accepted");
  EXPECT_EQ(listening(R"("address":"unix:s","proxy":"required")", "[]"), "accepted");
}

TEST(ConfigChecks, TwoListenersCannotShareAUnixSocket) {
  EXPECT_EQ(error_of(R"({"listen":[{"protocol":"irc","address":"unix:s"},)"
                     R"({"protocol":"irc","address":"unix:t"},)"
                     R"({"protocol":"irc","address":"unix:s"}]})"),
            "uvchat.json:1:88: listen[2]: the same address as listen[0]");
}

TEST(ConfigChecks, TheSoftLimitIsBelowTheHardOne) {
  EXPECT_EQ(error_of(R"({"limits":{"send_queue_soft_bytes":5000,"send_queue_hard_bytes":5000}})"),
            "uvchat.json:1:36: limits.send_queue_soft_bytes: "
            "expected less than send_queue_hard_bytes (5000), got 5000");
  EXPECT_EQ(error_of(R"({"limits":{"send_queue_soft_bytes":5000,"send_queue_hard_bytes":4999}})"),
            "uvchat.json:1:36: limits.send_queue_soft_bytes: "
            "expected less than send_queue_hard_bytes (4999), got 5000");
  EXPECT_EQ(error_of(R"({"limits":{"send_queue_soft_bytes":5000000}})"),
            "uvchat.json:1:36: limits.send_queue_soft_bytes: "
            "expected less than send_queue_hard_bytes (4194304), got 5000000");
  EXPECT_EQ(error_of(R"({"limits":{"send_queue_hard_bytes":5000}})"),
            "uvchat.json:1:36: limits.send_queue_hard_bytes: "
            "expected more than send_queue_soft_bytes (262144), got 5000");
}

TEST(ConfigChecks, AMailProgramIsNamedByItsWholePath) {
  const auto sends_by = [](const std::string& program) {
    return error_of(R"({"accounts":{"sendmail":)" + program + "}}");
  };
  EXPECT_EQ(sends_by("[]"), "accepted");
  EXPECT_EQ(sends_by(R"(["/usr/sbin/sendmail","-t"])"), "accepted");
  EXPECT_EQ(sends_by(R"(["sendmail","-t"])"),
            "uvchat.json:1:26: accounts.sendmail[0]: the whole path of the program, beginning "
            "with /");
  EXPECT_EQ(sends_by(R"([""])"),
            "uvchat.json:1:26: accounts.sendmail[0]: expected 1 to 4000 bytes, got \"\"");
  EXPECT_EQ(error_of(R"({"accounts":{"mail_from":"chat@example.org"}})"), "accepted");
  EXPECT_EQ(error_of(R"({"accounts":{"mail_from":"a b@c"}})"),
            "uvchat.json:1:26: accounts.mail_from: expected an e-mail address, or nothing, got "
            "\"a b@c\"");
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

TEST(ConfigChecks, WarnsWhereNobodyFromElsewhereCanLogIn) {
  const std::string world = R"({"listen":[{"protocol":"irc","address":"0.0.0.0","port":1},
      {"protocol":"irc","port":2}])";
  EXPECT_THAT(warnings(world + "}"),
              ElementsAre("listen[0] (0.0.0.0 port 1): people on other machines can neither "
                          "register nor log in here, because it has no \"tls\" and "
                          "accounts.allow_clear is false"));
  EXPECT_THAT(warnings(world + R"(,"accounts":{"allow_clear":true}})"), IsEmpty());
  EXPECT_THAT(warnings(R"({"listen":[{"protocol":"irc","address":"0.0.0.0","port":1,"tls":true}],
                           "tls":{"certificate":"a","key":"b"}})"),
              IsEmpty());
  EXPECT_THAT(warnings(world + R"(,"accounts":{"registration":"closed"}})"), IsEmpty());
}

TEST(ConfigChecks, WarnsOfFiguresThatAnybodyCanRead) {
  EXPECT_THAT(warnings(R"({"listen":[{"protocol":"http","address":"0.0.0.0","port":1,
                           "admin":true}]})"),
              ElementsAre("listen[0] (0.0.0.0 port 1): whoever reaches it can read the metrics"));
  EXPECT_THAT(warnings(R"({"listen":[{"protocol":"http","port":1,"admin":true}]})"), IsEmpty());
}

TEST(ConfigChecks, WarnsWhereClientsAreSentToAPortThatNobodyHas) {
  const std::string config = R"({"listen":[{"protocol":"irc","port":6697,"tls":true}],
      "tls":{"certificate":"a","key":"b","sts":{"port":)";
  EXPECT_THAT(warnings(config + "6697}}}"), IsEmpty());
  EXPECT_THAT(warnings(config + "6698}}}"),
              ElementsAre(testing::StartsWith("tls.sts.port (6698): clients are sent there")));
}

TEST(ConfigChecks, WarnsOfWhatAProxyBringsFromElsewhere) {
  const auto behind = [](const std::string& address) {
    return warnings(R"({"listen":[{"protocol":"irc",)" + address +
                    R"(,"proxy":"accepted"}],"proxies":["127.0.0.1"]})");
  };
  EXPECT_THAT(behind(R"("port":1)"),
              ElementsAre("listen[0] (127.0.0.1 port 1): people on other machines can neither "
                          "register nor log in here, because it has no \"tls\" and "
                          "accounts.allow_clear is false"));
  EXPECT_THAT(behind(R"("address":"unix:s")"),
              ElementsAre(testing::StartsWith("listen[0] (unix:s): people on other")));
  EXPECT_THAT(warnings(R"({"listen":[{"protocol":"irc","address":"unix:s"}]})"), IsEmpty());
}

TEST(ConfigChecks, NothingIsDurableInMemory) {
  const auto stores_in = [](const std::string& engine) {
    return error_of(R"({"store":{"durability":"strict","engine":")" + engine + R"("}})");
  };
  EXPECT_EQ(stores_in("sqlite"), "accepted");
  EXPECT_EQ(stores_in("memory"),
            "uvchat.json:1:24: store.durability: strict needs a database, and with store.engine "
            "memory there is none");
}

TEST(ConfigChecks, TheClassroomsRoomIsDeclaredByDefault) {
  const Config config;
  ASSERT_EQ(config.hub.rooms.size(), 1U);
  EXPECT_EQ(config.hub.rooms[0].name, config.listen[1].room);
  EXPECT_EQ(config.hub.rooms[0].modes, "nt");
}

TEST(ConfigChecks, AListenersRoomIsNoLongerThanChannelsMayBe) {
  EXPECT_EQ(error_of(R"({"limits":{"channel_chars_max":4},
"listen":[{"protocol":"caesar","port":1,"room":"#ñandú"}]})"),
            "uvchat.json:2:48: listen[0].room: expected at most channel_chars_max (4) characters, "
            "got \"#ñandú\"");
  EXPECT_EQ(error_of(R"({"limits":{"channel_chars_max":5}})"),
            "uvchat.json:1:32: limits.channel_chars_max: "
            "expected at least the 6 characters of listen[1].room (#lobby), got 5");
  EXPECT_EQ(error_of(R"({"limits":{"channel_chars_max":6}})"), "accepted");
}

TEST(ConfigChecks, RoomsAreRefusedThatCannotBe) {
  const auto room = [](const std::string& keys) {
    return error_of(R"({"rooms":[{"name":"#a")" + keys + "}]}");
  };
  EXPECT_EQ(room(R"(,"topic":"Hola","modes":"+ntkl secret 5","founder":"ana")"), "accepted");
  EXPECT_EQ(room(R"(,"modes":"")"), "accepted");
  EXPECT_EQ(room(R"(,"topic":"a\nb")").substr(0, 40), "uvchat.json:1:32: rooms[0].topic: expect");
  EXPECT_EQ(room(R"(,"founder":"a b")").substr(0, 42),
            "uvchat.json:1:34: rooms[0].founder: expect");
  for (const char* bad : {"ny", "-n", "nn", "k", "l", "l 0", "kl secret", "n more", "f #b",
                          "b a!*@*", "o ana", "n  ", "+-n", "k a,b"}) {
    const std::string error = room(R"(,"modes":")" + std::string(bad) + "\"");
    EXPECT_EQ(error.substr(0, 42), "uvchat.json:1:32: rooms[0].modes: expected") << bad;
  }
  EXPECT_EQ(error_of(R"({"rooms":[{}]})"),
            "uvchat.json:1:11: rooms[0]: the key \"name\" is missing");
  EXPECT_EQ(error_of(R"({"rooms":[{"name":"lobby"}]})"),
            "uvchat.json:1:19: rooms[0].name: expected a channel's name, beginning with #, got "
            "\"lobby\"");
}

TEST(ConfigChecks, NoTwoRoomsLookAlike) {
  const auto two = [](const std::string& a, const std::string& b, const std::string& more = "") {
    return error_of(R"({"rooms":[{"name":")" + a + "\"},\n{\"name\":\"" + b + "\"}]" + more + "}");
  };
  EXPECT_EQ(two("#a", "#b"), "accepted");
  const std::string expected = "uvchat.json:2:9: rooms[1].name: it looks like the name of rooms[0]";
  EXPECT_EQ(two("#abc", "#ABC"), expected);
  EXPECT_EQ(two("#abc", "#аbc"), expected);
  EXPECT_EQ(two("#аbc", "#abc"), expected);
  EXPECT_EQ(two("#abc", "#аbc", R"(,"server":{"casemapping":"ascii"})"), "accepted");
}

TEST(ConfigChecks, ARoomsNameAndTopicFitIntoTheServersLines) {
  EXPECT_EQ(error_of(R"({"limits":{"channel_chars_max":4},"rooms":[{"name":"#abcd"}],)"
                     R"("listen":[{"protocol":"irc","port":1}]})"),
            "uvchat.json:1:52: rooms[0].name: at most channel_chars_max (4) characters");
  EXPECT_EQ(
      error_of(R"({"limits":{"channel_chars_max":4},"listen":[{"protocol":"irc","port":1}]})"),
      "uvchat.json:1:32: limits.channel_chars_max: expected at least the 6 characters of "
      "rooms[0] (#lobby), got 4");
  EXPECT_EQ(error_of(R"({"limits":{"topic_bytes_max":3},"rooms":[{"name":"#a","topic":"Hola"}]})"),
            "uvchat.json:1:63: rooms[0].topic: at most 3 bytes fit into a line of this server");
}

}  // namespace
}  // namespace uvchat::server
