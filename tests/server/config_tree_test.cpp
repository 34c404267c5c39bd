#include <gtest/gtest.h>

#include <string>

#include "tests/server/config_error.h"
#include "uvchat/json/tree.h"

// What is no JSON, or none that is read; and where.

namespace uvchat::server {
namespace {

TEST(ConfigTree, ASyntaxErrorIsRefusedWhereItsTokenBegins) {
  EXPECT_EQ(error_of("{ \"log\": {\n  \"level\" \"info\" } }"),
            "uvchat.json:2:11: log.level: syntax error: unexpected string literal; expected ':'");
  EXPECT_EQ(error_of("{ \"log\": {} \"listen\": [] }"),
            "uvchat.json:1:13: syntax error: unexpected string literal; expected '}': is a comma "
            "missing in front of it?");
  EXPECT_EQ(error_of("{ \"listen\": [ {} {} ] }"),
            "uvchat.json:1:18: listen[1]: syntax error: unexpected '{'; expected ']': is a comma "
            "missing in front of it?");
  EXPECT_EQ(error_of("{ \"log\": {},\n}"),
            "uvchat.json:2:1: syntax error: unexpected '}'; expected string literal");
  EXPECT_EQ(error_of("{ \"server\": { \"motd\": [ \"a\",, ] } }"),
            "uvchat.json:1:29: server.motd[1]: syntax error: unexpected ','; "
            "expected '[', '{', or a literal");
  EXPECT_EQ(error_of("{ \"server\": { \"motd\": [ 1 2 ] } }"),
            "uvchat.json:1:27: server.motd[1]: syntax error: unexpected number literal; "
            "expected ']': is a comma missing in front of it?");
  EXPECT_EQ(error_of("{ \"log\": [ nul, 1 ] }"),
            "uvchat.json:1:12: log[0]: syntax error: invalid literal");
  EXPECT_EQ(error_of("{ \"log\": [ -, 1 ] }"),
            "uvchat.json:1:12: log[0]: syntax error: invalid number; expected digit after '-'");
  EXPECT_EQ(error_of("{ 'log': {} }"), "uvchat.json:1:3: syntax error: invalid literal");
  EXPECT_EQ(error_of("{} // no comments"), "uvchat.json:1:4: syntax error: invalid literal");
}

TEST(ConfigTree, AStringThatIsNoneIsRefusedWhereItBegins) {
  EXPECT_EQ(error_of("{ \"log\": \"info }"),
            "uvchat.json:1:10: log: syntax error: invalid string: missing closing quote");
  EXPECT_EQ(error_of("{ \"log\": \"a\nb\" }"),
            "uvchat.json:1:10: log: syntax error: invalid string: control character U+000A (LF) "
            "must be escaped to \\u000A or \\n");
  EXPECT_EQ(error_of("{ \"log\": \"a\\x\" }"),
            "uvchat.json:1:10: log: syntax error: invalid string: forbidden character after "
            "backslash");
  EXPECT_EQ(error_of("{ \"server\": { \"motd\": [\"ok\", \"a\xFF\"] } }"),
            "uvchat.json:1:30: server.motd[1]: syntax error: invalid string: ill-formed UTF-8 "
            "byte");
}

TEST(ConfigTree, ATextThatEndsTooSoonIsRefusedAtItsEnd) {
  EXPECT_EQ(error_of(""),
            "uvchat.json:1:1: syntax error: unexpected end of input; "
            "expected '[', '{', or a literal");
  EXPECT_EQ(error_of("{ \"log\": {}\n"),
            "uvchat.json:2:1: syntax error: unexpected end of input; expected '}'");
}

TEST(ConfigTree, WhatFollowsTheObjectIsRefused) {
  EXPECT_EQ(error_of("{}\n{}"),
            "uvchat.json:2:1: syntax error: unexpected '{'; expected end of input");
  EXPECT_EQ(error_of("{ \"log\": truefalse }"),
            "uvchat.json:1:18: syntax error: unexpected false literal; expected '}': is a comma "
            "missing in front of it?");
  EXPECT_EQ(error_of(std::string("{}\0{}", 5)),
            "uvchat.json:1:3: syntax error: unexpected NUL byte");
}

TEST(ConfigTree, AByteOrderMarkIsRefused) {
  EXPECT_EQ(error_of("\xEF\xBB\xBF{}"),
            "uvchat.json:1:1: expected UTF-8 without a byte order mark");
}

TEST(ConfigTree, LinesMayEndInCrLf) {
  EXPECT_EQ(error_of("{\r\n  \"x\": 1 }"), "uvchat.json:2:3: x: unknown key");
}

TEST(ConfigTree, NestingIsBounded) {
  const std::string place = "uvchat.json:1:17: " + [] {
    std::string path;
    for (int depth = 0; depth < 16; ++depth) path += "[0]";
    return path;
  }();
  EXPECT_EQ(error_of(std::string(100'000, '[')), place + ": nested more than 16 deep");
}

TEST(ConfigTree, OfTheKeysThatAreGivenTwiceTheFirstIsNamed) {
  EXPECT_EQ(error_of("{ \"b\": { \"x\": 1, \"y\": 2, \"y\": 3, \"x\": 4 } }"),
            "uvchat.json:1:26: b.y: given twice");
  EXPECT_EQ(error_of("{ \"listen\": [ { \"port\": 1 }, { \"port\": 1, \"port\": 2 } ] }"),
            "uvchat.json:1:43: listen[1].port: given twice");
}

TEST(ConfigTree, WhatAMessageQuotesCannotSteerATerminal) {
  EXPECT_EQ(error_of("{ \"\xC2\x9B\": 1 }"), "uvchat.json:1:3: \uFFFD: unknown key");
  EXPECT_EQ(error_of("{ \"log\": { \"level\": \"\u202Ea\" } }"),
            "uvchat.json:1:21: log.level: expected one of \"debug\", \"info\", \"warning\", "
            "\"error\", got \"\uFFFDa\"");
}

TEST(ConfigTree, ADeepTextIsKnownWithoutBeingRead) {
  const std::string deepest = std::string(16, '[') + std::string(16, ']');
  EXPECT_FALSE(json::is_too_deep(deepest + deepest));
  EXPECT_TRUE(json::is_too_deep("[" + deepest + "]"));
  EXPECT_FALSE(
      json::is_too_deep("\"" + std::string(20, '{') + "\\\"" + std::string(20, '[') + "\""));
  EXPECT_FALSE(json::is_too_deep("\"" + std::string(20, '[')));
}

TEST(ConfigTree, ATextOverOneMebibyteIsRefused) {
  EXPECT_EQ(error_of("{}" + std::string(1024 * 1024 - 2, ' ')), "accepted");
  EXPECT_EQ(error_of("{}" + std::string(1024 * 1024 - 1, ' ')),
            "uvchat.json: larger than 1048576 bytes");
}

}  // namespace
}  // namespace uvchat::server
