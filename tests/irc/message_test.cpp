#include "uvchat/irc/message.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace uvchat::irc {
namespace {

std::vector<std::string> params_of(const Message& message) {
  return {message.params.begin(), message.params.begin() + static_cast<long>(message.param_count)};
}

using Strings = std::vector<std::string>;

TEST(Parse, TakesALineApart) {
  const auto message = parse("@a=b;c :src!u@h PRIVMSG #room  x :the text : of it ");
  ASSERT_TRUE(message);
  EXPECT_EQ(message->tags, "a=b;c");
  EXPECT_EQ(message->source, "src!u@h");
  EXPECT_EQ(message->command, "PRIVMSG");
  EXPECT_EQ(params_of(*message), (Strings{"#room", "x", "the text : of it "}));
}

TEST(Parse, TellsAnEmptyTrailingParameterFromNone) {
  EXPECT_EQ(params_of(*parse("TOPIC #a :")), (Strings{"#a", ""}));
  EXPECT_EQ(params_of(*parse("TOPIC #a")), (Strings{"#a"}));
  EXPECT_EQ(params_of(*parse("TOPIC #a ")), (Strings{"#a"}));
}

TEST(Parse, ForgivesSpaces) {
  const auto message = parse("  PING   x  ");
  ASSERT_TRUE(message);
  EXPECT_EQ(params_of(*message), (Strings{"x"}));
}

TEST(Parse, WhatStandsBehindTheFifteenthParameterBelongsToIt) {
  const auto message = parse("X 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17");
  ASSERT_TRUE(message);
  EXPECT_EQ(message->param_count, 15U);
  EXPECT_EQ(message->params[14], "15 16 17");
}

TEST(Parse, RefusesWhatHasNoCommand) {
  for (const char* line :
       {"", " ", ":", ":src", "@a=b", "@a=b :src", "@", "@m : :x", "@ @x", "\xff\xfe"}) {
    EXPECT_FALSE(parse(line)) << line;
  }
  EXPECT_TRUE(parse("001 x"));
  EXPECT_EQ(parse("P-X y")->command, "P-X");  // unknown, but it can be answered
}

TEST(Tags, ComeOneByOneWithAndWithoutValues) {
  std::string_view rest = "a=1;;+b;=x;c=;d=2=3";
  Strings seen;
  while (const auto tag = next_tag(rest)) {
    seen.push_back(std::string(tag->key) + "|" + std::string(tag->value));
  }
  EXPECT_EQ(seen, (Strings{"a|1", "+b|", "c|", "d|2=3"}));
}

TEST(Tags, AreFoundByTheirKeyTheLastOfThem) {
  EXPECT_EQ(find_tag("a=1;b=2;b=3", "b"), "3");
  EXPECT_EQ(find_tag("a", "a"), "");
  EXPECT_FALSE(find_tag("a=b", "b"));
}

TEST(Tags, OfSeveralWithOneKeyTheLastCounts) {
  std::string seen;
  for (const Tag& tag : tags_of("+a=1;+b=x;;+a=2;c;=3;+a=;c=4")) {
    seen.append(tag.key).append("|").append(tag.value).append(" ");
  }
  EXPECT_EQ(seen, "+b|x +a| c|4 ");
  EXPECT_TRUE(tags_of("").empty());
}

TEST(Tags, HaveAnyTextAsTheirValue) {
  EXPECT_EQ(escape_tag("a; b\\c\r\n"), R"(a\:\sb\\c\r\n)");
  EXPECT_EQ(unescape_tag(escape_tag("a; b\\c\r\n")), "a; b\\c\r\n");
}

}  // namespace
}  // namespace uvchat::irc
