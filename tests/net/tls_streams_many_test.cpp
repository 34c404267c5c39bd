// What many are sent in one turn, some of them with TLS.

#include <string>
#include <vector>

#include "tests/net/tls_loop.h"

namespace uvchat::net {
namespace {

TEST_F(TlsLoop, ManyAreWrittenToInOneGoWithTlsAndWithout) {
  std::vector<ConnId> room;
  for (int i = 0; i < 40; ++i) room.push_back(i % 4 == 3 ? connect_without_tls() : connect());
  turns_until_quiet();
  streams.many.clear();
  deliver(Deliveries().to_all(room, "hello\r\n"));
  turn();
  EXPECT_THAT(streams.many, testing::ElementsAre(40));
  for (const ConnId conn : room) {
    if (!clients.contains(conn)) {
      EXPECT_EQ(stream(conn).sent, "hello\r\n");
      continue;
    }
    hears(conn);
    EXPECT_EQ(clients.at(conn).heard, "hello\r\n");
  }
}

TEST_F(TlsLoop, OfManyEachOneEndsAsItWouldAlone) {
  std::vector<ConnId> room;
  for (int i = 0; i < 4; ++i) room.push_back(connect());
  turns_until_quiet();
  const std::string text = std::string(40'000, 'x') + "\r\n";  // three records
  stream(room[1]).room = 100;
  stream(room[2]).broken = true;
  stream(room[3]).room = 17'000;  // a record and a bit
  streams.many.clear();
  deliver(Deliveries().to_all(room, text));
  turn();
  EXPECT_THAT(streams.many, testing::ElementsAre(4));
  EXPECT_TRUE(stream(room[2]).closing);
  for (const ConnId conn : {room[1], room[3]}) {
    stream(conn).room = 1'000'000;
    finish_write(conn);
    turns_until_quiet();
  }
  for (const ConnId conn : {room[0], room[1], room[3]}) {
    hears(conn);
    EXPECT_EQ(clients.at(conn).heard, text);
  }
}

TEST_F(TlsLoop, WhatManyAreSentIsEncipheredAPartAtATime) {
  std::vector<ConnId> room;
  for (int i = 0; i < 40; ++i) room.push_back(connect());
  turns_until_quiet();
  streams.many.clear();
  deliver(Deliveries().to_all(room, std::string(12'000, 'x')));
  turn();
  EXPECT_THAT(streams.many, testing::ElementsAre(11, 11, 11, 7));
  for (const ConnId conn : room) {
    hears(conn);
    EXPECT_EQ(clients.at(conn).heard.size(), 12'000U);
  }
}

}  // namespace
}  // namespace uvchat::net
