#include "chat/server_facts.h"

#include <gtest/gtest.h>

namespace uvchat::cli {
namespace {

void hear(ServerFacts& server, const std::string& line) {
  const auto message = irc::parse(line);
  ASSERT_TRUE(message) << line;
  server.on_cap(*message);
}

TEST(ServerFacts, KeepsABoundedNumberOfOffers) {
  ServerFacts server;
  for (std::size_t i = 0; i < ServerFacts::offers_max; ++i) {
    hear(server, ":s CAP * LS * :x" + std::to_string(i) + "=1");
  }
  hear(server, ":s CAP * LS :x0=2 one-more=1");
  EXPECT_EQ(server.capability_value("x0"), "2");
  EXPECT_EQ(server.capability_value("one-more"), "");
  server.forget();
  hear(server, ":s CAP * LS :one-more=1");
  EXPECT_EQ(server.capability_value("one-more"), "1");
}

TEST(ServerFacts, KeepsABoundedSizeOfOffers) {
  ServerFacts server;
  hear(server, ":s CAP * LS * :large=" + std::string(ServerFacts::offers_bytes_max - 6, 'x'));
  hear(server, ":s CAP * LS :ab=1");
  EXPECT_EQ(server.capability_value("ab"), "");
  hear(server, ":s CAP * NEW :large=small ab=1");
  EXPECT_EQ(server.capability_value("ab"), "1");
}

TEST(ServerFacts, HasOnlyWhatWasOffered) {
  ServerFacts server;
  hear(server, ":s CAP * LS :batch echo-message");
  hear(server, ":s CAP * ACK :batch never-offered");
  EXPECT_TRUE(server.has("batch"));
  EXPECT_FALSE(server.has("never-offered"));
  EXPECT_FALSE(server.has("echo-message"));
}

}  // namespace
}  // namespace uvchat::cli
