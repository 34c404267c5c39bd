#include "client/sasl.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "uvchat/base/base64.h"

namespace uvchat::client {
namespace {

using testing::ElementsAre;
using Step = SaslExchange::Step;

Step hears(SaslExchange& exchange, std::string_view line) {
  return exchange.take(*irc::parse(line));
}

TEST(Sasl, APasswordIsSaidWhenTheServerWaitsForIt) {
  EXPECT_THAT(authenticate_lines(plain_message("ana", "pass")),
              ElementsAre("AUTHENTICATE AGFuYQBwYXNz"));
  SaslExchange exchange;
  EXPECT_EQ(exchange.begin(mechanism_plain), "AUTHENTICATE PLAIN");
  EXPECT_EQ(hears(exchange, "AUTHENTICATE +"), Step::say_message);
  EXPECT_EQ(hears(exchange, ":s 900 ana ana!u@h ana :You are logged in"), Step::nothing);
  EXPECT_EQ(hears(exchange, ":s 903 ana :ok"), Step::logged_in);
  EXPECT_FALSE(exchange.is_open());
}

TEST(Sasl, WhatComesInAnotherOrderIsNothing) {
  SaslExchange exchange;
  EXPECT_EQ(hears(exchange, "AUTHENTICATE +"), Step::nothing);
  EXPECT_EQ(hears(exchange, ":s 903 ana :ok"), Step::nothing);
  EXPECT_EQ(hears(exchange, ":s 904 ana :no"), Step::nothing);
  exchange.begin(mechanism_plain);
  EXPECT_EQ(hears(exchange, ":s 903 ana :ok"), Step::nothing);
  EXPECT_EQ(hears(exchange, "AUTHENTICATE abcd"), Step::nothing);
  EXPECT_EQ(hears(exchange, "AUTHENTICATE"), Step::nothing);
  EXPECT_EQ(hears(exchange, "AUTHENTICATE +"), Step::say_message);
  EXPECT_EQ(hears(exchange, "AUTHENTICATE +"), Step::nothing);
  EXPECT_EQ(hears(exchange, ":s 904 ana :no"), Step::refused);
  EXPECT_EQ(hears(exchange, "AUTHENTICATE +"), Step::nothing);
}

TEST(Sasl, EachRefusalEndsIt) {
  for (const std::string number : {"902", "904", "905", "906", "907"}) {
    SaslExchange exchange;
    exchange.begin(mechanism_resume);
    EXPECT_EQ(hears(exchange, ":s " + number + " ana :no"), Step::refused) << number;
    EXPECT_FALSE(exchange.is_open());
  }
}

// 400 bytes are a full chunk: without an empty one behind it, the server would wait for more.
TEST(Sasl, AMessageOfFullChunksIsEndedByAnEmptyOne) {
  const std::string message(300, 'x');
  EXPECT_THAT(authenticate_lines(message),
              ElementsAre("AUTHENTICATE " + to_base64(message), "AUTHENTICATE +"));
  EXPECT_EQ(authenticate_lines(std::string(299, 'x')).size(), 2U);
  EXPECT_EQ(authenticate_lines(std::string(297, 'x')).size(), 1U);
  EXPECT_THAT(authenticate_lines(""), ElementsAre("AUTHENTICATE +"));
}

TEST(Sasl, ATokenIs43CharactersThatCanStandAnywhere) {
  EXPECT_TRUE(is_resume_token(std::string(40, 'A') + "-_9"));
  EXPECT_FALSE(is_resume_token(std::string(42, 'A')));
  EXPECT_FALSE(is_resume_token(std::string(44, 'A')));
  for (const char c : std::string_view("\"\\ :+/=\n\x80", 9)) {
    EXPECT_FALSE(is_resume_token(std::string(42, 'A') + c)) << c;
  }
}

}  // namespace
}  // namespace uvchat::client
