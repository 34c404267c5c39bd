#include "server/ctl_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace uvchat::server {
namespace {

using nlohmann::ordered_json;
using testing::HasSubstr;
using testing::Not;

ordered_json two_users() {
  return ordered_json::parse(R"({"users": [
      {"nick": "ana", "account": null, "sessions": 2, "away": "lunch"},
      {"nick": "ñandú", "account": "n", "sessions": 10, "away": null}], "next": null})");
}

TEST(CtlTable, AlignsItsColumns) {
  EXPECT_EQ(table_of(two_users(), 0),
            "NICK   ACCOUNT  SESSIONS  AWAY\n"
            "ana    -        2         lunch\n"
            "ñandú  n        10        -\n");
}

TEST(CtlTable, IsCutToTheTerminal) {
  EXPECT_EQ(table_of(two_users(), 10),
            "NICK   AC…\n"
            "ana    - …\n"
            "ñandú  n …\n");
}

TEST(CtlTable, CountsWideCharactersAsTwoColumns) {
  const auto rooms = ordered_json::parse(R"({"rooms": [{"name": "#日本", "members": 1},
                                                       {"name": "#a", "members": 2}],
                                             "next": null})");
  EXPECT_EQ(table_of(rooms, 0), "NAME   MEMBERS\n#日本  1\n#a     2\n");
}

TEST(CtlTable, LetsNoStrangersTextSteerTheTerminal) {
  ordered_json users = two_users();
  users["users"][0]["away"] = "\x1b[2Jgone\r\nroot  -  \u202Etxt";
  users["users"][1]["away"] = {{"\x1b[2J", 1}};
  const std::string table = table_of(users, 0);
  EXPECT_THAT(table, Not(HasSubstr("\x1b")));
  EXPECT_THAT(table, Not(HasSubstr("\r")));
  EXPECT_THAT(table, Not(HasSubstr("\u202E")));
  EXPECT_EQ(std::count(table.begin(), table.end(), '\n'), 3);
}

TEST(CtlTable, SaysWhereThereIsNothing) {
  EXPECT_EQ(table_of(ordered_json::parse(R"({"users": [], "next": null})"), 80), "none\n");
}

TEST(CtlTable, SaysOfAChangeWhatIsUnusual) {
  EXPECT_EQ(table_of(ordered_json::parse(R"({"done": true, "warning": null})"), 80), "done\n");
  EXPECT_EQ(table_of(ordered_json::parse(R"({"done": true, "needs_restart": ["listen"]})"), 80),
            "done\nNEEDS RESTART: listen\n");
  EXPECT_EQ(table_of(ordered_json::parse(R"({"codes": ["a-b", "c-d"], "warning": null})"), 80),
            "a-b\nc-d\n");
  EXPECT_EQ(table_of(ordered_json::parse(R"({"level": "info", "users": 3})"), 80),
            "LEVEL  info\nUSERS  3\n");
}

TEST(CtlTable, TakesRowsThatAreNotAlike) {
  const auto odd = ordered_json::parse(R"({"users": [{"a": 1, "b": {"c": [1, "x"]}}, {"a": 2}, 7],
                                           "next": null})");
  EXPECT_THAT(table_of(odd, 80), HasSubstr("c 1,x"));
}

}  // namespace
}  // namespace uvchat::server
