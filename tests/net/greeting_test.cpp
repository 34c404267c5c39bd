// What comes before the hub may know of a connection, and a framing that the product has not.

#include "tests/net/toy_loop.h"

namespace uvchat::net {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST_F(ToyLoop, TellsTheHubOfAConnectionWhenItsGreetingIsOver) {
  const ConnId ana = arrive();
  sends(ana, "HELLO 203.0");
  turns_until_quiet();
  EXPECT_THAT(heard[ana], IsEmpty());
  EXPECT_EQ(core().figures().opened, 0U);
  sends(ana, ".113.7\n");
  turns_until_quiet();
  EXPECT_THAT(heard[ana], ElementsAre("opened 0 203.0.113.7 tls 7"));
  EXPECT_EQ(core().figures().opened, 1U);
}

TEST_F(ToyLoop, TellsNothingOfAConnectionWhoseGreetingEnds) {
  const ConnId gone = arrive();
  const ConnId reset = arrive();
  const ConnId liar = arrive();
  closes_its_side(gone);
  breaks(reset);
  sends(liar, "GET / HTTP/1.1\n");
  for (const ConnId conn : {gone, reset, liar}) {
    EXPECT_TRUE(stream(conn).closing);
    finish_close(conn);
    turns_until_quiet();
    EXPECT_THAT(heard[conn], IsEmpty());
  }
  EXPECT_EQ(core().figures().connections, 0U) << "no close of the hub is waited for";
}

TEST_F(ToyLoop, EndsAGreetingThatTakesTooLong) {
  const ConnId slow = arrive();
  const ConnId done = connect_toy();
  pass(limits::greeting_ms_max - 100);
  EXPECT_FALSE(stream(slow).closing);
  pass(200);
  EXPECT_TRUE(stream(slow).closing);
  EXPECT_FALSE(stream(done).closing);
  core().greeted(slow.slot(), {}, toy());
  finish_close(slow);
  turns_until_quiet();
  EXPECT_THAT(heard[slow], IsEmpty()) << "it came too late";
  EXPECT_EQ(arrive().slot(), slow.slot());
}

TEST_F(ToyLoop, EndsGreetingsWhenItStops) {
  const ConnId slow = arrive();
  core().stop(now, 10'000);
  pass(50);
  EXPECT_TRUE(stream(slow).closing);
  finish_close(slow);
  EXPECT_TRUE(core().stopped());
}

TEST_F(ToyLoop, HearsAndTellsLinesInTheFramingThatTheGreetingAgreedOn) {
  const ConnId ana = arrive();
  sends(ana, "HELLO 203.0.113.7\n" + line("NICK ana") + line("JOIN #a").substr(0, 5));
  turn();
  sends(ana, line("JOIN #a").substr(5));
  turn();
  EXPECT_THAT(heard[ana],
              ElementsAre("opened 0 203.0.113.7 tls 7", "line NICK ana", "line JOIN #a"));
  const ConnId ben = connect();
  const ConnId eva = connect(by_ten);
  deliver(Deliveries().to_all({ana, ben, ana, ben}, ":x JOIN #a\r\n").to(eva, "k\n"));
  turn();
  EXPECT_EQ(stream(ana).sent, std::string(welcome) + line(":x JOIN #a") + line(":x JOIN #a"));
  EXPECT_EQ(stream(ben).sent, ":x JOIN #a\r\n:x JOIN #a\r\n");
  EXPECT_EQ(stream(eva).sent, "u\n");
}

TEST_F(ToyLoop, LetsAFramingAnswerByItself) {
  const ConnId ana = connect_toy();
  sends(ana, ping("1") + line("A") + ping("2"));
  turn();
  EXPECT_THAT(heard[ana], ElementsAre("opened 0 203.0.113.7 tls 7", "line A"));
  EXPECT_EQ(stream(ana).sent, std::string(welcome) + pong("1") + pong("2"));
}

TEST_F(ToyLoop, LetsAFramingEndTheInput) {
  const ConnId ana = connect_toy();
  sends(ana, line("A") + "C" + std::string(2, '\0') + line("B"));
  turn();
  EXPECT_THAT(heard[ana], ElementsAre("opened 0 203.0.113.7 tls 7", "line A", "ended eof"));
  EXPECT_EQ(stream(ana).sent, std::string(welcome) + "c" + std::string(2, '\0'));
  deliver(Deliveries().close(ana));
}

TEST_F(ToyLoop, KeepsWhatAFramingRemembersFromReadToRead) {
  const ConnId ana = connect_toy();
  const std::string text = line(std::string(5'000, 'x')) + line("A");
  for (const char c : text) {
    sends(ana, std::string_view(&c, 1));
    turn();
  }
  EXPECT_THAT(heard[ana],
              ElementsAre("opened 0 203.0.113.7 tls 7", "too_long xxxxxxxxxx", "line A"));
}

TEST_F(ToyLoop, ChargesForAnswersAsForLines) {
  settings.flood = {true, 2, 1};
  const ConnId ana = connect_toy();
  sends(ana, ping("1") + ping("2") + ping("3"));
  turn();
  EXPECT_EQ(stream(ana).sent, std::string(welcome) + pong("1") + pong("2"));
  pass(1'000);
  EXPECT_EQ(stream(ana).sent, std::string(welcome) + pong("1") + pong("2") + pong("3"));
}

TEST_F(ToyLoop, DoesNotReadAPeerThatAsksForAnswersAndDoesNotTakeThem) {
  const ConnId ana = connect_toy();
  stream(ana).room = 0;
  std::size_t taken = 0;
  for (int i = 0; i < 100 && stream(ana).reading; ++i) {
    taken += sends(ana, ping(std::string(900, 'x')));
    turns_until_quiet();
  }
  EXPECT_EQ(heard[ana].back(), "stalled");
  EXPECT_LE(taken, 2'000U);
}

TEST_F(ToyLoop, EndsAConnectionWhoseAnswersPassTheHardLimit) {
  settings.send_queue_soft_bytes = 100;
  settings.send_queue_hard_bytes = 1'000;
  const ConnId ana = connect_toy();
  sends(ana, ping(std::string(600, 'x')) + ping(std::string(600, 'x')) + line("A"));
  turns_until_quiet();
  EXPECT_EQ(heard[ana].back(), "ended send_queue_exceeded");
  EXPECT_TRUE(stream(ana).closing);
}

}  // namespace
}  // namespace uvchat::net
