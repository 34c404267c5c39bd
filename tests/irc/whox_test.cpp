#include "uvchat/irc/whox.h"

#include <gtest/gtest.h>

namespace uvchat::irc {
namespace {

TEST(Whox, WithoutAPercentThereAreFlagsAlone) {
  EXPECT_EQ(parse_who_options(""), WhoOptions());
  EXPECT_EQ(parse_who_options("x,1"), WhoOptions());
  const WhoOptions operators = parse_who_options("o");
  EXPECT_TRUE(operators.operators_only);
  EXPECT_FALSE(operators.extended);
}

TEST(Whox, FieldsComeInTheOrderOfTheReplyHoweverTheyWereAskedFor) {
  EXPECT_EQ(parse_who_options("%roaldfnshiuct,123").fields, whox_fields);
  EXPECT_EQ(parse_who_options("%nnnac").fields, "cna");
  EXPECT_EQ(parse_who_options("o%na").fields, "na");
  EXPECT_TRUE(parse_who_options("o%na").operators_only);
}

TEST(Whox, WhatNobodyKnowsIsPassedOver) {
  EXPECT_EQ(parse_who_options("%nZ%?!").fields, "n");
  EXPECT_EQ(parse_who_options("%").fields, "");
  EXPECT_TRUE(parse_who_options("%").extended);
  EXPECT_FALSE(parse_who_options("%o").operators_only);
}

TEST(Whox, ATokenIsOneToThreeDigits) {
  EXPECT_EQ(parse_who_options("%tn,7").token, "7");
  EXPECT_EQ(parse_who_options("%tn,042").token, "042");
  for (const char* param : {"%tn", "%tn,", "%tn,1234", "%tn,4x", "%tn,-1", "%tn,1,2", "tn,5"}) {
    EXPECT_EQ(parse_who_options(param).token, "0") << param;
  }
}

}  // namespace
}  // namespace uvchat::irc
