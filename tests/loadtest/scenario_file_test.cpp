#include "loadtest/scenario_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace uvchat::loadtest {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

std::string refused(const std::string& text) {
  const auto scenario = parse_scenario(text, "day.json");
  return scenario ? "" : scenario.error().text;
}

TEST(ScenarioFile, SaysWhatIsToBeDone) {
  const auto parsed = parse_scenario(R"({
    "clients": 600, "rooms": 20, "zipf_exponent": 1.1, "senders": 100, "timeout": "30s",
    "rest": "2s",
    "phases": [
      { "kind": "ramp", "name": "morning", "duration": "5s", "rate": 10, "rate_end": 400 },
      { "kind": "burst", "duration": "2s", "burst_lines": 100, "every": "500ms" },
      { "kind": "steady", "rate": "max", "window": 1, "think": "50ms", "private_share": 0.2 } ]
  })",
                                     "day.json");
  ASSERT_TRUE(parsed.has_value()) << parsed.error().text;
  EXPECT_EQ(parsed->clients, 600U);
  EXPECT_EQ(parsed->zipf_exponent, 1.1);
  EXPECT_EQ(parsed->setup_timeout_ns, 30'000'000'000);
  EXPECT_EQ(parsed->rest_ns, 2'000'000'000);
  ASSERT_EQ(parsed->phases.size(), 3U);
  EXPECT_EQ(parsed->phase_names()[0], "morning");
  EXPECT_EQ(parsed->phases[0].rate_end_per_s, 400);
  EXPECT_EQ(parsed->phase_names()[1], "burst");
  EXPECT_EQ(parsed->phases[1].every_ns, 500'000'000);
  EXPECT_TRUE(parsed->phases[2].saturates());
  EXPECT_EQ(parsed->phases[2].think_ns, 50'000'000);
  EXPECT_EQ(parsed->phases[2].private_share, 0.2);
}

TEST(ScenarioFile, ReadsBackWhatItPrints) {
  const auto parsed = parse_scenario(
      R"({ "cipher": "caesar", "zipf_exponent": 2,
           "phases": [ { "kind": "steady", "rate": 0.5, "duration": "1.5s" },
                       { "kind": "burst" }, { "kind": "ramp" },
                       { "kind": "mass_quit", "client_share": 0.1 }, { "kind": "slow_readers" },
                       { "kind": "steady", "rate": "max" } ] })",
      "day.json");
  ASSERT_TRUE(parsed.has_value()) << parsed.error().text;
  const std::string printed = print_scenario(*parsed);
  const auto again = parse_scenario(printed, "printed");
  ASSERT_TRUE(again.has_value()) << again.error().text;
  EXPECT_EQ(print_scenario(*again), printed);
}

TEST(ScenarioFile, NamesThePlaceOfAMistake) {
  EXPECT_EQ(refused("{\n  \"clients\": \"many\" }"),
            "day.json:2:14: clients: expected a whole number from 1 to 65535, got \"many\"");
  EXPECT_EQ(refused("{ \"fases\": [] }"),
            "day.json:1:3: fases: unknown key, did you mean \"phases\"?");
  EXPECT_EQ(refused("{}"), "day.json:1:1: the key \"phases\" is missing");
  EXPECT_EQ(refused("{ \"phases\": [] }"),
            "day.json:1:13: phases: a scenario has at least one phase");
  EXPECT_THAT(refused(R"({ "phases": [ { "kind": "walk" } ] })"),
              StartsWith("day.json:1:25: phases[0].kind: expected one of \"steady\""));
  EXPECT_THAT(refused(R"({ "phases": [ { "kind": "steady", "duration": 5 } ] })"),
              StartsWith("day.json:1:47: phases[0].duration: expected a duration like"));
  EXPECT_THAT(refused(R"({ "phases": [ { "kind": "steady", "rate": 0 } ] })"),
              HasSubstr(":43: phases[0].rate: expected lines a second"));
  EXPECT_THAT(refused(R"({ "phases": [ { "kind": "steady", "private_share": 2 } ] })"),
              HasSubstr("phases[0].private_share: expected a share from 0 to 1, got 2"));
}

TEST(ScenarioFile, RefusesAKeyThatIsForAnotherKindOfPhase) {
  EXPECT_THAT(refused(R"({ "phases": [ { "kind": "burst", "rate": 5 } ] })"),
              HasSubstr("phases[0].rate: a burst has burst_lines and every"));
  EXPECT_THAT(refused(R"({ "phases": [ { "kind": "ramp", "rate": "max" } ] })"),
              HasSubstr("a ramp cannot begin at"));
  EXPECT_THAT(refused(R"({ "phases": [ { "kind": "steady", "think": "1s" } ] })"),
              HasSubstr("phases[0].think: is for the rate \"max\""));
}

TEST(ScenarioFile, HasNoStormsForTheClassroom) {
  EXPECT_EQ(refused(R"({ "phases": [ { "kind": "join_storm", "client_share": 1 } ] })"), "");
  EXPECT_THAT(refused(R"({ "protocol": "caesar", "phases": [ { "kind": "mass_quit" } ] })"),
              HasSubstr("phases[0].kind: storms and slow readers are not for the caesar protocol"));
  EXPECT_THAT(refused(R"({ "phases": [ { "kind": "steady", "client_share": 1 } ] })"),
              HasSubstr("phases[0].client_share: is for storms"));
}

TEST(ScenarioFile, NamesThePlaceOfWhatCannotBeDoneTogether) {
  EXPECT_EQ(refused(R"({ "clients": 10, "rooms": 8, "phases": [ { "kind": "steady" } ] })"),
            "day.json:1:27: rooms: a room of one has nobody to hear its lines: there must be twice "
            "as many clients as rooms");
  EXPECT_THAT(refused(R"({ "cipher": "aes1",
  "phases": [ { "kind": "steady" }, { "kind": "steady", "private_share": 1 } ] })"),
              StartsWith("day.json:2:74: phases[1].private_share: is for the irc protocol"));
}

TEST(ScenarioFile, HasNeitherPrivateLinesNorCiphersForBrokers) {
  for (const std::string broker : {"redis", "nats"}) {
    const std::string begin = R"({ "protocol": ")" + broker + R"(", "phases": [ )";
    EXPECT_EQ(refused(begin + R"({ "kind": "join_storm" } ], "payload_bytes": 16382 })"), "");
    EXPECT_THAT(refused(begin + R"({ "kind": "steady" } ], "payload_bytes": 16383 })"),
                HasSubstr("payload_bytes: must be between 18 and 16382"));
    EXPECT_THAT(refused(begin + R"({ "kind": "steady", "private_share": 0.1 } ] })"),
                HasSubstr("phases[0].private_share: is for the irc protocol"));
    EXPECT_THAT(refused(begin + R"({ "kind": "steady" } ], "cipher": "caesar" })"),
                HasSubstr("cipher: is for the irc protocol"));
  }
}

TEST(ScenarioFile, SaysThatThereIsNone) {
  EXPECT_EQ(load_scenario("/nowhere/day.json").error().text,
            "/nowhere/day.json: cannot be read: No such file or directory");
}

}  // namespace
}  // namespace uvchat::loadtest
