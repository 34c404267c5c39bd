// The wall clock: what people are told of the time, where the clock jumps.

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "hub/msgid.h"
#include "tests/hub/conversation.h"

namespace uvchat::hub {
namespace {

constexpr std::int64_t second_us = 1'000'000;

// The time tag of a line that alice says now.
std::string time_of_a_line(Person& alice, Person& bob) {
  alice.says("PRIVMSG bob :x");
  const std::string line = bob.next_line();
  return line.substr(0, line.find(' '));
}

TEST(WallClock, ASmallStepBackIsWaitedFor) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  Person& bob = chat.registered("bob", "server-time");
  const std::string before = time_of_a_line(alice, bob);
  chat.now_.wall_us -= 4 * second_us;
  EXPECT_EQ(time_of_a_line(alice, bob), before);
}

TEST(WallClock, OneWrongJumpForwardDoesNotStopTheTime) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  Person& bob = chat.registered("bob", "server-time");
  const std::string before = time_of_a_line(alice, bob);
  chat.now_.wall_us += 86'400 * second_us;
  EXPECT_NE(time_of_a_line(alice, bob), before);
  chat.now_.wall_us -= 86'400 * second_us;
  EXPECT_EQ(time_of_a_line(alice, bob), before);
}

TEST(WallClock, ABanEndsInTimeAfterAWrongJump) {
  Conversation chat;
  Person& admin = chat.registered("admin");
  chat.make_operator(admin);
  chat.now_.wall_us += 86'400 * second_us;
  admin.says("PING x");
  chat.now_.wall_us -= 86'400 * second_us;
  admin.says("KLINE 1 ~mal@* :a minute");
  const auto comes = [&chat] {
    Person& mal = chat.connected();
    mal.says("NICK mal");
    mal.says("USER mal 0 * :M");
    return mal.next_line();
  };
  EXPECT_TRUE(comes().starts_with(":srv 465 mal :"));
  chat.waits_ms(61'000);
  EXPECT_TRUE(comes().starts_with(":srv 001 mal :"));
}

TEST(Msgid, HasTheKeyOfAMessageInBase64url) {
  EXPECT_EQ((std::string_view(msgid_text({}).data(), 24)), "AAAAAAAAAAAAAAAAAAAAAAAA");
  const MsgidText text =
      msgid_text({.room = 0x010203, .time_us = 0x0405060708, .node = 9, .n = 0x0A'0B0C'0D0E});
  EXPECT_EQ((std::string_view(text.data(), text.size())), "AQIDAAAABAUGBwgACQoLDA0O");
}

TEST(Msgid, IsAnotherForEachMessage) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  Person& bob = chat.registered("bob", "message-tags");
  std::set<std::string> ids;
  for (int i = 0; i < 100; ++i) ids.insert(time_of_a_line(alice, bob));
  EXPECT_EQ(ids.size(), 100U);
}

}  // namespace
}  // namespace uvchat::hub
