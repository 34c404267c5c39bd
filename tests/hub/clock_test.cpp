// The wall clock: what people are told of the time, where the clock jumps.

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "hub/iso_time.h"
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

TEST(WallClock, ASmallStepBackRightAfterTheStartIsWaitedForToo) {
  Conversation chat;
  chat.now_.wall_us -= second_us;
  Person& alice = chat.registered("alice");
  Person& bob = chat.registered("bob", "server-time");
  const std::string before = time_of_a_line(alice, bob);
  chat.now_.wall_us += second_us;
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
  EXPECT_EQ((std::string_view(msgid_text({0, {.node = 0}}).data(), 24)),
            "AAAAAAAAAAAAAAAAAAAAAAAA");
  const MsgidText text =
      msgid_text({0x010203, {.time_us = 0x0405060708, .node = 9, .n = 0x0A'0B0C'0D0E}});
  EXPECT_EQ((std::string_view(text.data(), text.size())), "AQIDAAAABAUGBwgACQoLDA0O");
}

TEST(Msgid, IsReadAgainAsThePlaceThatItNames) {
  const Place place{0x010203, {.time_us = 0x0405060708, .node = 9, .n = 0x0A'0B0C'0D0E}};
  const MsgidText text = msgid_text(place);
  const auto read = place_of_msgid({text.data(), text.size()});
  ASSERT_TRUE(read);
  EXPECT_EQ(read->room, place.room);
  EXPECT_EQ(read->key, place.key);
  EXPECT_FALSE(place_of_msgid("AAAA"));
  EXPECT_FALSE(place_of_msgid("AAAAAAAAAAAAAAAAAAAAAAA="));
}

TEST(IsoTime, IsReadAgainAsTheTimeThatItTells) {
  for (const std::int64_t ms : {std::int64_t{0}, std::int64_t{951'782'400'000},
                                std::int64_t{1'790'000'000'123}, std::int64_t{7'258'118'399'999}}) {
    EXPECT_EQ(parse_iso_time(iso_time(ms)), ms) << iso_time(ms);
  }
  EXPECT_EQ(parse_iso_time("1970-01-01T00:00:01Z"), 1'000);
  EXPECT_EQ(parse_iso_time("1970-01-01T00:00:01.5Z"), 1'500);
  for (const char* bad : {"", "1970-01-01", "1970-01-01T00:00:01", "1970-00-01T00:00:01Z",
                          "1970-01-01T24:00:01Z", "1969-12-31T23:59:59Z", "1970-1-01T00:00:01Z"}) {
    EXPECT_FALSE(parse_iso_time(bad)) << bad;
  }
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
