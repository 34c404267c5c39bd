// IoLoop over real loopback sockets, with a hub that repeats each line to everybody.

#include "net/io_loop.h"

#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "tests/net/cage.h"
#include "uvchat/base/limits.h"

namespace uvchat::net {
namespace {

struct Shape {
  std::size_t loops;
  bool rides;
};

class IoLoopTest : public testing::TestWithParam<Shape> {
 protected:
  Cage cage{GetParam().loops, GetParam().rides};
};

TEST_P(IoLoopTest, RepeatsALineToEverybody) {
  cage.start();
  Client ana(cage.listening_on[0]);
  ana.says("here\r\n");
  EXPECT_EQ(ana.hears_until("\r\n"), "here\r\n");
  Client ben(cage.listening_on[0]);
  ben.says("me too\r\n");
  EXPECT_EQ(ben.hears_until("\r\n"), "me too\r\n");
  EXPECT_EQ(ana.hears_until("\r\n"), "me too\r\n");
}

TEST_P(IoLoopTest, SpeaksToTheClassroomInItsCipher) {
  cage.start();
  Client classroom(cage.listening_on[1]);
  classroom.says("Kxk: ryvk");
  EXPECT_EQ(classroom.hears_until("\n"), "Kxk: ryvk\r\n");
}

TEST_P(IoLoopTest, AHandshakeThatDoesNotEndKeepsNobodyWaiting) {
  cage.start();
  Client ana(cage.listening_on[2]);
  ana.says("\x16\x03\x01");
  Client ben(cage.listening_on[0]);
  ben.says("here\r\n");
  EXPECT_EQ(ben.hears_until("\r\n"), "here\r\n");
  ben.says("still here\r\n");
  EXPECT_EQ(ben.hears_until("\r\n"), "still here\r\n");
  ben.closes_its_side();
  cage.stop();
  EXPECT_EQ(ana.hears_to_the_end(), "");
}

TEST_P(IoLoopTest, WhoComesWhenThereAreTooManyHandshakesWaits) {
  cage.start();
  std::vector<Client> silent;
  for (std::size_t i = 0; i < limits::greetings_max; ++i) silent.emplace_back(cage.listening_on[2]);
  Client liar(cage.listening_on[2]);
  liar.says(std::string("\x16\x03\x01\x00\x05hello", 10));
  Client ben(cage.listening_on[0]);
  ben.says("here\r\n");
  EXPECT_EQ(ben.hears_until("\r\n"), "here\r\n");
  silent.clear();
  EXPECT_NE(liar.hears_to_the_end(), "") << "it is told that it speaks no TLS";
}

TEST_P(IoLoopTest, KeepsTheOrderOfManyLines) {
  cage.start();
  Client ana(cage.listening_on[0]);
  std::string text;
  for (int i = 0; i < 20'000; ++i) text += std::to_string(i) + "\r\n";
  std::thread talk([&] { ana.says(text + "end\r\n"); });
  EXPECT_EQ(ana.hears_until("end\r\n"), text + "end\r\n");
  talk.join();
}

TEST_P(IoLoopTest, AnswersTheLastLinesOfAHalfClosedPeer) {
  cage.start();
  Client ana(cage.listening_on[0]);
  ana.says("one\r\ntwo\r\nunfinished");
  ana.closes_its_side();
  EXPECT_EQ(ana.hears_to_the_end(), "one\r\ntwo\r\n");
  EXPECT_TRUE(ana.closed_cleanly);
}

TEST_P(IoLoopTest, GetsTheFarewellToAPeerThatIsStillTalking) {
  cage.start();
  Client ana(cage.listening_on[0]);
  ana.says("CLOSE\r\nand\r\nmore\r\nthat is not read any more\r\n");
  EXPECT_EQ(ana.hears_until("bye\r\n"), "ERROR :bye\r\n");
  ana.closes_its_side();
  EXPECT_EQ(ana.hears_to_the_end(), "");
  EXPECT_TRUE(ana.closed_cleanly);
}

TEST_P(IoLoopTest, WritesMoreThanTheSocketTakesAtOnce) {
  cage.start();
  Client ana(cage.listening_on[0]);
  ana.says("LOTS\r\n");
  EXPECT_EQ(ana.hears_until("\r\n").size(), 3'000'002U);
}

TEST_P(IoLoopTest, ServesManyConnectionsThatComeAndGo) {
  cage.start();
  for (int round = 0; round < 3; ++round) {
    std::vector<Client> clients;
    for (int i = 0; i < 100; ++i) clients.emplace_back(cage.listening_on[0]);
    for (Client& client : clients) client.says("CLOSE\r\n");
    for (Client& client : clients) EXPECT_EQ(client.hears_until("bye\r\n"), "ERROR :bye\r\n");
  }
}

TEST_P(IoLoopTest, RefusesAConnectionOverTheLimit) {
  cage.start(1);
  Client ana(cage.listening_on[0]);
  ana.says("here\r\n");
  ana.hears_until("\r\n");
  Client ben(cage.listening_on[0]);
  EXPECT_EQ(ben.hears_to_the_end(), "ERROR :Closing link (This server is full)\r\n");
  Client classroom(cage.listening_on[1]);
  EXPECT_EQ(classroom.hears_to_the_end(), "");
}

TEST_P(IoLoopTest, SendsEverybodyAwayWhenItStops) {
  cage.start();
  Client ana(cage.listening_on[0]);
  ana.says("here\r\n");
  ana.hears_until("\r\n");
  std::thread reader([&] {
    ana.hears_to_the_end();
    ana.closes_its_side();
  });
  cage.stop();
  reader.join();
}

INSTANTIATE_TEST_SUITE_P(Shapes, IoLoopTest,
                         testing::Values(Shape{1, true}, Shape{1, false}, Shape{3, false}),
                         [](const auto& tested) {
                           return std::string(tested.param.rides ? "Riding" : "Apart") + "On" +
                                  std::to_string(tested.param.loops);
                         });

TEST(IoLoop, IsDestroyedWithoutHavingRun) {
  Cage cage(2, true);
  cage.loop(0).post(Stop{0});
}

}  // namespace
}  // namespace uvchat::net
